import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DenialRow, demandWindows, levelsOver, sumOfSteps, unmetSteps } from './denied-demand.ts';
import { limitsOf } from './overdraft.ts';
import { insightFigures } from './seat-course.ts';
import { absolute } from './testing/world.ts';
import { percentileOf } from './usage-figures.ts';

const minute = 60_000;
const span = { start: Date.UTC(2026, 0, 20), end: Date.UTC(2026, 1, 10) };
const minutes = (span.end - span.start) / minute;

const anyMinute = fc.integer({ min: 0, max: minutes - 1 });
const anyUse = fc
  .array(fc.record({ at: anyMinute, used: fc.integer({ min: 0, max: 6 }) }), { maxLength: 60 })
  .map((all) => {
    const byMinute = new Map([[0, 0], ...all.map(({ at, used }): [number, number] => [at, used])]);
    return [...byMinute]
      .sort(([a], [b]) => a - b)
      .map(([at, used]) => ({ at: span.start + at * minute, value: BigInt(used) }));
  });
const anyDenials = fc
  .array(
    fc.record({ at: anyMinute, seat: fc.constantFrom('A', 'B', 'C'), wait: fc.integer({ min: 1, max: 30 }) }),
    {
      maxLength: 30,
    },
  )
  .map((all) =>
    all
      .sort((a, b) => a.at - b.at)
      .map(({ at, seat, wait }): DenialRow => {
        const since = span.start + at * minute;
        return { at: since, seatId: seat, attempts: 1, grantedAt: wait < 15 ? since + wait * minute : null };
      }),
  );

it('rule 31: demand in renewal insight is use and unmet demand at every instant', () => {
  fc.assert(
    fc.property(anyUse, anyDenials, (used, denials) => {
      const limits = [{ at: span.start, limits: limitsOf(4n, absolute(2)) }];
      const figures = insightFigures([{ used, limits, denials }], span, 'Europe/Berlin');
      const levels = levelsOver(sumOfSteps(used, unmetSteps(demandWindows(denials))), span);
      expect([figures.demandP95, figures.demandP99, figures.demandPeak]).toEqual([
        percentileOf({ levels }, 950),
        percentileOf({ levels }, 990),
        percentileOf({ levels }, 1000),
      ]);
      const usedLevels = levelsOver(used, span);
      expect([figures.p95, figures.peak]).toEqual([
        percentileOf({ levels: usedLevels }, 950),
        percentileOf({ levels: usedLevels }, 1000),
      ]);
    }),
  );
});
