import { wallClock } from '@leeway/rules';
import { type CellValue, writeXlsxStream } from 'hucre/xlsx';
import type { Cell, FileColumn } from './cells.ts';

/** A workbook: texts are texts whatever they begin with, numbers numbers, instants dates of the account's time zone. */

/** What Excel takes in one cell; the rest is cut off. */
const textLengthMax = 32_767;
/** Of one sheet, its heading included; what follows goes on the next. */
const sheetRowsMax = 1_048_576;
/** From about here on a sheet may have more than 4 GB of XML before it is compressed. */
const smallCells = 20_000_000;

// In a cell `_x0041_` stands for the letter A: who wrote the seven characters meant them.
const escapes = /_(?=x[0-9A-Fa-f]{4}_)/g;
const unpaired = /[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const textCell = (text: string) => {
  const cut = text.length > textLengthMax ? text.slice(0, textLengthMax) : text;
  return cut.replaceAll(unpaired, '\ufffd').replaceAll(escapes, '_x005F_');
};

/** Excel's dates have no zone: the wall clock of the account is what people there read. */
const dateCell = (at: Date, timeZone: string) => {
  const { year, month, day, msOfDay } = wallClock(at.getTime(), timeZone);
  const wall = new Date(0);
  wall.setUTCFullYear(year, month - 1, day);
  return new Date(wall.getTime() + msOfDay);
};

const xlsxCell = (cell: Cell, timeZone: string): CellValue => {
  if (typeof cell === 'string') return textCell(cell);
  if (cell instanceof Date) return dateCell(cell, timeZone);
  if (typeof cell === 'bigint') return cell <= exactMax && cell >= -exactMax ? Number(cell) : cell.toString();
  return cell;
};

/** Excel shows and calculates with 15 digits: a larger integer stays exact as text. */
const exactMax = 999_999_999_999_999n;

const widths = { text: 24, word: 16, integer: 12, decimal: 14, boolean: 10, dateTime: 20 };

const headingOf = ({ title, type }: FileColumn, timeZone: string) => ({
  header: type === 'dateTime' ? `${title} (${timeZone})` : title,
  width: widths[type],
  ...(type === 'dateTime' ? { numFmt: 'yyyy-mm-dd hh:mm:ss' } : {}),
});

async function* sheetRows(
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
  timeZone: string,
): AsyncGenerator<CellValue[]> {
  for await (const rows of batches) for (const row of rows) yield row.map((cell) => xlsxCell(cell, timeZone));
}

export interface SheetAsked {
  readonly name: string;
  readonly columns: readonly FileColumn[];
  readonly timeZone: string;
  /** How many will come. */
  readonly rowsTotal: number;
  readonly maxRowsPerSheet?: number;
}

/** The bytes of the file as rows come in. */
export const xlsxChunks = (
  { name, columns, timeZone, rowsTotal, maxRowsPerSheet = sheetRowsMax }: SheetAsked,
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncIterable<Uint8Array> =>
  writeXlsxStream(sheetRows(batches, timeZone), {
    name,
    columns: columns.map((column) => headingOf(column, timeZone)),
    freezePane: { rows: 1 },
    maxRowsPerSheet,
    zip64: rowsTotal * columns.length > smallCells,
  });
