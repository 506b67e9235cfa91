import { expect, it } from 'vitest';
import { daysOfCourse } from './what-if-days.ts';

const at = (text: string) => Date.parse(text);

it('rule 39: a replay day by day has the most of each day, a level held over midnight included, and its denials', () => {
  const used = [
    { at: at('2026-03-27T23:30:00Z'), value: 4n },
    { at: at('2026-03-28T09:00:00Z'), value: 9n },
    { at: at('2026-03-28T10:00:00Z'), value: 3n },
    // Midnight in Berlin.
    { at: at('2026-03-28T23:00:00Z'), value: 1n },
  ];
  const denials = [
    { at: at('2026-03-28T09:30:00Z'), attempts: 2 },
    { at: at('2026-03-28T22:59:59.999Z'), attempts: 1 },
    { at: at('2026-03-29T21:59:59.999Z'), attempts: 5 },
  ];
  const span = { start: at('2026-03-27T12:00:00Z'), end: at('2026-03-30T10:00:00Z') };
  // The clocks go forward on the 29th.
  expect(daysOfCourse(used, denials, span, 'Europe/Berlin')).toEqual([
    { start: '2026-03-27T12:00:00.000Z', end: '2026-03-27T23:00:00.000Z', used: 0n, denials: 0 },
    { start: '2026-03-27T23:00:00.000Z', end: '2026-03-28T23:00:00.000Z', used: 9n, denials: 3 },
    { start: '2026-03-28T23:00:00.000Z', end: '2026-03-29T22:00:00.000Z', used: 1n, denials: 5 },
    { start: '2026-03-29T22:00:00.000Z', end: '2026-03-30T10:00:00.000Z', used: 1n, denials: 0 },
  ]);
});
