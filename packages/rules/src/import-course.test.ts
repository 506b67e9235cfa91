import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallClock } from './calendar.ts';
import { openFlexlmLog, readFlexlmLine } from './flexlm-log.ts';
import { addImportRecord, endImportCourse, type ImportedRow, openImportCourse } from './import-course.ts';
import { openImportTally, tallyRecord } from './import-tally.ts';

const begin = Date.parse('2025-10-25T10:00:00Z');
const limits = [{ at: Number.NEGATIVE_INFINITY, bought: 2n, hardCap: 3n }];

/** Rows of a log as the activity log has them: by instant, then place. */
const importLog = (lines: readonly string[], features: readonly string[] | null, timeZone = 'UTC') => {
  const log = openFlexlmLog(timeZone, null);
  const course = openImportCourse(features && new Set(features), limits);
  const tally = openImportTally();
  const rows: ImportedRow[] = [];
  for (const line of lines) {
    for (const record of readFlexlmLine(log, line).records) {
      tallyRecord(tally, record);
      rows.push(...addImportRecord(course, record));
    }
  }
  expect(log.fault).toBeNull();
  rows.push(...endImportCourse(course, log.at));
  return { course, tally, rows: rows.sort((a, b) => a.at - b.at || a.place - b.place) };
};

const told = (rows: readonly ImportedRow[]) =>
  rows.map(({ at, operation, seatId, seatsUsed, attempts }) =>
    [new Date(at).toISOString().slice(11, 19), operation, seatId, seatsUsed, attempts].join(' '),
  );

const day = '8:00:00 (lmgrd) TIMESTAMP 5/5/2025';

describe('seats from licenses', () => {
  it('one start that takes a package and a part of it is one seat; two licenses of one feature are two', () => {
    const lines = [
      day,
      '9:00:00 (d) OUT: "SUITE" ann@a',
      '9:00:00 (d) OUT: "EDITOR" ann@a',
      '9:10:00 (d) OUT: "EDITOR" ann@a',
      '9:20:00 (d) IN: "EDITOR" ann@a',
      '9:30:00 (d) IN: "EDITOR" ann@a',
      '9:30:00 (d) IN: "SUITE" ann@a',
    ];
    const { rows, tally } = importLog(lines, ['SUITE', 'EDITOR']);
    expect(told(rows)).toEqual([
      '09:00:00 activate ann@a 1 1',
      '09:10:00 activate ann@a (2) 2 1',
      '09:20:00 deactivate ann@a (2) 1 1',
      '09:30:00 deactivate ann@a 0 1',
    ]);
    expect([...tally.together]).toEqual([['EDITOR\u0000SUITE', 1]]);
    expect(tally.features.get('EDITOR')).toMatchObject({ outs: 2, peak: 2, held: 0 });
  });

  it('several at once are as many seats, and what was never taken is not given back', () => {
    const { rows, course } = importLog(
      [
        day,
        '9:00:00 (d) IN: "E" bob@b',
        '9:00:00 (d) OUT: "E" ann@a (3 licenses)',
        '9:05:00 (d) IN: "E" ann@a (5 licenses)',
      ],
      null,
    );
    expect(rows.map(({ seatsUsed }) => seatsUsed)).toEqual([1, 2, 3, 2, 1, 0]);
    expect(rows.map(({ overdraft }) => overdraft)).toEqual([false, false, true, false, false, false]);
    expect(rows.map(({ overdraftSeat }) => overdraftSeat)).toEqual([false, false, true, true, false, false]);
    expect(course.unmatchedIns).toBe(3);
  });

  it('a restart of one daemon ends its seats and not those of another; the end of the log ends all', () => {
    const { rows, course } = importLog(
      [
        day,
        '9:00:00 (d) OUT: "E" ann@a',
        '9:01:00 (x) OUT: "E" bob@b',
        '9:02:00 (d) EXITING DUE TO SIGNAL 15',
        '9:05:00 (lmgrd) TIMESTAMP 5/5/2025',
      ],
      ['E'],
    );
    expect(told(rows)).toEqual([
      '09:00:00 activate ann@a 1 1',
      '09:01:00 activate bob@b 2 1',
      '09:02:00 deactivate ann@a 1 1',
      '09:05:00 deactivate bob@b 0 1',
    ]);
    expect(course.endedByStop).toBe(2);
  });

  it('rule 16: denials of a seat within a minute are one row, in its place; other reasons are no demand', () => {
    const denied = (time: string, code = -4) => `${time} (d) DENIED: "E" cem@c  (No. (${code},1))`;
    const { rows, course } = importLog(
      [
        ...[day, denied('9:00:00'), '9:00:00 (d) OUT: "E" ann@a', denied('9:00:59'), denied('9:01:00')],
        ...[denied('9:02:30', -5), '9:02:40 (d) QUEUED: "E" cem@c (1 licenses)', denied('9:02:50', -87)],
      ],
      ['E'],
    );
    expect(told(rows)).toEqual([
      '09:00:00 activationDenied cem@c 0 2',
      '09:00:00 activate ann@a 1 1',
      '09:01:00 activationDenied cem@c 1 1',
      '09:02:40 activationDenied cem@c 1 2',
      '09:02:50 deactivate ann@a 0 1',
    ]);
    expect(rows[0]?.reasons).toEqual(['seatLimitReached']);
    expect(course.otherDenials).toBe(1);
  });
});

interface Use {
  readonly from: number;
  readonly to: number;
  readonly holder: number;
  readonly feature: number;
  readonly count: number;
}

/** A log as a license server writes it on a wall clock. Without a line a quarter, a repeated hour would be ambiguous. */
const renderLog = (uses: readonly Use[], timeZone: string): string[] => {
  const events = uses.flatMap(({ from, to, holder, feature, count }, index) => {
    const what = `"F${feature}" user ${holder}@host-${holder}${count > 1 ? `  (${count} licenses)` : ''}`;
    return [
      { at: from, order: index, text: `OUT: ${what}` },
      { at: to, order: index + uses.length, text: `IN: ${what}` },
    ];
  });
  const stamps = Array.from({ length: 600 }, (_, index) => ({
    at: begin + index * 900_000,
    order: -1,
    text: null,
  }));
  return [...stamps, ...events]
    .sort((a, b) => a.at - b.at || a.order - b.order)
    .flatMap(({ at, text }) => {
      const { year, month, day: dayOfMonth, msOfDay } = wallClock(at, timeZone);
      const seconds = msOfDay / 1000;
      const two = (value: number) => String(value).padStart(2, '0');
      const time = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
      return [
        `${time} (acmed) ${text ?? `TIMESTAMP ${month}/${dayOfMonth}/${year}`}`,
        'noise without a time',
      ];
    });
};

const anyUse = fc
  .record({
    ...{ from: fc.nat(400_000), lasts: fc.integer({ min: 1, max: 90_000 }) },
    ...{ holder: fc.nat(4), feature: fc.nat(1), count: fc.integer({ min: 1, max: 3 }) },
  })
  .map(({ from, lasts, ...rest }) => ({
    ...rest,
    from: begin + from * 1000,
    to: begin + (from + lasts) * 1000,
  }));

/** Seats in use at an instant, counted use by use. */
const seatsAt = (uses: readonly Use[], at: number): number => {
  const open = uses.filter(({ from, to }) => from <= at && at < to);
  const held = (holder: number, feature: number) =>
    open
      .filter((use) => use.holder === holder && use.feature === feature)
      .reduce((sum, { count }) => sum + count, 0);
  return [0, 1, 2, 3, 4].reduce((sum, holder) => sum + Math.max(held(holder, 0), held(holder, 1)), 0);
};

describe('any use, written as a log and read back', () => {
  // The clocks of Berlin are set back on the first night.
  it.each(['UTC', 'Europe/Berlin', 'America/New_York'])('gives the same C(t) in %s', (timeZone) => {
    fc.assert(
      fc.property(fc.array(anyUse, { maxLength: 40 }), (uses) => {
        const { rows } = importLog(renderLog(uses, timeZone), ['F0', 'F1'], timeZone);
        const instants = uses.flatMap(({ from, to }) => [from - 1000, from, to - 1000, to]);
        for (const at of instants) {
          const used = rows.findLast((row) => row.at <= at)?.seatsUsed ?? 0;
          expect(used).toBe(seatsAt(uses, at));
        }
        expect(rows.at(-1)?.seatsUsed ?? 0).toBe(0);
        expect(rows.map(({ place }) => place)).toEqual(rows.map((_, index) => index));
      }),
      { numRuns: 40 },
    );
  });
});
