import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BillableFigures,
  dividedHalfUp,
  lineAmount,
  type Rate,
  type RateScope,
  rateOf,
  totalsOf,
} from './rate.ts';

const hourMs = 3_600_000n;
const figures: BillableFigures = {
  overdraftPeak: 20n,
  overdraftP99: 12n,
  overdraftUnitMs: 90n * hourMs,
  overdraftUsed: null,
};
const rate = (kind: Rate['kind'], amount: bigint, unitCount = 1n): Rate => ({
  kind,
  amount,
  unitCount,
  currency: 'EUR',
});

describe('rule 40: rates', () => {
  it('multiply what they name', () => {
    expect(lineAmount(rate('peakOverdraftUnit', 1_000n), figures)).toBe(20_000n);
    expect(lineAmount(rate('p99OverdraftUnit', 1_000n), figures)).toBe(12_000n);
    expect(lineAmount(rate('overdraftSeatHour', 150n), figures)).toBe(13_500n);
    expect(lineAmount(rate('overdraftUnit', 5n), { ...figures, overdraftUsed: 7n })).toBe(35n);
  });

  it('do not apply to a meter they do not count', () => {
    expect(lineAmount(rate('overdraftUnit', 5n), figures)).toBeNull();
    expect(lineAmount(rate('peakOverdraftUnit', 5n), { ...figures, overdraftUsed: 7n })).toBeNull();
  });

  it('below a minor unit are priced for many units, and rounded half up once', () => {
    const half = (units: bigint) =>
      lineAmount(rate('peakOverdraftUnit', 1n, 2n), { ...figures, overdraftPeak: units });
    expect([half(0n), half(1n), half(2n), half(3n)]).toEqual([0n, 1n, 1n, 2n]);
    const anHourLess = { ...figures, overdraftUnitMs: hourMs / 2n - 1n };
    expect(lineAmount(rate('overdraftSeatHour', 1n), anHourLess)).toBe(0n);
    expect(lineAmount(rate('overdraftSeatHour', 1n), { ...figures, overdraftUnitMs: hourMs / 2n })).toBe(1n);
  });

  it('lose nothing of an amount of 64 bits', () => {
    const most = 9_223_372_036_854_775_807n;
    expect(lineAmount(rate('peakOverdraftUnit', most), figures)).toBe(most * 20n);
  });

  it('half up is the nearest whole number', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), fc.bigInt(1n, 10n ** 12n), (dividend, divisor) => {
        const off = dividedHalfUp(dividend, divisor) * divisor - dividend;
        expect(2n * off <= divisor && 2n * off > -divisor).toBe(true);
      }),
    );
  });

  it("GitLab's true-up: 100 seats, quarters of 110, 105, 120 and 120 at $100 a year are 750 + 0 + 250 + 0", () => {
    // The recipe: bill by the quarter, price a peak overdraft seat with what is left of the year after the quarter, and
    // raise the seat count to the peak that was paid for.
    const quarterly = [7_500n, 5_000n, 2_500n, 0n];
    let bought = 100n;
    const bills = [110n, 105n, 120n, 120n].map((peak, quarter) => {
      const over = peak > bought ? peak - bought : 0n;
      bought += over;
      return lineAmount(rate('peakOverdraftUnit', quarterly[quarter] ?? 0n), {
        ...figures,
        overdraftPeak: over,
      });
    });
    expect(bills).toEqual([75_000n, 0n, 25_000n, 0n]);
  });
});

describe('the rate of a meter', () => {
  const scope = (name: string, more: Partial<RateScope> = {}) => ({
    ...{ name, entitlementId: null, offeringId: null, featureKey: null, validFrom: null, validTo: null },
    ...more,
  });
  const rates = [
    scope('account'),
    scope('account, calls', { featureKey: 'calls' }),
    scope('offering', { offeringId: 'o' }),
    scope('offering from 10', { offeringId: 'o', validFrom: 10 }),
    scope('other offering', { offeringId: 'p' }),
    scope('entitlement until 20', { entitlementId: 'e', validFrom: 15, validTo: 20 }),
  ];
  const named = (entitlementId: string, offeringId: string, featureKey: string | null, at: number) =>
    rateOf(rates, { entitlementId, offeringId, featureKey }, at)?.name;

  it('is the closest one in force when the period begins', () => {
    expect(named('x', 'x', null, 0)).toBe('account');
    expect(named('x', 'x', 'calls', 0)).toBe('account, calls');
    expect(named('x', 'x', 'other', 0)).toBeUndefined();
    expect(named('x', 'o', null, 9)).toBe('offering');
    expect(named('x', 'o', null, 10)).toBe('offering from 10');
    expect(named('e', 'o', null, 14)).toBe('offering from 10');
    expect(named('e', 'o', null, 15)).toBe('entitlement until 20');
    expect(named('e', 'o', null, 20)).toBe('offering from 10');
  });
});

it('amounts of two currencies are never added', () => {
  const lines = [
    { amount: 5n, currency: 'USD' },
    { amount: 7n, currency: 'EUR' },
    { amount: null, currency: null },
    { amount: 2n, currency: 'USD' },
  ];
  expect(totalsOf(lines)).toEqual([
    { currency: 'EUR', amount: 7n },
    { currency: 'USD', amount: 7n },
  ]);
});
