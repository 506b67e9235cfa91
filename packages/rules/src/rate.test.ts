import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BillableFigures,
  dividedHalfUp,
  earlierPeakOf,
  lineAmount,
  type Rate,
  type RateScope,
  rateOf,
  totalsOf,
} from './rate.ts';

const hourMs = 3_600_000n;
const figures: BillableFigures = {
  peak: 120n,
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
  trueUpFrom: null,
});

describe('rule 40: rates', () => {
  it('multiply what they name', () => {
    expect(lineAmount(rate('peakOverdraftUnit', 1_000n), figures, null)).toBe(20_000n);
    expect(lineAmount(rate('p99OverdraftUnit', 1_000n), figures, null)).toBe(12_000n);
    expect(lineAmount(rate('overdraftSeatHour', 150n), figures, null)).toBe(13_500n);
    expect(lineAmount(rate('overdraftUnit', 5n), { ...figures, overdraftUsed: 7n }, null)).toBe(35n);
  });

  it('do not apply to a meter they do not count', () => {
    expect(lineAmount(rate('overdraftUnit', 5n), figures, null)).toBeNull();
    expect(lineAmount(rate('peakOverdraftUnit', 5n), { ...figures, overdraftUsed: 7n }, null)).toBeNull();
  });

  it('below a minor unit are priced for many units, and rounded half up once', () => {
    const half = (units: bigint) =>
      lineAmount(rate('peakOverdraftUnit', 1n, 2n), { ...figures, overdraftPeak: units }, null);
    expect([half(0n), half(1n), half(2n), half(3n)]).toEqual([0n, 1n, 1n, 2n]);
    const anHourLess = { ...figures, overdraftUnitMs: hourMs / 2n - 1n };
    expect(lineAmount(rate('overdraftSeatHour', 1n), anHourLess, null)).toBe(0n);
    expect(
      lineAmount(rate('overdraftSeatHour', 1n), { ...figures, overdraftUnitMs: hourMs / 2n }, null),
    ).toBe(1n);
  });

  it('lose nothing of an amount of 64 bits', () => {
    const most = 9_223_372_036_854_775_807n;
    expect(lineAmount(rate('peakOverdraftUnit', most), figures, null)).toBe(most * 20n);
  });

  it('half up is the nearest whole number', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 30n), fc.bigInt(1n, 10n ** 12n), (dividend, divisor) => {
        const off = dividedHalfUp(dividend, divisor) * divisor - dividend;
        expect(2n * off <= divisor && 2n * off > -divisor).toBe(true);
      }),
    );
  });

  it('with true-up count what is beyond the bought ones and beyond all earlier peaks', () => {
    const trueUp = { ...rate('peakOverdraftUnit', 1n), trueUpFrom: 5 };
    const peaks = [
      { periodStart: 4, peak: 900n },
      { periodStart: 5, peak: 110n },
      { periodStart: 6, peak: null },
      { periodStart: 7, peak: 105n },
      { periodStart: 8, peak: 901n },
    ];
    expect(earlierPeakOf(trueUp, peaks, 8)).toBe(110n);
    expect(earlierPeakOf(trueUp, peaks, 5)).toBeNull();
    expect(earlierPeakOf(rate('peakOverdraftUnit', 1n), peaks, 8)).toBeNull();
    const units = (peak: bigint, bought: bigint, earlier: bigint | null) =>
      lineAmount(trueUp, { ...figures, peak, overdraftPeak: peak > bought ? peak - bought : 0n }, earlier);
    expect([units(110n, 100n, null), units(105n, 100n, 110n), units(120n, 100n, 110n)]).toEqual([
      10n,
      0n,
      10n,
    ]);
    // The same when those paid for were added to the bought ones, and never more than is in overdraft.
    expect([units(120n, 110n, 110n), units(120n, 118n, 110n), units(120n, 120n, 110n)]).toEqual([
      10n,
      2n,
      0n,
    ]);
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
