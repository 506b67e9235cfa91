import { describe, expect, it } from 'vitest';
import { decideBatch } from './admission.ts';
import { limitsOf } from './overdraft.ts';
import { admit, changeDates, changeTerms, snapshotsFor } from './replay.ts';
import {
  absolute,
  activate,
  day,
  day0,
  entitlement,
  hour,
  none,
  one,
  percentage,
  refresh,
  release,
  second,
  settled,
  termsOf,
  wordOf,
  worldOf,
} from './testing/world.ts';

const full = 'denied: seatLimitReached';
const inactive = 'denied: entitlementNotActive';
const logOf = (result: ReturnType<typeof admit>) => result.changes.flatMap(({ log }) => log);
const eventsOf = (result: ReturnType<typeof admit>) => result.changes.flatMap(({ events }) => events);

describe('rule 5: whether a seat is an overdraft seat', () => {
  it('rule 5: for an activation, used after it > bought', () => {
    const world = worldOf(termsOf({ seats: limitsOf(2n, absolute(2)) }));
    const rows = logOf(admit(world, [activate('A'), activate('B'), activate('C'), activate('D')], day0));
    expect(rows.map((row) => row.overdraft)).toEqual([false, false, true, true]);
  });

  it('rule 5: for a release, used before it > bought', () => {
    const world = worldOf(termsOf({ seats: limitsOf(1n, absolute(2)) }));
    admit(world, [activate('A'), activate('B'), activate('C')], day0);
    const rows = logOf(admit(world, [release('A'), release('B'), release('C')], day0));
    expect(rows.map((row) => BigInt(row.seatsUsed + 1) > row.bought)).toEqual([true, true, false]);
  });
});

describe('rule 10: a forced change leaves more in use than the hard cap', () => {
  const forced = () => {
    const world = worldOf(termsOf({ seats: limitsOf(3n, none) }));
    admit(world, [activate('A'), activate('B'), activate('C')], day0);
    expect(changeTerms(world, termsOf({ seats: limitsOf(1n, none) }), day0, false).admitted).toBe(false);
    expect(changeTerms(world, termsOf({ seats: limitsOf(1n, none) }), day0, true).admitted).toBe(true);
    return world;
  };

  it('rule 10: nobody is cut off, new activations are denied', () => {
    const world = forced();
    expect(entitlement(world).seatsUsed).toBe(3);
    expect(wordOf(one(world, activate('D')))).toBe(full);
  });

  it('rule 10: refreshes are denied and free their seat, until used = hard cap', () => {
    const world = forced();
    const { decisions, changes } = admit(world, [refresh('A'), refresh('B'), refresh('C')], day0 + second);
    expect(decisions.map(wordOf)).toEqual([full, full, 'granted']);
    expect(entitlement(world).seatsUsed).toBe(1);
    expect(changes[0]?.log.map((row) => row.operation)).toEqual(['deactivate', 'deactivate', 'refresh']);
    expect(changes[0]?.denials.map((row) => [row.seatId, row.attempts])).toEqual([
      ['A', 1],
      ['B', 1],
    ]);
  });

  it('rules 10 and 12: a holder who activates again keeps the seat, but its lease is not extended', () => {
    const world = forced();
    const again = admit(world, [activate('A')], day0 + second);
    expect(again.decisions[0]).toMatchObject({ outcome: 'granted', seat: { leaseEnd: day0 + hour } });
    expect(logOf(again)).toMatchObject([{ operation: 'refresh', leaseEnd: day0 + hour }]);
  });

  it('rules 10 and 11: a refresh that fails for two reasons names both', () => {
    const world = forced();
    const dates = { ...entitlement(world).dates, disabledDate: day0 };
    changeDates(world, 'e', dates, day0);
    expect(wordOf(one(world, refresh('A')))).toBe('denied: entitlementNotActive, seatLimitReached');
  });
});

describe('rule 11: order of checks, and every failing reason', () => {
  const expiring = (entitlementId = 'e') =>
    termsOf({ entitlementId, licenseType: 'subscription', licenseDuration: { type: 'day', count: 1 } });
  const nodeLocked = (entitlementId = 'e') => ({
    ...expiring(entitlementId),
    concurrencyMode: 'nodeLock' as const,
  });

  it('rule 11: credentials first', () => {
    expect(wordOf(one(worldOf(termsOf()), { ...activate('A'), candidates: [] }))).toBe(
      'denied: credentialsRejected',
    );
  });

  it('rule 11: status before capacity, and both are named', () => {
    const world = worldOf(nodeLocked());
    one(world, activate('A'));
    expect(wordOf(one(world, activate('B'), day0 + day))).toBe(
      'denied: entitlementNotActive, seatLimitReached',
    );
  });

  it('rule 11: a holder fails for the status alone', () => {
    const world = worldOf(nodeLocked());
    one(world, activate('A'));
    expect(wordOf(one(world, activate('A'), day0 + day))).toBe(inactive);
  });

  it('rule 11: an expired entitlement is not hidden behind a full one', () => {
    const world = worldOf(expiring('old'), termsOf());
    expect(wordOf(one(world, activate('A', 'old', 'e'), day0 + day))).toBe('granted');
    const denied = one(world, activate('B', 'old', 'e'), day0 + day);
    expect(wordOf(denied)).toBe('denied: seatLimitReached, entitlementNotActive');
    expect(denied).toMatchObject({ entitlementId: 'e', limits: { used: 1n } });
  });

  it('rule 11: waiting is only advised when nothing else stands in the way', () => {
    const world = worldOf(termsOf());
    one(world, activate('A'));
    expect(one(world, activate('B'))).toMatchObject({ retryAt: day0 + hour });
    changeDates(world, 'e', { ...entitlement(world).dates, disabledDate: day0 }, day0);
    expect(one(world, activate('B'))).toMatchObject({ retryAt: null });
  });

  it('rule 33: retryAt knows the seats the same batch has granted', () => {
    const world = worldOf(termsOf());
    const [, denied] = admit(world, [activate('A'), activate('B')], day0).decisions;
    expect(denied).toMatchObject({ retryAt: day0 + hour });
  });

  it('rule 11: of several entitlements, a bought seat comes before an overdraft seat', () => {
    const one1 = termsOf({ entitlementId: 'first', seats: limitsOf(1n, absolute(1)) });
    const world = worldOf(one1, { ...one1, entitlementId: 'second' });
    const { decisions } = admit(
      world,
      ['A', 'B', 'C', 'D', 'E'].map((seatId) => activate(seatId, 'first', 'second')),
      day0,
    );
    expect(
      decisions.map((decision) =>
        decision.outcome === 'granted' ? decision.standing.terms.entitlementId : wordOf(decision),
      ),
    ).toEqual(['first', 'second', 'first', 'second', full]);
  });
});

describe('rule 12: one seatId is one seat', () => {
  it('rule 12: the second call renews the lease and returns the same activation', () => {
    const world = worldOf(termsOf());
    const { decisions } = admit(world, [activate('A'), { ...activate('A'), newActivationId: 'other' }], day0);
    expect(decisions).toMatchObject([{ seat: { activationId: 'a A' } }, { seat: { activationId: 'a A' } }]);
    expect(one(world, activate('A'), day0 + second)).toMatchObject({
      seat: { leaseEnd: day0 + second + hour },
    });
    expect(entitlement(world).seatsUsed).toBe(1);
  });

  it('rule 12: a holder is never refused because the licence is full, wherever the seat is', () => {
    const world = worldOf(termsOf({ entitlementId: 'first' }), termsOf({ entitlementId: 'second' }));
    one(world, activate('A', 'second'));
    one(world, activate('B', 'first'));
    expect(one(world, activate('A', 'first', 'second'))).toMatchObject({
      outcome: 'granted',
      standing: { terms: { entitlementId: 'second' } },
    });
  });
});

it('rule 13: a batch of ten for two seats grants exactly two and leaves the snapshot as it was', () => {
  const world = worldOf(termsOf({ seats: limitsOf(1n, percentage(100)) }));
  const requests = Array.from({ length: 10 }, (_, index) => activate(`seat ${index}`));
  const snapshots = snapshotsFor(world, requests, day0);
  const { decisions } = decideBatch(snapshots, requests, day0);
  expect(decisions.filter(({ outcome }) => outcome === 'granted')).toHaveLength(2);
  expect(snapshots.get('e')).toMatchObject({ seatsUsed: 0, sequence: 0n, dueAt: null });
  expect(decideBatch(snapshots, requests, day0).decisions).toEqual(decisions);
});

describe('rule 14: lease ends', () => {
  it('rule 14: concurrent: an expired lease does not count from its instant on', () => {
    const world = worldOf(termsOf());
    one(world, activate('A'));
    expect(wordOf(one(world, activate('B'), day0 + hour - 1))).toBe(full);
    const taken = admit(world, [activate('B')], day0 + hour);
    expect(taken.decisions.map(wordOf)).toEqual(['granted']);
    expect(logOf(taken)).toMatchObject([
      { operation: 'leaseExpired', seatId: 'A', at: day0 + hour, seatsUsed: 0 },
      { operation: 'activate', seatId: 'B', at: day0 + hour, seatsUsed: 1 },
    ]);
  });

  it('rule 14: noticed late, it is recorded at its instant', () => {
    const world = worldOf(termsOf({ seats: limitsOf(1n, absolute(1)) }));
    admit(world, [activate('A')], day0);
    admit(world, [activate('B')], day0 + second);
    const late = admit(world, [settled], day0 + day);
    expect(logOf(late).map((row) => [row.seatId, row.at - day0])).toEqual([
      ['A', hour],
      ['B', hour + second],
    ]);
    expect(eventsOf(late)).toMatchObject([{ eventCode: 'entitlement.overdraft.exited', at: day0 + hour }]);
  });

  it('rule 14: its owner comes back through the same admission as anyone', () => {
    const world = worldOf(termsOf());
    one(world, activate('A'));
    one(world, activate('B'), day0 + hour);
    expect(wordOf(one(world, refresh('A'), day0 + hour))).toBe(full);
    expect(wordOf(one(world, activate('A'), day0 + hour))).toBe(full);
    one(world, release('B'), day0 + hour);
    const back = admit(world, [refresh('A')], day0 + hour);
    expect(back.decisions).toMatchObject([{ outcome: 'granted', seat: { activationId: 'a A' } }]);
    expect(logOf(back)).toMatchObject([{ operation: 'activate', seatsUsed: 1 }]);
  });

  it('rule 14: node-lock: the seat stays bound and counted until released', () => {
    const world = worldOf(termsOf({ concurrencyMode: 'nodeLock' }));
    one(world, activate('A'));
    expect(one(world, activate('B'), day0 + 1000 * day)).toMatchObject({ outcome: 'denied', retryAt: null });
    expect(wordOf(one(world, refresh('A'), day0 + 1000 * day))).toBe('granted');
    one(world, release('A'), day0 + 1000 * day);
    expect(wordOf(one(world, activate('B'), day0 + 1000 * day))).toBe('granted');
  });
});

describe('rule 15: refresh', () => {
  const yearly = termsOf({
    licenseType: 'subscription',
    licenseDuration: { type: 'day', count: 2 },
    leasePeriod: { type: 'day', count: 1 },
    gracePeriod: { type: 'day', count: 1 },
  });

  it('rule 15: extends the lease up to expiry + grace; from then on it is denied', () => {
    const world = worldOf(yearly);
    one(world, activate('A'));
    const ends = [1.5, 2.4, 2.5, 2.9].map((days, index) => {
      if (index === 0) one(world, refresh('A'), day0 + 0.9 * day);
      const decision = one(world, refresh('A'), day0 + days * day);
      return decision.outcome === 'granted' ? (decision.seat.leaseEnd - day0) / day : wordOf(decision);
    });
    expect(ends).toEqual([2.5, 3, inactive, inactive]);
  });

  it('rule 15: a lease of one second', () => {
    const world = worldOf(termsOf({ leasePeriod: { type: 'second', count: 1 } }));
    one(world, activate('A'));
    expect(wordOf(one(world, activate('B'), day0 + 999))).toBe(full);
    expect(wordOf(one(world, activate('B'), day0 + 1000))).toBe('granted');
  });
});

describe('rule 16: a denial', () => {
  it('rule 16: consumes nothing and carries the limits', () => {
    const world = worldOf(termsOf());
    one(world, activate('A'));
    const before = structuredClone(entitlement(world).seats);
    expect(one(world, activate('B'))).toMatchObject({
      outcome: 'denied',
      reasons: [{ code: 'seatLimitReached', detail: '1 of 1 seats are in use.' }],
      limits: { bought: 1n, hardCap: 1n, used: 1n, available: 0n, state: 'atHardCap' },
    });
    expect(entitlement(world).seats).toEqual(before);
  });

  it('rule 16: within a batch, the denials of one seat are one row that counts them exactly', () => {
    const world = worldOf(termsOf());
    one(world, activate('A'));
    const flood = ['B', 'C', 'B', 'B', 'C'].map((seatId) => activate(seatId));
    const [changes] = admit(world, flood, day0).changes;
    expect(changes?.log).toEqual([]);
    expect(changes?.denials).toMatchObject([
      { operation: 'activationDenied', seatId: 'B', attempts: 3, reasons: ['seatLimitReached'] },
      { operation: 'activationDenied', seatId: 'C', attempts: 2, reasons: ['seatLimitReached'] },
    ]);
  });
});

describe('rule 24: start with the first activation', () => {
  const terms = termsOf({
    licenseStartType: 'activation',
    licenseType: 'subscription',
    licenseDuration: { type: 'month', count: 1 },
    hasMaintenance: true,
    maintenanceDuration: { type: 'day', count: 10 },
  });

  it('rule 24: the first activation starts it, once', () => {
    const world = worldOf(terms);
    const expiryDate = Date.parse('2025-02-28T12:00:00Z');
    const started = { activationDate: day0, expiryDate, maintenanceExpiryDate: day0 + 10 * day };
    expect(admit(world, [activate('A'), activate('B')], day0).changes[0]?.started).toEqual(started);
    expect(admit(world, [activate('A')], day0 + second).changes[0]?.started).toBeNull();
    expect(entitlement(world).dates).toMatchObject(started);
  });

  it('rule 24: a denied one starts nothing', () => {
    const world = worldOf({ ...terms, seats: limitsOf(0n, none) });
    expect(wordOf(one(world, activate('A')))).toBe(full);
    expect(entitlement(world).dates.activationDate).toBeNull();
  });

  it('rule 24: with any other policy nothing can be used before the start', () => {
    const world = worldOf({ ...terms, licenseStartType: 'custom' });
    const dates = { ...entitlement(world).dates, activationDate: day0 + day };
    changeDates(world, 'e', dates, day0);
    expect(wordOf(one(world, activate('A')))).toBe(inactive);
    expect(wordOf(one(world, activate('A'), day0 + day))).toBe('granted');
  });
});

it('what is not there is said as such: no activation, no entitlement', () => {
  const world = worldOf(termsOf());
  for (const request of [refresh('A'), release('A'), refresh('A', 'other')])
    expect(one(world, request)).toEqual({ outcome: 'noSuchActivation' });
  expect(entitlement(world).sequence).toBe(0n);
});

describe('rule 36: state events of the seats', () => {
  it('rule 36: entered, limit reached and exited, each where it happens', () => {
    const world = worldOf(termsOf({ seats: limitsOf(1n, absolute(1)) }));
    const up = admit(world, [activate('A'), activate('B'), activate('C'), activate('B')], day0);
    expect(eventsOf(up).map(({ eventCode, used }) => [eventCode, used])).toEqual([
      ['entitlement.overdraft.entered', 2n],
      ['entitlement.overdraft.limitReached', 2n],
    ]);
    const down = admit(world, [release('A'), release('B')], day0);
    expect(eventsOf(down)).toMatchObject([{ eventCode: 'entitlement.overdraft.exited', used: 1n }]);
  });

  it('rule 36: in and out within one batch tells both, in the order of the log', () => {
    const world = worldOf(termsOf({ seats: limitsOf(1n, absolute(2)) }));
    const { changes } = admit(world, [activate('A'), activate('B'), release('A')], day0);
    const story = [...(changes[0]?.log ?? []), ...(changes[0]?.events ?? [])].sort((a, b) =>
      a.sequence < b.sequence ? -1 : 1,
    );
    expect(story.map((each) => ('operation' in each ? each.operation : each.eventCode))).toEqual([
      ...[
        'activate',
        'entitlement.overdraft.entered',
        'activate',
        'entitlement.overdraft.exited',
        'deactivate',
      ],
    ]);
  });

  it('rule 36: a change of limits tells the change of state it makes', () => {
    const world = worldOf(termsOf({ seats: limitsOf(3n, none) }));
    admit(world, [activate('A'), activate('B'), activate('C')], day0);
    const less = changeTerms(world, termsOf({ seats: limitsOf(2n, absolute(1)) }), day0, false);
    expect(less.changes.flatMap(({ events }) => events.map(({ eventCode }) => eventCode))).toEqual([
      'entitlement.overdraft.entered',
      'entitlement.overdraft.limitReached',
    ]);
    const more = changeTerms(world, termsOf({ seats: limitsOf(3n, none) }), day0, false);
    expect(more.changes.flatMap(({ events }) => events.map(({ eventCode }) => eventCode))).toEqual([
      'entitlement.overdraft.exited',
    ]);
  });
});
