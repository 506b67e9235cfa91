import { expect, it } from 'vitest';
import { type Measured, percentile } from './generator.ts';
import { median, ratioOf, summaryOf } from './summary.ts';

const measured = (requestsPerSecond: number, p99Ms = 1): Measured => ({
  requestsPerSecond,
  p50Ms: 1,
  p99Ms,
  answers: 1,
});

it('a percentile is the value that the share of the measurements does not exceed', () => {
  const sorted = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentile(sorted, 0.5)).toBe(50);
  expect(percentile(sorted, 0.99)).toBe(99);
  expect(percentile([7], 0.99)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

it('the median is a value that was measured', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2);
  expect(median([])).toBeNaN();
});

it('a summary takes each figure from the middle of the rounds', () => {
  const { requestsPerSecond, p99Ms } = summaryOf([measured(100, 9), measured(300, 2), measured(200, 5)]);
  expect(requestsPerSecond).toBe(200);
  expect(p99Ms).toBe(5);
});

it('a ratio compares measurements of the same round', () => {
  // The machine was three times as fast in the second round: that says nothing about the ratio.
  expect(
    ratioOf([measured(50), measured(150), measured(50)], [measured(100), measured(300), measured(100)]),
  ).toBe(0.5);
});
