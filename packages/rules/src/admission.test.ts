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
  logOf,
  none,
  notActive,
  one,
  percentage,
  refresh,
  release,
  seatsFull,
  second,
  termsOf,
  wordOf,
  worldOf,
} from './testing/world.ts';

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
    expect(wordOf(one(world, activate('D')))).toBe(seatsFull);
  });

  it('rule 10: refreshes are denied and free their seat, until used = hard cap', () => {
    const world = forced();
    const { decisions, changes } = admit(world, [refresh('A'), refresh('B'), refresh('C')], day0 + second);
    expect(decisions.map(wordOf)).toEqual([seatsFull, seatsFull, 'granted']);
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
    expect(wordOf(one(world, activate('A'), day0 + day))).toBe(notActive);
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
    ).toEqual(['first', 'second', 'first', 'second', seatsFull]);
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

  it('rule 12: a holder is never refused because the licence is seatsFull, wherever the seat is', () => {
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
    expect(wordOf(one(world, activate('A')))).toBe(seatsFull);
    expect(entitlement(world).dates.activationDate).toBeNull();
  });

  it('rule 24: with any other policy nothing can be used before the start', () => {
    const world = worldOf({ ...terms, licenseStartType: 'custom' });
    const dates = { ...entitlement(world).dates, activationDate: day0 + day };
    changeDates(world, 'e', dates, day0);
    expect(wordOf(one(world, activate('A')))).toBe(notActive);
    expect(wordOf(one(world, activate('A'), day0 + day))).toBe('granted');
  });
});

it('what is not there is said as such: no activation, no entitlement', () => {
  const world = worldOf(termsOf());
  for (const request of [refresh('A'), release('A'), refresh('A', 'other')])
    expect(one(world, request)).toEqual({ outcome: 'noSuchActivation' });
  expect(entitlement(world).sequence).toBe(0n);
});
