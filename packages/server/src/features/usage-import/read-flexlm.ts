import { basename } from 'node:path';
import { type CalendarDay, openFlexlmLog, readFlexlmLine } from '@leeway/rules';
import { ApiProblem } from '../../platform/http/problem.ts';
import { linesOf, textOf } from './read-text.ts';
import type { ReadUsage } from './read-usage.ts';
import { noteLine, noteSkipped } from './understood.ts';

/** FlexLM debug logs: several files are one log, cut into pieces. */

const dayText = ({ year, month, day }: CalendarDay) =>
  `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;

const undated = (place: string) =>
  new ApiProblem(
    'validationFailed',
    `${place} has a time and no line before it tells the date: the log is a part of a longer one. Name the part before it first, or give the date of its first line with --start-date 2026-01-31.`,
  );

const backwards = (place: string, from: CalendarDay, to: CalendarDay) =>
  new ApiProblem(
    'validationFailed',
    `${place} goes back from ${dayText(from)} to ${dayText(to)}. Name the files in the order in which they were written, or cut the log there and import the older part alone.`,
  );

export const readFlexlm =
  (startDay: CalendarDay | null): ReadUsage =>
  async (source, understood, take, flush) => {
    const log = openFlexlmLog(source.timeZone, startDay);
    let first: number | null = null;
    for (const path of source.files) {
      let lineNumber = 0;
      for await (const text of textOf(path, source.progress)) {
        for (const lineText of linesOf(text)) {
          lineNumber += 1;
          understood.lines += 1;
          const { line, records } = readFlexlmLine(log, lineText);
          noteLine(understood, line.kind);
          const place = () => `${basename(path)}:${lineNumber}`;
          if (line.kind === 'unreadable') noteSkipped(understood, line.why, place());
          if (log.fault?.kind === 'undated') throw undated(place());
          if (log.fault) throw backwards(place(), log.fault.from, log.fault.to);
          if (first === null && Number.isFinite(log.at)) first = log.at;
          for (const record of records) take(record, place);
        }
        await flush();
      }
    }
    return first === null ? null : { start: first, end: log.at };
  };
