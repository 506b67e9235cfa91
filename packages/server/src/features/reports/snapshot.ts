import type { Database } from '../../platform/database.ts';
import { type Cell, cellOf } from './cells.ts';
import type { Question, Statement } from './question.ts';

/** Reading a report: all of it as of one instant of the database, and no more of it in memory than is being written. */

type Row = readonly Cell[];

export interface Snapshot {
  /** Counted no further than to `max`. */
  count(max: number): Promise<number>;
  page(limit: number, offset: number): Promise<Row[]>;
  /** All rows, some hundred at a time: the next ones are fetched when they are asked for. */
  batches(): AsyncGenerator<Row[]>;
}

const rowsAtOnce = 500;

/** Of each join and order: 50,000 entitlements are joined without temporary files. */
const workMemory = '16MB';

/**
 * Runs `work` on one connection in a read-only transaction that sees one state of the database. A statement, or a fetch of
 * some rows, that takes longer than `timeoutMs` fails.
 */
export const withSnapshot = <Result>(
  database: Database,
  question: Question,
  timeoutMs: number,
  work: (snapshot: Snapshot) => Promise<Result>,
): Promise<Result> =>
  database.withClient(async (client) => {
    const cellsOf = (row: readonly unknown[]): Row =>
      question.columns.map(({ type }, index) => cellOf(row[index], type));
    const read = async ({ text, values }: Statement): Promise<Row[]> => {
      const { rows } = await client.query({ text, values: [...values], rowMode: 'array' });
      return (rows as unknown[][]).map(cellsOf);
    };
    const batches = async function* () {
      const { text, values } = question.rows;
      await client.query(`declare report no scroll cursor for ${text}`, [...values]);
      for (;;) {
        const rows = await read({ text: `fetch forward ${rowsAtOnce} from report`, values: [] });
        if (rows.length > 0) yield rows;
        if (rows.length < rowsAtOnce) return;
      }
    };
    await client.query('begin isolation level repeatable read, read only');
    try {
      // Every row of a cursor is read here: the plan that is fastest to its last one is the best.
      await client.query(
        `select set_config('statement_timeout', $1, true), set_config('cursor_tuple_fraction', '1', true),
           set_config('work_mem', $2, true)`,
        [String(timeoutMs), workMemory],
      );
      return await work({
        count: async (max) => Number((await client.query(...argumentsOf(question.count(max)))).rows[0].total),
        page: (limit, offset) => read(question.page(limit, offset)),
        batches,
      });
    } finally {
      await client.query('rollback').catch(() => undefined);
    }
  });

const argumentsOf = ({ text, values }: Statement): [string, unknown[]] => [text, [...values]];

/** A statement was given up because it took too long. */
export const isTooSlow = (error: unknown): boolean => (error as { code?: string })?.code === '57014';
