import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsOf, unitsMax } from './overdraft.ts';
import { admit, changeDates, changeTerms, dueEntitlements } from './replay.ts';
import {
  absolute,
  activate,
  checkout,
  day,
  day0,
  entitlement,
  featureOf,
  giveBack,
  hour,
  none,
  one,
  refresh,
  release,
  second,
  settled,
  termsOf,
  unlimited,
  wordOf,
  worldOf,
} from './testing/world.ts';

const full = 'denied: featureLimitReached';
const pool = featureOf('elementPool', 10n);
const counter = featureOf('usageCount', 10n, absolute(2));
const switched = featureOf('bool', 1n);

const seated = (features = [pool, counter, switched], over: Parameters<typeof termsOf>[0] = {}) => {
  const world = worldOf(termsOf({ seats: limitsOf(2n, none), features, ...over }));
  admit(world, [activate('A'), activate('B')], day0);
  return world;
};
const usedOf = (world: ReturnType<typeof worldOf>, featureId: string) =>
  entitlement(world).usage.get(featureId)?.used ?? 0n;

describe('rule 17: a freed seat returns what it holds', () => {
  const holding = () => {
    const world = seated();
    admit(world, [checkout('A', 'elementPool', 4n), checkout('B', 'elementPool', 6n)], day0);
    return world;
  };

  it('rule 17: on release', () => {
    const world = holding();
    one(world, release('A'));
    expect(usedOf(world, pool.featureId)).toBe(6n);
    expect(wordOf(one(world, checkout('B', 'elementPool', 5n)))).toBe(full);
    expect(wordOf(one(world, checkout('B', 'elementPool', 4n)))).toBe('featureGranted');
  });

  it('rule 17: when the lease expires, at its instant', () => {
    const world = holding();
    one(world, refresh('B'), day0 + second);
    expect(wordOf(one(world, checkout('B', 'elementPool', 4n), day0 + hour - 1))).toBe(full);
    expect(wordOf(one(world, checkout('B', 'elementPool', 4n), day0 + hour))).toBe('featureGranted');
    expect(one(world, checkout('A', 'elementPool', 1n), day0 + hour)).toMatchObject({ outcome: 'conflict' });
  });

  it('rule 17: what was counted stays counted', () => {
    const world = seated();
    one(world, checkout('A', 'usageCount', 4n));
    one(world, release('A'));
    expect(usedOf(world, counter.featureId)).toBe(4n);
  });
});

describe('rule 18: usageCount', () => {
  it('rule 18: adds up to value + allowance, over all seats, and cannot be returned', () => {
    const world = seated();
    expect(wordOf(one(world, checkout('A', 'usageCount', 11n)))).toBe('featureGranted');
    expect(wordOf(one(world, checkout('B', 'usageCount', 2n)))).toBe(full);
    expect(wordOf(one(world, checkout('B', 'usageCount', 1n)))).toBe('featureGranted');
    expect(one(world, giveBack('A', 'usageCount', 1n))).toMatchObject({ outcome: 'conflict' });
  });

  it('rules 18 and 22: a monthly period closes at its own instant with the figure it had', () => {
    const world = seated([counter], {
      usageResetSchedule: 'monthly',
      leasePeriod: { type: 'year', count: 1 },
    });
    one(world, checkout('A', 'usageCount', 11n));
    const [changes] = admit(world, [checkout('A', 'usageCount', 3n)], day0 + 60 * day).changes;
    const turns = ['2025-02-28T00:00:00Z', '2025-03-31T00:00:00Z'].map(Date.parse);
    expect(changes?.closings).toMatchObject([
      { periodStart: day0, periodEnd: turns[0], used: 11n, overdraftUsed: 1n },
      { periodStart: turns[0], periodEnd: turns[1], used: 0n, overdraftUsed: 0n },
    ]);
    expect(changes?.events.map(({ eventCode, at }) => [eventCode, at])).toEqual([
      ['entitlement.usage.summary', turns[0]],
      ['entitlement.feature.overdraft.exited', turns[0]],
      ['entitlement.usage.summary', turns[1]],
    ]);
    expect(entitlement(world).usage.get(counter.featureId)).toEqual({ used: 3n, periodStart: turns[1] });
  });

  it('rules 14 and 18: ends of leases and of periods are recorded in the order they happened', () => {
    const world = seated([counter], {
      usageResetSchedule: 'monthly',
      leasePeriod: { type: 'day', count: 45 },
    });
    one(world, checkout('A', 'usageCount', 1n));
    const [changes] = admit(world, [settled], day0 + 100 * day).changes;
    const recorded = [...(changes?.log ?? []), ...(changes?.events ?? [])];
    recorded.sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
    const instants = recorded.map(({ at }) => at);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
    expect(instants).toHaveLength(2 + 3);
  });
});

describe('rule 18: the turn of a monthly period', () => {
  const year = { type: 'year', count: 1 } as const;
  const turn = Date.parse('2025-02-28T00:00:00Z');

  it('rule 18: a new period begins at its very instant', () => {
    const world = seated([counter], { usageResetSchedule: 'monthly', leasePeriod: year });
    one(world, checkout('A', 'usageCount', 12n));
    expect(wordOf(one(world, checkout('A', 'usageCount', 1n), turn - 1))).toBe(full);
    expect(one(world, checkout('A', 'usageCount', 1n), turn)).toMatchObject({ limits: { used: 1n } });
  });

  it('rule 22: a counter that was never used has nothing to close', () => {
    const unused = { ...counter, featureId: 'unused', key: 'unused' };
    const world = seated([counter, unused], { usageResetSchedule: 'monthly', leasePeriod: year });
    one(world, checkout('A', 'usageCount', 1n));
    expect(dueEntitlements(world, turn - 1)).toEqual([]);
    expect(dueEntitlements(world, turn)).toEqual(['e']);
    const [changes] = admit(world, [settled], turn).changes;
    expect(changes?.closings.map(({ featureKey }) => featureKey)).toEqual(['usageCount']);
  });

  it('rules 18 and 24: one that starts with its first activation is due a month later', () => {
    const world = seated([counter], {
      usageResetSchedule: 'monthly',
      licenseStartType: 'activation',
      concurrencyMode: 'nodeLock',
    });
    one(world, checkout('A', 'usageCount', 12n));
    expect(dueEntitlements(world, turn)).toEqual(['e']);
    expect(wordOf(one(world, checkout('A', 'usageCount', 12n), turn))).toBe('featureGranted');
  });
});

describe('rule 19: elementPool', () => {
  it('rule 19: one pool for all seats', () => {
    const world = seated();
    expect(wordOf(one(world, checkout('A', 'elementPool', 7n)))).toBe('featureGranted');
    expect(wordOf(one(world, checkout('B', 'elementPool', 4n)))).toBe(full);
    expect(wordOf(one(world, checkout('B', 'elementPool', 3n)))).toBe('featureGranted');
  });

  it('rule 19: never more is returned than this activation holds', () => {
    const world = seated();
    one(world, checkout('A', 'elementPool', 7n));
    expect(one(world, giveBack('B', 'elementPool', 1n))).toMatchObject({ outcome: 'conflict' });
    expect(one(world, giveBack('A', 'elementPool', 8n))).toMatchObject({ outcome: 'conflict' });
    expect(wordOf(one(world, giveBack('A', 'elementPool', 7n)))).toBe('featureGranted');
    expect(usedOf(world, pool.featureId)).toBe(0n);
  });

  it('rules 13 and 19: a return is not refused by a limit or a status', () => {
    const world = seated();
    one(world, checkout('A', 'elementPool', 7n));
    changeDates(world, 'e', { ...entitlement(world).dates, disabledDate: day0 }, day0);
    expect(wordOf(one(world, checkout('A', 'elementPool', 1n)))).toBe('denied: entitlementNotActive');
    expect(wordOf(one(world, giveBack('A', 'elementPool', 7n)))).toBe('featureGranted');
  });
});

describe('rule 20: bool', () => {
  it('rule 20: its use is recorded and has no limits', () => {
    const world = seated();
    const { decisions, changes } = admit(world, [checkout('A', 'bool', 1n)], day0);
    expect(decisions).toMatchObject([{ outcome: 'featureGranted', limits: null }]);
    expect(changes[0]?.log).toMatchObject([
      { operation: 'featureUsage', featureKey: 'bool', featureUsed: null },
    ]);
    expect(entitlement(world).usage.size).toBe(0);
  });

  it('rule 20: off is denied', () => {
    const world = seated([featureOf('bool', 0n)]);
    expect(one(world, checkout('A', 'bool', 1n))).toMatchObject({ outcome: 'denied', limits: null });
  });
});

describe('rule 21: a checkout is all-or-nothing and exact at the cap', () => {
  it('rule 21: whatever is asked for, exactly what fits is granted', () => {
    const amounts = fc.array(fc.bigInt(1n, 8n), { maxLength: 20 });
    fc.assert(
      fc.property(amounts, fc.constantFrom('usageCount', 'elementPool'), fc.nat(5), (asked, type, extra) => {
        const feature = featureOf(type, 10n, absolute(extra));
        const world = seated([feature]);
        let used = 0n;
        const { decisions } = admit(
          world,
          asked.map((amount) => checkout('A', type, amount)),
          day0,
        );
        for (const [index, amount] of asked.entries()) {
          const fits = used + amount <= 10n + BigInt(extra);
          if (fits) used += amount;
          const decision = decisions[index];
          expect(decision && wordOf(decision)).toBe(fits ? 'featureGranted' : full);
          expect(decision).toMatchObject({ limits: { used } });
        }
        expect(usedOf(world, feature.featureId)).toBe(used);
      }),
    );
  });

  it('rules 1 and 21: an unlimited feature never counts past what can be stored', () => {
    for (const feature of [featureOf('usageCount', null), featureOf('elementPool', 5n, unlimited)]) {
      const world = seated([feature]);
      expect(wordOf(one(world, checkout('A', feature.type, unitsMax)))).toBe('featureGranted');
      expect(wordOf(one(world, checkout('A', feature.type, 1n)))).toBe(full);
    }
  });

  it('rule 11: a denied checkout names every reason', () => {
    const world = seated();
    changeDates(world, 'e', { ...entitlement(world).dates, disabledDate: day0 }, day0);
    expect(wordOf(one(world, checkout('A', 'elementPool', 11n)))).toBe(
      'denied: entitlementNotActive, featureLimitReached',
    );
  });

  it('rule 16: denials of one seat on one feature are one row within a batch', () => {
    const world = seated();
    const asked = [checkout('A', 'elementPool', 11n), checkout('A', 'elementPool', 12n)];
    const [changes] = admit(world, [...asked, checkout('A', 'usageCount', 13n)], day0).changes;
    expect(changes?.denials).toMatchObject([
      { operation: 'featureCheckoutDenied', featureKey: 'elementPool', attempts: 2, amount: 11n },
      { operation: 'featureCheckoutDenied', featureKey: 'usageCount', attempts: 1, amount: 13n },
    ]);
  });

  it('what is not there is said as such: no activation, no feature', () => {
    const world = seated([pool]);
    expect(one(world, checkout('C', 'elementPool', 1n))).toEqual({ outcome: 'noSuchActivation' });
    expect(one(world, checkout('A', 'bool', 1n))).toEqual({ outcome: 'noSuchFeature', featureKey: 'bool' });
  });
});

describe('rule 10: limits of features', () => {
  it('rule 10: below present use only when forced, and the change of state is told', () => {
    const world = seated();
    one(world, checkout('A', 'elementPool', 7n));
    const terms = {
      ...entitlement(world).terms,
      features: [featureOf('elementPool', 6n), counter, switched],
    };
    expect(changeTerms(world, terms, day0, false)).toEqual({ admitted: false, changes: [] });
    expect(changeTerms(world, terms, day0, true).changes).toMatchObject([
      {
        events: [{ eventCode: 'entitlement.feature.overdraft.entered', featureKey: 'elementPool', used: 7n }],
      },
    ]);
    const back = admit(world, [giveBack('A', 'elementPool', 1n)], day0);
    expect(back.changes).toMatchObject([
      { events: [{ eventCode: 'entitlement.feature.overdraft.exited', used: 6n }] },
    ]);
  });
});
