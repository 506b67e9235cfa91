import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { customerImportRowsMax } from '@leeway/contract';
import { CsvError, parse } from 'csv-parse';
import { invalid } from '../../platform/http/problem.ts';
import type { Cells, RowFault } from './import-columns.ts';

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

const columnsFrom = (header: readonly string[], known: ReadonlySet<string>): string[] => {
  const columns = header.slice(0, header.findLastIndex((name) => name !== '') + 1);
  if (columns.length === 0) throw unreadable('has no header with the names of its columns');
  for (const [index, name] of columns.entries()) {
    if (!known.has(name))
      throw unreadable(`has the column "${name}", which is unknown; the template has them all`);
    if (columns.indexOf(name) < index) throw unreadable(`has the column ${name} twice`);
  }
  return columns;
};

const rowFrom = (columns: readonly string[], record: readonly string[], rowNumber: number): FileRow => {
  const cells = Object.fromEntries(columns.map((column, index) => [column, (record[index] ?? '').trim()]));
  const surplus = record.slice(columns.length).some((cell) => cell !== '');
  const message = `has ${record.length} cells, the header ${columns.length}`;
  const isWhole = record.length >= columns.length && !surplus;
  return { rowNumber, cells, faults: isWhole ? [] : [{ field: null, message }] };
};

/**
 * The rows of a file; blank ones count for the numbering only. Throws ApiProblem `validationFailed` for a file that is
 * no CSV in UTF-8, has unknown columns, no rows or more than `customerImportRowsMax`.
 * @param known the columns there are
 */
export const readCustomerFile = async (bytes: Buffer, known: readonly string[]): Promise<FileRow[]> => {
  if (!isUtf8(bytes)) throw unreadable('is not in UTF-8: save it as "CSV UTF-8"');
  if (bytes.includes(0)) throw unreadable('is no text file');
  let columns: string[] | null = null;
  const rows: FileRow[] = [];
  let rowNumber = 0;
  for await (const record of recordsIn(bytes)) {
    rowNumber += 1;
    if (columns === null) columns = columnsFrom(record, new Set(known));
    else if (record.some((cell) => cell !== '')) rows.push(rowFrom(columns, record, rowNumber));
    if (rows.length > customerImportRowsMax)
      throw unreadable(`has more than ${customerImportRowsMax} rows: split it`);
  }
  if (rows.length === 0) throw unreadable('has no rows');
  return rows;
};
