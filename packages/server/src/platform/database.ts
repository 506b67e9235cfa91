import pg from 'pg';
import type { Author } from './author.ts';
import { type Clock, systemClock } from './clock.ts';

/** The connection to PostgreSQL. One driver, one dialect; what is here knows no table. */

export interface Queryable {
  /**
   * Runs one statement; answers its rows. One that runs many times a second has a name, under which a connection keeps it
   * parsed and planned.
   */
  query<Row>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>;
}

export interface Database extends Queryable {
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. Audited tables can be
   * changed in no other way: the database names the author in the audit log, and refuses a change that has none.
   */
  transaction<Result>(author: Author, work: (tx: Queryable) => Promise<Result>): Promise<Result>;
  /** A connection of its own that pipelines, with session settings, for the decision plane. The caller ends it. */
  connect(settings: Readonly<Record<string, string>>): Promise<pg.Client>;
  /** A pooled connection for what needs the driver itself (COPY, cursors); released afterwards. */
  withClient<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

const types: pg.CustomTypesConfig = {
  // int8 is bigint in code: amounts pass 2^53
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8
      ? (text: string) => BigInt(text)
      : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
};

/** The database cannot be reached or went away: the caller may repeat later. */
export const isUnavailable = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code ?? '';
  return (
    /^(ECONN|ENOENT|EPIPE|ETIMEDOUT|57P0|08|53300)/.test(code) ||
    /Connection terminated|connection error|not queryable|timeout exceeded when trying to connect/i.test(
      error.message,
    )
  );
};

/** A text has characters PostgreSQL does not keep: NUL anywhere, half a surrogate pair in JSON. */
export const isUnstorable = (error: unknown): boolean => {
  const { code, message = '' } = error as { code?: string; message?: string };
  return code === '22021' || code === '22P05' || (code === '22P02' && message.includes('type json'));
};

/** A row was to be added to a tenant that has been deleted: its tokens live a few seconds longer than it does. */
export const isTenantGone = (error: unknown): boolean => {
  const { code, constraint = '' } = error as { code?: string; constraint?: string };
  return code === '23503' && /^[a-z_]+_tenant_id_fkey$/.test(constraint);
};

/** The unique index a statement ran against, or null when that was not its fault. */
export const violatedUnique = (error: unknown): string | null => {
  const fault = error as { code?: string; constraint?: string };
  return fault?.code === '23505' ? (fault.constraint ?? '') : null;
};

/** The foreign key that a statement ran against, or null when that was not its fault. */
export const violatedReference = (error: unknown): string | null => {
  const fault = error as { code?: string; constraint?: string };
  return fault?.code === '23503' ? (fault.constraint ?? '') : null;
};

/** Somebody else held a lock for longer than the statement was to wait. */
export const isLockBusy = (error: unknown): boolean => (error as { code?: string })?.code === '55P03';

export interface DatabaseOptions {
  readonly url: string;
  readonly log: (line: string) => void;
  readonly connectionsMax?: number;
  /** Whose offset the instants of the audit log have. */
  readonly clock?: Clock;
}

/** The statements that begin a transaction and tell its triggers the author and the clock: one round trip. */
export const beginBy = (author: Author, { offsetMs }: Pick<Clock, 'offsetMs'>): string => `
  begin;
  select set_config('leeway.author', ${pg.escapeLiteral(JSON.stringify(author))}, true),
    set_config('leeway.clock_offset_ms', '${offsetMs}', true)`;

export const openDatabase = (options: DatabaseOptions): Database => {
  const { url, log, connectionsMax = 10, clock = systemClock } = options;
  const base: pg.ClientConfig = { connectionString: url, types, application_name: 'leeway' };
  let isClosing = false;
  const pool = new pg.Pool({ ...base, max: connectionsMax, connectionTimeoutMillis: 5_000 });
  pool.on('error', (error) => {
    // The pool's end does not wait until its connections are closed; one may still hear of a server that stops.
    if (!isClosing) log(`idle database connection lost: ${error.message}`);
  });

  const query = async <Row>(text: string, values: readonly unknown[] = [], name?: string): Promise<Row[]> => {
    const result = await pool.query({ text, values: values as unknown[], ...(name ? { name } : {}) });
    return result.rows as Row[];
  };

  const withClient = async <Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> => {
    const client = await pool.connect();
    let failure: Error | undefined;
    const onError = (error: Error) => {
      failure = error;
    };
    client.on('error', onError);
    try {
      return await work(client);
    } finally {
      client.off('error', onError);
      client.release(failure);
    }
  };

  const transaction = <Result>(author: Author, work: (tx: Queryable) => Promise<Result>) =>
    withClient(async (client) => {
      await client.query(beginBy(author, clock));
      try {
        const result = await work({
          query: async <Row>(text: string, values: readonly unknown[] = [], name?: string) =>
            (await client.query({ text, values: values as unknown[], ...(name ? { name } : {}) }))
              .rows as Row[],
        });
        await client.query('commit');
        return result;
      } catch (error) {
        await client.query('rollback').catch(() => undefined);
        throw error;
      }
    });

  const connect = async (settings: Readonly<Record<string, string>>) => {
    const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    const client = new pg.Client({ ...base, pipeline: true, options: options.join(' ') });
    await client.connect();
    return client;
  };

  const close = () => {
    isClosing = true;
    return pool.end();
  };

  return { query, transaction, connect, withClient, close };
};
