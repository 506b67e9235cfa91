import { expect, it } from 'vitest';
import { intervalText, overdraftText } from './terms.ts';

it('an interval is a number with its unit', () => {
  expect(intervalText({ type: 'year', count: 1 })).toBe('1 year');
  expect(intervalText({ type: 'day', count: 14 })).toBe('14 days');
  expect(intervalText({ type: 'none', count: null })).toBe('none');
});

it('an overdraft is a share, a number, none or unlimited', () => {
  expect(overdraftText({ type: 'percentage', value: 20 })).toBe('20 %');
  expect(overdraftText({ type: 'absolute', value: 5 })).toBe('5 seats');
  expect(overdraftText({ type: 'none', value: null })).toBe('none');
  expect(overdraftText({ type: 'unlimited', value: null })).toBe('unlimited');
});
