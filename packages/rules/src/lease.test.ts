import { describe, expect, it } from 'vitest';
import type { Decision } from './admission-state.ts';
import { limitsOf } from './overdraft.ts';
import { admit, changeDates } from './replay.ts';
import {
  absolute,
  activate,
  day,
  day0,
  entitlement,
  eventsOf,
  hour,
  logOf,
  none,
  notActive,
  one,
  refresh,
  release,
  seatsFull,
  second,
  settled,
  termsOf,
  wordOf,
  worldOf,
} from './testing/world.ts';

describe('rule 14: lease ends', () => {
  it('rule 14: concurrent: an expired lease does not count from its instant on', () => {
    const world = worldOf(termsOf());
    one(world, activate('A'));
    expect(wordOf(one(world, activate('B'), day0 + hour - 1))).toBe(seatsFull);
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
    expect(wordOf(one(world, refresh('A'), day0 + hour))).toBe(seatsFull);
    expect(wordOf(one(world, activate('A'), day0 + hour))).toBe(seatsFull);
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
    expect(ends).toEqual([2.5, 3, notActive, notActive]);
  });

  it('rule 15: a lease that was given is not taken back by an earlier expiry', () => {
    const world = worldOf(yearly);
    one(world, activate('A'));
    const sooner = { ...entitlement(world).dates, expiryDate: day0 + hour - day };
    changeDates(world, 'e', sooner, day0 + second);
    expect(one(world, activate('A'), day0 + second)).toMatchObject({ seat: { leaseEnd: day0 + day } });
    expect(wordOf(one(world, refresh('A'), day0 + second))).toBe(notActive);
  });

  it('rule 15: a lease of one second', () => {
    const world = worldOf(termsOf({ leasePeriod: { type: 'second', count: 1 } }));
    one(world, activate('A'));
    expect(wordOf(one(world, activate('B'), day0 + 999))).toBe(seatsFull);
    expect(wordOf(one(world, activate('B'), day0 + 1000))).toBe('granted');
  });
});

describe('seats whose client has no network', () => {
  const offline = (seatId: string) => ({ ...activate(seatId), mode: 'offline' as const });
  const terms = termsOf({ seats: limitsOf(2n, none), offlineLeasePeriod: { type: 'day', count: 7 } });
  const leaseOf = (decision: Decision) =>
    decision.outcome === 'granted' ? (decision.seat.leaseEnd - day0) / hour : wordOf(decision);

  it('rule 15: have a lease period of their own, when taken and when refreshed', () => {
    const world = worldOf(terms);
    expect(leaseOf(one(world, offline('A')))).toBe(7 * 24);
    expect(leaseOf(one(world, activate('B')))).toBe(1);
    expect(leaseOf(one(world, refresh('A'), day0 + hour))).toBe(7 * 24 + 1);
    expect(leaseOf(one(world, refresh('B'), day0 + hour))).toBe(2);
  });

  it('rule 12: keep their seat when they change between network and none, and the longer lease', () => {
    const world = worldOf(terms);
    one(world, activate('A'));
    expect(one(world, offline('A'))).toMatchObject({ seat: { activationId: 'a A', mode: 'offline' } });
    const back = one(world, activate('A'), day0 + hour);
    expect([back.outcome === 'granted' && back.seat.mode, leaseOf(back)]).toEqual(['online', 7 * 24]);
    expect(entitlement(world).seatsUsed).toBe(1);
  });

  it('rule 13: pass the same cap', () => {
    const world = worldOf(terms);
    expect(['A', 'B', 'C'].map((seatId) => wordOf(one(world, offline(seatId))))).toEqual([
      'granted',
      'granted',
      seatsFull,
    ]);
  });

  it('can be asked for as such: an online seat is then a conflict, and stays as it is', () => {
    const world = worldOf(terms);
    one(world, activate('A'));
    for (const request of [refresh('A'), release('A')]) {
      expect(wordOf(one(world, { ...request, mode: 'offline' }))).toBe('conflict');
    }
    expect(entitlement(world).seatsUsed).toBe(1);
  });
});
