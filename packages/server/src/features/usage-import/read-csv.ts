import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { instantOf, licensesMax, type UsageRecord } from '@leeway/rules';
import { CsvError, parse } from 'csv-parse';
import { ApiProblem } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import { type Progress, textOf } from './read-text.ts';
import type { ReadUsage } from './read-usage.ts';
import { noteLine, noteSkipped } from './understood.ts';

/** A plain CSV: a row for each time licenses were taken, given back, or denied, in the order of time. */

const columns = ['at', 'operation', 'user', 'host', 'feature', 'count'] as const;
const needed: readonly string[] = ['at', 'operation', 'user'];
const operations: readonly string[] = ['out', 'in', 'denied'];
const holderMax = 256;

type Cells = Readonly<Record<string, string>>;

const refused = (message: string, cause?: unknown) => new ApiProblem('validationFailed', message, { cause });

const headerOf = (path: string) => (header: readonly string[]) => {
  const names = header.map((name) => name.trim());
  const unknown = names.find((name) => !columns.some((column) => column === name));
  const missing = needed.find((name) => !names.includes(name));
  const known = `The columns are ${columns.join(', ')}; ${needed.join(', ')} are needed.`;
  if (missing !== undefined) throw refused(`${path} has no column "${missing}" in its first row. ${known}`);
  if (unknown !== undefined) throw refused(`${path} has the column "${unknown}", which is unknown. ${known}`);
  return names;
};

const separatorOf = (text: string): string => {
  const [header = ''] = text.split('\n', 1);
  return [',', ';', '\t'].reduce((most, sign) =>
    header.split(sign).length > header.split(most).length ? sign : most,
  );
};

/** A time without a zone is of the clocks of `timeZone`. */
const instantIn = (text: string, timeZone: string): number => {
  const at = instantFrom(text);
  if (Number.isNaN(at) || /(?:[Zz]|[+-]\d{2}:?\d{2})$/.test(text.slice(10))) return at;
  const date = new Date(at);
  const msOfDay = at - Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  const day = { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  return instantOf({ ...day, msOfDay }, timeZone);
};

/** A record, or why the row is none. */
const recordFrom = (cells: Cells, timeZone: string): UsageRecord | string => {
  const { at: time = '', operation = '', user = '', host = '', feature = '', count = '' } = cells;
  const at = instantIn(time, timeZone);
  const kind = operation.toLowerCase();
  const licenses = count === '' ? 1 : Number(count);
  const holder = host === '' ? user : `${user}@${host}`;
  if (Number.isNaN(at)) return 'no date-time in "at"';
  if (!operations.includes(kind)) return 'an operation that is neither out, in nor denied';
  if (user === '' || holder.length > holderMax) return `no user, or more than ${holderMax} characters`;
  if (!Number.isInteger(licenses) || licenses < 1 || licenses > licensesMax)
    return `no count from 1 to ${licensesMax}`;
  const use = { at, daemon: '', feature: feature || 'seats', holder, count: licenses, errorCode: null };
  return { ...use, kind: kind as 'out' | 'in' | 'denied' };
};

interface Row {
  readonly record: Cells;
  readonly info: { readonly lines: number };
}

async function* rowsOf(path: string, progress: Progress): AsyncGenerator<Row> {
  const pieces = textOf(path, progress);
  const first = await pieces.next();
  if (first.done) return;
  const text = async function* () {
    yield first.value;
    yield* pieces;
  };
  const options = { bom: true, columns: headerOf(path), info: true, relax_column_count: true } as const;
  const forms = { delimiter: separatorOf(first.value), skip_empty_lines: true, trim: true } as const;
  const parser = parse({ ...options, ...forms });
  const source = Readable.from(text());
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    yield* parser;
  } catch (error) {
    if (error instanceof CsvError) throw refused(`${path} is no CSV file: ${error.message}`, error);
    throw error;
  }
}

const recordsPerFlush = 2_000;

export const readCsv: ReadUsage = async ({ files, timeZone, progress }, understood, take, flush) => {
  let first: number | null = null;
  let last = Number.NEGATIVE_INFINITY;
  for (const path of files) {
    for await (const { record: cells, info } of rowsOf(path, progress)) {
      const place = () => `${basename(path)}:${info.lines}`;
      understood.lines += 1;
      const record = recordFrom(cells, timeZone);
      noteLine(understood, typeof record === 'string' ? 'unreadable' : record.kind);
      if (typeof record === 'string') {
        noteSkipped(understood, record, place());
        continue;
      }
      if (record.at < last)
        throw refused(`${place()} is older than the row before it. Sort the file by "at".`);
      last = record.at;
      first ??= record.at;
      take(record, place);
      if (understood.lines % recordsPerFlush === 0) await flush();
    }
  }
  return first === null ? null : { start: first, end: last };
};
