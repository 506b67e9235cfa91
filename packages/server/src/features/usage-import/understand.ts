import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import {
  addImportRecord,
  type CalendarDay,
  endImportCourse,
  type ImportCourse,
  type ImportedRow,
  type ImportLimits,
  type ImportTally,
  openImportCourse,
  openImportTally,
  tallyRecord,
} from '@leeway/rules';
import { ApiProblem } from '../../platform/http/problem.ts';
import { readCsv } from './read-csv.ts';
import { readFlexlm } from './read-flexlm.ts';
import type { Covered } from './read-usage.ts';
import { noteSkipped, openUnderstood, type Understood } from './understood.ts';

/** Reads the files once, from end to end, and makes rows of them. */

export interface Reading {
  readonly source: 'flexlm' | 'csv';
  readonly files: readonly string[];
  readonly timeZone: string;
  /** Of the first line, where a log does not tell it. */
  readonly startDay: CalendarDay | null;
  /** What happened from then on is left out, epoch ms; null: nothing is. */
  readonly until: number | null;
  /** That are the seats; empty: the first feature of the files. */
  readonly features: readonly string[];
  /** Called now and then with the part that is read, 0 to 1, and the lines. */
  readonly progress: (part: number, lines: number) => void;
}

export interface ReadOnce {
  readonly understood: Understood;
  readonly tally: ImportTally;
  readonly course: ImportCourse;
  /** Null: nothing in the files has a date. */
  readonly covered: Covered | null;
  /** Of the files' content, SHA-256. */
  readonly hash: string;
}

const sizeOf = async (path: string): Promise<number> => {
  try {
    const found = await stat(path);
    return found.size;
  } catch (error) {
    throw new ApiProblem('validationFailed', `${path} cannot be read: there is no such file.`, {
      cause: error,
    });
  }
};

const progressEveryMs = 2_000;

/** `write` gets the rows as they come and is awaited before more is read. */
export const readOnce = async (
  reading: Reading,
  limits: readonly ImportLimits[],
  write: (rows: readonly ImportedRow[]) => Promise<void>,
): Promise<ReadOnce> => {
  const { source, files, timeZone, startDay, until } = reading;
  const sizes = await Promise.all(files.map(sizeOf));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const progress = { hash: createHash('sha256'), bytesRead: 0 };
  const understood = openUnderstood();
  const tally = openImportTally();
  let course: ImportCourse | null = null;
  const courseFor = (first: string): ImportCourse => {
    const features = reading.features.length > 0 ? reading.features : [first];
    return openImportCourse(new Set(features), limits);
  };
  let rows: ImportedRow[] = [];
  let toldAt = performance.now();
  const read = source === 'csv' ? readCsv : readFlexlm(startDay);
  const flush = async () => {
    if (performance.now() - toldAt > progressEveryMs) {
      toldAt = performance.now();
      reading.progress(bytes === 0 ? 1 : progress.bytesRead / bytes, understood.lines);
    }
    const ready = rows;
    rows = [];
    await write(ready);
  };
  const found = await read(
    { files, timeZone, progress },
    understood,
    (record, place) => {
      if (until !== null && record.at >= until) {
        noteSkipped(understood, 'at --until or later', place());
        return;
      }
      tallyRecord(tally, record);
      if (record.kind !== 'stopped') course ??= courseFor(record.feature);
      if (course) rows.push(...addImportRecord(course, record));
    },
    flush,
  );
  const covered = found && { ...found, end: Math.min(found.end, (until ?? Number.POSITIVE_INFINITY) - 1) };
  const ended: ImportCourse = course ?? courseFor('');
  if (covered) rows.push(...endImportCourse(ended, covered.end));
  await flush();
  return { understood, tally, course: ended, covered, hash: progress.hash.digest('hex') };
};
