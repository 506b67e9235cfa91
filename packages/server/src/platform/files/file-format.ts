import type { ReportFormat } from '@leeway/contract';
import type { Cell, FileColumn } from './cells.ts';
import { csvChunks } from './csv-file.ts';
import { xlsxChunks } from './xlsx-file.ts';

/** Rows as a file, in either format. */

export const mediaTypes: Readonly<Record<ReportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export interface SheetOf {
  readonly format: ReportFormat;
  /** Of the sheet in a workbook. */
  readonly name: string;
  readonly columns: readonly FileColumn[];
  readonly timeZone: string;
  /** How many will come, at most. */
  readonly rowsTotal: number;
}

/** Bytes as rows are read: whoever takes none makes the reading wait. */
export const fileOfRows = (
  { format, ...sheet }: SheetOf,
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncIterable<Uint8Array> =>
  format === 'csv'
    ? csvChunks(
        sheet.columns.map(({ key }) => key),
        batches,
      )
    : xlsxChunks(sheet, batches);

/** `activity-2026-01-31.csv`, by the day in the account's time zone. */
export const fileNameOf = (title: string, format: ReportFormat, now: number, timeZone: string): string => {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
  // Names people give go into a header, and become a name on their disk.
  const plain = title.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '_').trim();
  return `${plain || 'report'}-${day}.${format}`;
};
