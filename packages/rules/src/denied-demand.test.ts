import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DenialRow,
  demandWindows,
  denialWindowPatienceMs,
  isTrueDenial,
  stepFigures,
  sumOfSteps,
  unmetSpans,
  unmetSteps,
} from './denied-demand.ts';

const minute = 60_000;
const denial = (at: number, seatId: string, grantedAt: number | null = null, attempts = 1): DenialRow => ({
  at: at * minute,
  seatId,
  attempts,
  grantedAt: grantedAt === null ? null : grantedAt * minute,
});

describe('rule 31: denial windows', () => {
  it('a seat that keeps asking is one window, open until 15 minutes after its last attempt', () => {
    const windows = demandWindows([denial(0, 'A', null, 3), denial(10, 'A'), denial(24, 'A')]);
    expect(windows).toEqual([
      { seatId: 'A', start: 0, lastDeniedAt: 24 * minute, end: 39 * minute, attempts: 5, granted: false },
    ]);
  });

  it('a seat that asks again after 15 minutes is another window', () => {
    expect(demandWindows([denial(0, 'A'), denial(15, 'A')])).toHaveLength(2);
    expect(demandWindows([denial(0, 'A'), denial(14, 'A')])).toHaveLength(1);
  });

  it('closes when the seat is granted, and then was no true denial', () => {
    const [window] = demandWindows([denial(0, 'A', 8)]);
    expect(window).toMatchObject({ end: 8 * minute, granted: true });
    expect(window && isTrueDenial(window, 60 * minute)).toBe(false);
  });

  it('is a true denial once it has closed, not before', () => {
    const [window] = demandWindows([denial(0, 'A')]);
    expect(window && isTrueDenial(window, denialWindowPatienceMs - 1)).toBe(false);
    expect(window && isTrueDenial(window, denialWindowPatienceMs)).toBe(true);
  });

  it('unmet demand counts the seats with an open window in every minute', () => {
    const anyRows = fc
      .array(fc.record({ at: fc.integer({ min: 0, max: 200 }), seat: fc.constantFrom('A', 'B', 'C') }), {
        maxLength: 40,
      })
      .map((rows) => rows.sort((a, b) => a.at - b.at).map(({ at, seat }) => denial(at, seat)));
    const anyGrants = fc.array(
      fc.record({ at: fc.integer({ min: 0, max: 220 }), seat: fc.constantFrom('A', 'B', 'C') }),
    );
    fc.assert(
      fc.property(anyRows, anyGrants, (denials, grants) => {
        const grantAfter = (at: number, seatId: string) =>
          grants
            .filter(({ seat, at: granted }) => seat === seatId && granted * minute > at)
            .map(({ at: granted }) => granted * minute)
            .filter((granted) => granted < at + denialWindowPatienceMs)
            .sort((a, b) => a - b)[0] ?? null;
        const rows = denials.map((row) => ({ ...row, grantedAt: grantAfter(row.at, row.seatId) }));
        const windows = demandWindows(rows);
        const steps = unmetSteps(windows);
        const minutes = Array.from({ length: 240 }, (_, index) => index);
        // Looked at minute by minute: a seat waits that was denied in the last 15 minutes and not granted since.
        const waiting = minutes.map(
          (now) =>
            ['A', 'B', 'C'].filter((seat) =>
              rows.some(
                ({ seatId, at, grantedAt }) =>
                  seatId === seat &&
                  at <= now * minute &&
                  now * minute < at + denialWindowPatienceMs &&
                  (grantedAt === null || grantedAt > now * minute),
              ),
            ).length,
        );
        const told = minutes.map((now) =>
          Number(steps.findLast(({ at }) => at <= now * minute)?.value ?? 0n),
        );
        expect(told).toEqual(waiting);
        const figures = stepFigures(steps, { start: 0, end: 240 * minute });
        expect(figures.valueMs).toBe(BigInt(waiting.reduce((sum, seats) => sum + seats, 0) * minute));
        expect(figures.max).toBe(BigInt(Math.max(...waiting)));
        const open = unmetSpans(windows).reduce((sum, { start, end }) => sum + end - start, 0);
        expect(open).toBe(waiting.filter((seats) => seats > 0).length * minute);
      }),
    );
  });

  it('demand is what is in use and what waits, at every instant', () => {
    const used = [
      { at: 0, value: 100n },
      { at: 10, value: 120n },
      { at: 30, value: 118n },
    ];
    const unmet = [
      { at: 20, value: 2n },
      { at: 35, value: 0n },
    ];
    expect(sumOfSteps(used, unmet)).toEqual([
      { at: 0, value: 100n },
      { at: 10, value: 120n },
      { at: 20, value: 122n },
      { at: 30, value: 120n },
      { at: 35, value: 118n },
    ]);
  });
});
