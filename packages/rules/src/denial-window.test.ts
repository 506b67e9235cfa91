import { expect, it } from 'vitest';
import { denialWindowMs, sharesRow } from './denial-window.ts';
import { day0, minute } from './testing/world.ts';

it('rule 16: denials within 60 s of the first share its row, the one after opens the next', () => {
  expect(denialWindowMs).toBe(minute);
  const at = [0, 1, 59_999, 60_000, 61_000].map((ms) => sharesRow(day0, day0 + ms));
  expect(at).toEqual([true, true, true, false, false]);
});
