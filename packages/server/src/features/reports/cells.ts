import type { ReportResultColumnModel } from '@leeway/contract';

/** Values of a report as they are, before JSON, CSV or a spreadsheet makes something of them. */

export type Cell = string | number | bigint | boolean | Date | null;

/** The driver has figures that may pass 64 bits as text: sums, and products of amounts. */
export const cellOf = (value: unknown, type: ReportResultColumnModel['type']): Cell => {
  if (value === null || value === undefined) return null;
  if (type === 'integer') return typeof value === 'string' ? BigInt(value) : (value as Cell);
  if (type === 'decimal') return Number(value);
  return value as Cell;
};
