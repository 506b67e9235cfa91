import { stringify } from 'csv-stringify/sync';
import type { Cell } from './cells.ts';

/** CSV as RFC 4180 has it: CRLF, quotes where they are needed, UTF-8 without a mark, the columns' keys in the first line. */

const exact = (value: number | bigint) => ({ value: String(value), escape_formulas: false });

const options = {
  record_delimiter: 'windows',
  // A text may begin like a formula: who opens the file in a spreadsheet must not run it. A number is none.
  escape_formulas: true,
  cast: { number: exact, bigint: exact },
} as const;

const csvCell = (cell: Cell) => {
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === 'boolean' ? String(cell) : cell;
};

/** The text of the file, some hundred rows at a time. */
export async function* csvChunks(
  keys: readonly string[],
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<Buffer> {
  yield Buffer.from(stringify([[...keys]], options));
  for await (const rows of batches)
    yield Buffer.from(
      stringify(
        rows.map((row) => row.map(csvCell)),
        options,
      ),
    );
}
