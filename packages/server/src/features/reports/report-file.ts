import type { ReportFormat } from '@leeway/contract';
import type { Static } from 'typebox';
import { csvChunks } from './csv-file.ts';
import type { Question } from './question.ts';
import type { Snapshot } from './snapshot.ts';
import { xlsxChunks } from './xlsx-file.ts';

/** A report as a file, in either format. */

export type Format = Static<typeof ReportFormat>;

export const mediaTypes: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export interface FileAsked {
  readonly format: Format;
  readonly timeZone: string;
  readonly rowsTotal: number;
  /** Told after each of some hundred rows. */
  readonly onRows?: (count: number) => void;
}

/** Bytes as they are read: whoever takes none makes the reading wait. */
export const fileChunks = (
  { subject, columns }: Question,
  snapshot: Snapshot,
  { format, timeZone, rowsTotal, onRows }: FileAsked,
): AsyncIterable<Uint8Array> => {
  const batches = async function* () {
    for await (const rows of snapshot.batches()) {
      yield rows;
      onRows?.(rows.length);
    }
  };
  return format === 'csv'
    ? csvChunks(
        columns.map(({ key }) => key),
        batches(),
      )
    : xlsxChunks({ name: subject.title, columns, timeZone, rowsTotal }, batches());
};

/** `activity-2026-01-31.csv`, by the day in the account's time zone. */
export const fileNameOf = (title: string, format: Format, now: number, timeZone: string): string => {
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(now);
  // Names people give go into a header, and become a name on their disk.
  const plain = title.replaceAll(/[^\p{L}\p{N} ._-]+/gu, '_').trim();
  return `${plain || 'report'}-${day}.${format}`;
};
