import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { customerImportColumnsMax, customerImportRowsMax } from '@leeway/contract';
import { CsvError, parse } from 'csv-parse';
import { invalid } from '../../platform/http/problem.ts';
import type { Cells, RowFault } from './import-columns.ts';
import type { MatchedColumn } from './match-columns.ts';

/** Reading a file of customers: any spreadsheet's CSV, in UTF-8. */

export interface FileRow {
  /** As a spreadsheet counts: the header is row 1. */
  readonly rowNumber: number;
  readonly cells: Cells;
  /** What is wrong with the row before its cells are looked at. */
  readonly faults: readonly RowFault[];
}

const unreadable = (message: string) => invalid('FormFile', message);

/** The header has names only, so whichever of the separators it has most of is the file's. */
const separatorOf = (bytes: Buffer): string => {
  const header =
    bytes
      .subarray(0, 65_536)
      .toString('utf8')
      .split(/\r?\n|\r/, 1)[0] ?? '';
  const count = (sign: string) => header.split(sign).length;
  return [',', ';', '\t'].reduce((most, sign) => (count(sign) > count(most) ? sign : most));
};

/** The server has others to answer meanwhile: about a millisecond of work. */
const recordsAtOnce = 200;

async function* recordsIn(bytes: Buffer): AsyncGenerator<string[]> {
  const parser = parse({
    bom: true,
    delimiter: separatorOf(bytes),
    relax_column_count: true,
    relax_quotes: true,
    trim: true,
  });
  const slices = function* () {
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
  };
  Readable.from(slices()).pipe(parser);
  let read = 0;
  try {
    for await (const record of parser) {
      yield record as string[];
      read += 1;
      if (read % recordsAtOnce === 0) await nextTurn();
    }
  } catch (error) {
    if (error instanceof CsvError) throw unreadable(`is no CSV file: ${error.message}`);
    throw error;
  }
}

export interface FileColumn extends MatchedColumn {
  /** What stands in it first, cut; null: nothing does. */
  readonly example: string | null;
}

export interface CustomerFile {
  /** In the order of the file. */
  readonly columns: readonly FileColumn[];
  readonly rows: readonly FileRow[];
}

/** What each header stands for; undefined: nobody knows. */
export type MatchHeader = (header: readonly string[]) => readonly (MatchedColumn | undefined)[];

const exampleLengthMax = 60;

const columnsFrom = (record: readonly string[], match: MatchHeader): MatchedColumn[] => {
  const header = record.slice(0, record.findLastIndex((name) => name !== '') + 1);
  if (header.length === 0) throw unreadable('has no header with the names of its columns');
  if (header.length > customerImportColumnsMax)
    throw unreadable(`has more than ${customerImportColumnsMax} columns`);
  const matched = match(header);
  const taken = new Set<string>();
  return header.map((name, index) => {
    const one = matched[index];
    if (!one) throw unreadable(`has the column "${name}", which is unknown; the template has them all`);
    if (one.column !== null && taken.has(one.column)) throw unreadable(`has the column ${one.column} twice`);
    if (one.column !== null) taken.add(one.column);
    return one;
  });
};

const rowFrom = (
  columns: readonly MatchedColumn[],
  record: readonly string[],
  rowNumber: number,
): FileRow => {
  const cells = Object.fromEntries(
    columns.flatMap(({ column }, index) => (column === null ? [] : [[column, (record[index] ?? '').trim()]])),
  );
  const surplus = record.slice(columns.length).some((cell) => cell !== '');
  const message = `has ${record.length} cells, the header ${columns.length}`;
  const isWhole = record.length >= columns.length && !surplus;
  return { rowNumber, cells, faults: isWhole ? [] : [{ field: null, message }] };
};

/**
 * The rows of a file; blank ones count for the numbering only. Throws ApiProblem `validationFailed` for a file that is
 * no CSV in UTF-8, has unknown columns, no rows or more than `customerImportRowsMax`.
 */
export const readCustomerFile = async (bytes: Buffer, match: MatchHeader): Promise<CustomerFile> => {
  if (!isUtf8(bytes)) throw unreadable('is not in UTF-8: save it as "CSV UTF-8"');
  if (bytes.includes(0)) throw unreadable('is no text file');
  let columns: MatchedColumn[] | null = null;
  const examples: (string | undefined)[] = [];
  const rows: FileRow[] = [];
  let rowNumber = 0;
  for await (const record of recordsIn(bytes)) {
    rowNumber += 1;
    if (columns === null) columns = columnsFrom(record, match);
    else if (record.some((cell) => cell !== '')) {
      rows.push(rowFrom(columns, record, rowNumber));
      for (const index of columns.keys()) examples[index] ||= record[index]?.slice(0, exampleLengthMax);
    }
    if (rows.length > customerImportRowsMax)
      throw unreadable(`has more than ${customerImportRowsMax} rows: split it`);
  }
  if (columns === null || rows.length === 0) throw unreadable('has no rows');
  return { columns: columns.map((one, index) => ({ ...one, example: examples[index] || null })), rows };
};
