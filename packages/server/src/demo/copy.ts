import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';

/** Rows into tables by COPY, the fastest way in: text format, one line a row. */

export type Cell = string | number | bigint | boolean | null;

const special = /[\\\n\r\t]/;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

export const cellText = (cell: Cell): string => {
  if (cell === null) return '\\N';
  const text = String(cell);
  return special.test(text) ? text.replaceAll(/[\\\n\r\t]/g, (sign) => escapes[sign] ?? sign) : text;
};

export const lineOf = (cells: readonly Cell[]): string => `${cells.map(cellText).join('\t')}\n`;

/** An instant (epoch ms) as a cell. */
export const instant = (at: number | null): string | null =>
  at === null ? null : new Date(at).toISOString();

/** Lines into a table. Table and columns are names of the schema: nothing foreign is interpolated. */
export const copyLines = async (
  client: PoolClient,
  table: string,
  columns: readonly string[],
  lines: Iterable<string>,
): Promise<void> => {
  await pipeline(lines, client.query(from(`copy ${table} (${columns.join(', ')}) from stdin`)));
};

/** Rows that all have the members of the first one, which are the table's columns. */
export const copyRows = async (
  client: PoolClient,
  table: string,
  rows: readonly Readonly<Record<string, Cell>>[],
): Promise<void> => {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  await copyLines(
    client,
    table,
    columns,
    rows.map((row) => lineOf(columns.map((column) => row[column] ?? null))),
  );
};
