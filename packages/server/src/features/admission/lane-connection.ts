import type pg from 'pg';
import type { Database, Queryable } from '../../platform/database.ts';
import { PreparedQuery, type PreparedStatement } from './prepared-query.ts';

/**
 * A connection of the decision plane: statements are prepared once and sent without waiting for each other's answers.
 * Its plans must walk from the batch's keys into the indexes at any size of table and any age of the statistics, so
 * every other way is switched off for the session, and one generic plan is kept for each statement.
 */
const session = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_sort: 'off',
  enable_material: 'off',
  enable_memoize: 'off',
  plan_cache_mode: 'force_generic_plan',
  jit: 'off',
};

type Scalar = string | number | bigint | boolean | null;
/** Instants go as text. */
export type Parameter = Scalar | readonly Scalar[];

export interface LaneConnection extends Queryable {
  /** Sends a prepared statement under a name and answers its rows. */
  run<Row>(name: string, text: string, values: readonly Parameter[]): Promise<Row[]>;
  /** Statements that `send` runs before it returns leave in one write to the socket. */
  flight<Result>(send: () => Result): Result;
  /** False once the connection is lost. */
  readonly alive: () => boolean;
  close(): Promise<void>;
}

const quoted = (element: Scalar): string =>
  element === null ? 'NULL' : `"${String(element).replaceAll(/["\\]/g, '\\$&')}"`;

/**
 * Lists as array literals here: the driver takes several times as long, and a batch has thousands of elements. One of nulls
 * alone is sent empty: side by side with longer ones `unnest` makes nulls of what is missing.
 */
const asSent = (value: Parameter): string | null => {
  if (value === null) return null;
  if (typeof value !== 'object') return String(value);
  const first = value.find((element) => element !== null);
  if (first === undefined) return '{}';
  if (typeof first !== 'string') {
    return value.includes(null)
      ? `{${value.map((each) => each ?? 'NULL').join(',')}}`
      : `{${value.join(',')}}`;
  }
  // JSON writes texts and nulls as an array literal does, unless one must be escaped, and in half the time.
  const json = JSON.stringify(value);
  return json.includes('\\') ? `{${value.map(quoted).join(',')}}` : `{${json.slice(1, -1)}}`;
};

export const openLaneConnection = async (database: Database): Promise<LaneConnection> => {
  const client: pg.Client = await database.connect(session);
  let alive = true;
  client.on('error', () => {
    alive = false;
  });
  client.on('end', () => {
    alive = false;
  });
  const query = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await client.query(text, values as unknown[])).rows as Row[];
  const prepared = new Map<string, PreparedStatement>();
  const statementOf = (name: string, text: string): PreparedStatement => {
    const known = prepared.get(name);
    if (known?.text === text) return known;
    const statement: PreparedStatement = { name, text, columns: null };
    prepared.set(name, statement);
    return statement;
  };
  const run = <Row>(name: string, text: string, values: readonly Parameter[]) =>
    new Promise<Row[]>((resolve, reject) => {
      const found = (rows: Record<string, unknown>[]) => resolve(rows as Row[]);
      client.query(new PreparedQuery(client, statementOf(name, text), values.map(asSent), found, reject));
    });
  const flight = <Result>(send: () => Result): Result => {
    const { stream } = client.connection;
    stream.cork();
    try {
      return send();
    } finally {
      stream.uncork();
    }
  };
  const close = async () => {
    alive = false;
    await client.end().catch(() => undefined);
  };
  return { query, run, flight, alive: () => alive, close };
};
