import type { Database } from '../../platform/database.ts';
import { type Cell, cellOf } from '../../platform/files/cells.ts';
import type { Finding } from './finding.ts';
import type { Question } from './question.ts';
import type { Statement } from './statement.ts';

/** Reading a report: all of it as of one instant of the database, and no more of it in memory than is being written. */

type Row = readonly Cell[];

export interface Snapshot {
  /** Counted no further than to `max`. */
  count(max: number): Promise<number>;
  page(limit: number, offset: number): Promise<Found>;
  /** All rows, some hundred at a time: the next ones are fetched when they are asked for. */
  batches(): AsyncGenerator<Row[]>;
}

/** A page and, where that came with it, how many rows there are. */
interface Found {
  readonly rows: readonly Row[];
  readonly total: number | null;
}

const rowsAtOnce = 500;

/** Of each join and order: 50,000 entitlements are joined without temporary files. */
const workMemory = '16MB';

/** One round trip. Every row of a cursor is read here: the plan that is fastest to its last one is the best. */
const begin = (timeoutMs: number) => `
  begin isolation level repeatable read, read only;
  set local statement_timeout = ${timeoutMs};
  set local cursor_tuple_fraction = 1;
  set local work_mem = '${workMemory}'`;

type ReadValues = (statement: Statement) => Promise<unknown[][]>;

const keysOf = (rows: readonly (readonly unknown[])[]) => rows.map(([key]) => String(key));

/** `total`: null where it was not counted on the way. */
const findKeys = async (
  { isFew, probe, counted, valued, valueless }: Finding,
  read: ReadValues,
  limit: number,
  offset: number,
): Promise<{ keys: string[]; total: number | null }> => {
  const few = isFew ? (await read(isFew))[0]?.[0] === true : false;
  const probed = few ? null : probe(limit, offset);
  const begun = probed ? keysOf(await read(probed)) : [];
  if (begun.length === limit) return { keys: begun, total: null };
  if (counted) {
    const rows = await read(counted(limit, offset));
    // Beyond the end there is no row to say it.
    const total = rows[0] ? Number(rows[0][1]) : offset === 0 ? 0 : null;
    return { keys: keysOf(rows), total };
  }
  const first = keysOf(await read(valued.page(limit, offset)));
  if (first.length === limit || !valueless) return { keys: first, total: null };
  const before = first.length > 0 || offset === 0 ? offset : Number((await read(valued.count()))[0]?.[0]);
  const rest = await read(valueless.page(limit - first.length, Math.max(0, offset - before)));
  return { keys: [...first, ...keysOf(rest)], total: null };
};

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
    const valuesOf = async ({ text, values }: Statement) =>
      (await client.query({ text, values: [...values], rowMode: 'array' })).rows as unknown[][];
    const read = async (statement: Statement) => (await valuesOf(statement)).map(cellsOf);
    const page = async (limit: number, offset: number): Promise<Found> => {
      const { finding } = question;
      if (!finding) return { rows: await read(question.page(limit, offset)), total: null };
      const { keys, total } = await findKeys(finding, valuesOf, limit, offset);
      return { rows: keys.length > 0 ? await read(finding.rowsOf(keys)) : [], total };
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
    try {
      await client.query(begin(timeoutMs));
      return await work({
        count: async (max) => Number((await client.query(...argumentsOf(question.count(max)))).rows[0].total),
        page,
        batches,
      });
    } finally {
      await client.query('rollback').catch(() => undefined);
    }
  });

const argumentsOf = ({ text, values }: Statement): [string, unknown[]] => [text, [...values]];

/** A statement was given up because it took too long. */
export const isTooSlow = (error: unknown): boolean => (error as { code?: string })?.code === '57014';
