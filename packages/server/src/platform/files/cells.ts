import type { ReportColumnType } from '@leeway/contract';

/** Values of a file as they are, before JSON, CSV or a spreadsheet makes something of them. */

export type Cell = string | number | bigint | boolean | Date | null;

export interface FileColumn {
  /** Heads the column in CSV. */
  readonly key: string;
  /** Heads it in a spreadsheet. */
  readonly title: string;
  readonly type: ReportColumnType;
}

/** The driver has figures that may pass 64 bits as text: sums, and products of amounts. */
export const cellOf = (value: unknown, type: ReportColumnType): Cell => {
  if (value === null || value === undefined) return null;
  if (type === 'integer') return typeof value === 'string' ? BigInt(value) : (value as Cell);
  if (type === 'decimal') return Number(value);
  return value as Cell;
};
