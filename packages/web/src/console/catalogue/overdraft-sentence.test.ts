import { describe, expect, it } from 'vitest';
import { ordinal, overdraftSentence, whoHas } from './overdraft-sentence.ts';

const said = (
  overdraft: Parameters<typeof overdraftSentence>[0],
  [bought, allowance, hardCap, firstDenied]: [number, number | null, number | null, number | null],
) =>
  overdraftSentence(overdraft, { bought, allowance, hardCap, firstDenied }, { who: whoHas('seats', bought) });

describe('an overdraft limit in words', () => {
  it.each([
    [
      { type: 'percentage', value: 20 },
      [40, 8, 48, 49],
      'Customers with 40 seats may use 8 more (20 % of 40); the 49th is denied.',
    ],
    [
      { type: 'percentage', value: 50 },
      [1, 0, 1, 2],
      'Customers with 1 seat may use none more, because 50 % of 1, rounded down, is 0; the 2nd is denied.',
    ],
    [
      { type: 'absolute', value: 2 },
      [10, 2, 12, 13],
      'Customers with 10 seats may use 2 more; the 13th is denied.',
    ],
    [
      { type: 'none', value: null },
      [20, 0, 20, 21],
      'Customers with 20 seats may use no more than these; the 21st is denied.',
    ],
    [
      { type: 'unlimited', value: null },
      [3, null, null, null],
      'Customers with 3 seats may use as many more as they need; none is ever denied.',
    ],
  ] as const)('%j', (overdraft, figures, sentence) => {
    expect(said(overdraft, [...figures])).toBe(sentence);
  });

  it('counts as people do', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 113].map(ordinal)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '102nd',
      '113th',
    ]);
  });
});
