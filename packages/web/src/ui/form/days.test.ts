import { expect, it } from 'vitest';
import { dayOf, endOfDay, startOfDay } from './days.ts';

it('a day begins and ends within itself, also where clocks are changed', () => {
  for (const day of ['2026-01-31', '2026-03-29', '2026-10-25', '2028-02-29']) {
    expect([dayOf(startOfDay(day)), dayOf(endOfDay(day))]).toEqual([day, day]);
  }
});

it('no day is no instant', () => {
  expect([dayOf(null), startOfDay(''), endOfDay('')]).toEqual(['', null, null]);
});
