import { describe, expect, it } from 'vitest';
import { limitsInUse } from './overdraft.ts';
import {
  compareStandings,
  limitInForce,
  nextDateOf,
  nextStepOf,
  type SoldInUse,
  standingOf,
  trendDirection,
  unitsUntil,
} from './portal-standing.ts';

/** 100 bought, 20 % overdraft. */
const sold = (used: bigint, more: Partial<SoldInUse> = {}): SoldInUse => ({
  status: 'active',
  limits: limitsInUse({ bought: 100n, allowance: 20n, hardCap: 120n }, used),
  ownCap: null,
  deniedAttempts: 0,
  ...more,
});

const capped = (hardCap: bigint | null) => ({ bought: 100n, allowance: 20n, hardCap });

describe('rule 43: what a customer is told', () => {
  it('103 of 100 seats, 17 more until the limit', () => {
    expect(standingOf(sold(103n))).toBe('overdraft');
    expect(unitsUntil(limitInForce(capped(120n), null), 103n)).toBe(17n);
  });

  it('the own cap is the limit when it is the lower one', () => {
    expect(limitInForce(capped(120n), 105n)).toBe(105n);
    expect(limitInForce(capped(120n), 130n)).toBe(120n);
    expect(limitInForce(capped(null), 105n)).toBe(105n);
    expect(limitInForce(capped(null), null)).toBeNull();
    expect(unitsUntil(105n, 110n)).toBe(0n);
    expect(unitsUntil(null, 110n)).toBeNull();
  });

  it.each<[string, SoldInUse]>([
    ['within', sold(0n)],
    ['within', sold(100n)],
    ['overdraft', sold(101n)],
    ['atLimit', sold(120n)],
    ['atLimit', sold(105n, { ownCap: 105n })],
    ['denied', sold(90n, { deniedAttempts: 1 })],
    ['notUsable', sold(90n, { status: 'expired', deniedAttempts: 3 })],
    ['notUsable', sold(0n, { status: 'customerDisabled' })],
    ['overdraft', sold(101n, { status: 'gracePeriod' })],
  ])('stands %s', (standing, held) => {
    expect(standingOf(held)).toBe(standing);
  });

  it('worst first', () => {
    const all = ['within', 'denied', 'overdraft', 'notUsable', 'atLimit'] as const;
    expect([...all].sort(compareStandings)).toEqual([
      'notUsable',
      'denied',
      'atLimit',
      'overdraft',
      'within',
    ]);
  });

  it('has one next step', () => {
    const stepOf = (held: SoldInUse, role: 'user' | 'admin' = 'admin') =>
      nextStepOf(standingOf(held), held, role);
    expect(stepOf(sold(10n))).toBeNull();
    expect(stepOf(sold(103n))).toBe('requestSeats');
    expect(stepOf(sold(103n), 'user')).toBe('askAdmin');
    expect(stepOf(sold(105n, { ownCap: 105n }))).toBe('raiseOwnCap');
    expect(stepOf(sold(103n, { ownCap: 105n }))).toBe('requestSeats');
    expect(stepOf(sold(120n, { ownCap: 120n }))).toBe('requestSeats');
    expect(stepOf(sold(0n, { status: 'expired' }))).toBe('renew');
    expect(stepOf(sold(0n, { status: 'disabled' }))).toBe('contactVendor');
  });

  it('a trend of less than 1 % of bought a month is steady', () => {
    expect(trendDirection(null, 100n)).toBe('unknown');
    expect(trendDirection(0.9, 100n)).toBe('steady');
    expect(trendDirection(1, 100n)).toBe('rising');
    expect(trendDirection(-1, 100n)).toBe('falling');
    expect(trendDirection(0.09, 5n)).toBe('steady');
  });
});

describe('the next date that matters', () => {
  const none = { activationDate: null, expiryDate: null, graceEnd: null, maintenanceExpiryDate: null };

  it('is the first to come', () => {
    const dates = { ...none, status: 'active', activationDate: 1, expiryDate: 30, graceEnd: 40 } as const;
    expect(nextDateOf({ ...dates, maintenanceExpiryDate: 20 }, 10)).toEqual({
      kind: 'maintenanceEnds',
      at: 20,
    });
    expect(nextDateOf(dates, 10)).toEqual({ kind: 'expires', at: 30 });
    expect(nextDateOf({ ...dates, status: 'gracePeriod' }, 35)).toEqual({ kind: 'graceEnds', at: 40 });
    expect(nextDateOf({ ...none, status: 'created', activationDate: 50 }, 10)).toEqual({
      kind: 'starts',
      at: 50,
    });
  });

  it('of what has expired is when it did; of what never ends there is none', () => {
    expect(nextDateOf({ ...none, status: 'expired', expiryDate: 30 }, 99)).toEqual({
      kind: 'expired',
      at: 30,
    });
    expect(nextDateOf({ ...none, status: 'active', activationDate: 1 }, 99)).toBeNull();
  });
});
