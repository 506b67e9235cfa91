import { expect, it } from 'vitest';
import { formatChange, formatMoney, minorDigits } from './money.ts';

const bare = (text: string) => text.replace(/[^\d.,+-]/g, '');

it('money is whole minor units, as many as the currency has', () => {
  expect(bare(formatMoney(298_000, 'EUR'))).toBe('2,980.00');
  expect(bare(formatMoney(5, 'EUR'))).toBe('0.05');
  expect(bare(formatMoney(2_980, 'JPY'))).toBe('2,980');
  expect(bare(formatMoney(9_007_199_254_740_991, 'EUR'))).toBe('90,071,992,547,409.91');
  expect(minorDigits('JPY')).toBe(0);
});

it('a change says its sign', () => {
  expect(bare(formatChange(100, 'USD'))).toBe('+1.00');
  expect(bare(formatChange(-100, 'USD'))).toBe('-1.00');
});
