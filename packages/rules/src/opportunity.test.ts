import { describe, expect, it } from 'vitest';
import { opportunityOf, opportunityValue } from './opportunity.ts';
import type { Rate } from './rate.ts';

const recommended = (mid: bigint) => ({ low: 1n, mid, high: mid + 5n });

describe('an opportunity', () => {
  it.each([
    ['expand', 30n, 20n, { kind: 'expand', seats: 10n }],
    ['spiky', 21n, 20n, { kind: 'expand', seats: 1n }],
    ['right-sized', 20n, 20n, null],
    ['shrink-risk', 8n, 20n, { kind: 'risk', seats: 12n }],
    ['churn-risk', 1n, 20n, { kind: 'risk', seats: 19n }],
    ['churn-risk', 25n, 20n, { kind: 'risk', seats: 0n }],
  ] as const)('%s with %s recommended and %s bought', (kind, mid, purchased, expected) => {
    expect(opportunityOf({ class: kind, recommended: recommended(mid) }, purchased)).toEqual(expected);
  });

  it('is none while too little is known', () => {
    expect(opportunityOf({ class: 'insufficient-data', recommended: null }, 5n)).toBeNull();
  });
});

describe('its value in a year', () => {
  const rate = (kind: Rate['kind'], amount: bigint, unitCount = 1n): Rate => ({
    ...{ kind, amount, unitCount, currency: 'EUR', trueUpFrom: null },
  });
  const day = 86_400_000n;
  const soFar = { overdraftUnitMs: 100n * 3_600_000n, heldMs: 73n * day };
  const expand = { kind: 'expand', seats: 10n } as const;
  const risk = { kind: 'risk', seats: 4n } as const;

  it('is the seats at the price of all billing periods of a year', () => {
    expect(opportunityValue(expand, rate('peakOverdraftUnit', 1_000n), soFar, 'month')).toBe(120_000n);
    expect(opportunityValue(expand, rate('p99OverdraftUnit', 1_000n), soFar, 'quarter')).toBe(40_000n);
    expect(opportunityValue(risk, rate('peakOverdraftUnit', 1_000n), soFar, 'year')).toBe(4_000n);
  });

  it('is rounded once, half up', () => {
    expect(opportunityValue(expand, rate('peakOverdraftUnit', 1n, 4n), soFar, 'year')).toBe(3n);
    expect(opportunityValue(risk, rate('peakOverdraftUnit', 1n, 16n), soFar, 'year')).toBe(0n);
  });

  it('is, at a price for an hour, what the overdraft of a year comes to', () => {
    // 100 seat-hours in a fifth of a year
    expect(opportunityValue(expand, rate('overdraftSeatHour', 50n), soFar, 'month')).toBe(25_000n);
    expect(opportunityValue(risk, rate('overdraftSeatHour', 50n), soFar, 'month')).toBeNull();
    const nothing = { overdraftUnitMs: 0n, heldMs: 0n };
    expect(opportunityValue(expand, rate('overdraftSeatHour', 50n), nothing, 'month')).toBeNull();
  });

  it('is unknown at a price of a usage count', () => {
    expect(opportunityValue(expand, rate('overdraftUnit', 50n), soFar, 'month')).toBeNull();
  });

  it('passes 64 bits without loss', () => {
    const many = { kind: 'expand', seats: 2_147_483_647n } as const;
    expect(opportunityValue(many, rate('peakOverdraftUnit', 9_007_199_254_740_993n), soFar, 'year')).toBe(
      2_147_483_647n * 9_007_199_254_740_993n,
    );
  });
});
