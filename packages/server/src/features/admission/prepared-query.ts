import pg from 'pg';
import { serialize } from 'pg-protocol';

interface Column {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** A statement as one connection has it: parsed and planned under its name. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
  /** Of its rows; null until it has run on the connection. */
  columns: readonly Column[] | null;
}

type Row = Record<string, unknown>;

/** What the driver tells a query of, as its own query takes it. */
interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
}
interface DataRow {
  readonly fields: readonly (string | null)[];
}

const executeAndSync = Buffer.concat([serialize.execute(), serialize.sync()]);

/**
 * One run of a prepared statement. The driver's own query has PostgreSQL describe the columns at each run, and makes parsers
 * and an empty row of them anew; a lane runs nine statements for each batch and they are always the same, so here they
 * are described to a connection once. Values go as text; each run has a Sync of its own, as the driver's have.
 */
export class PreparedQuery extends pg.Query {
  readonly #client: pg.Client;
  readonly #statement: PreparedStatement;
  readonly #values: readonly (string | null)[];
  readonly #resolve: (rows: Row[]) => void;
  readonly #reject: (error: unknown) => void;
  readonly #rows: Row[] = [];
  #columns: readonly Column[];

  constructor(
    client: pg.Client,
    statement: PreparedStatement,
    values: readonly (string | null)[],
    resolve: (rows: Row[]) => void,
    reject: (error: unknown) => void,
  ) {
    super('');
    this.#client = client;
    this.#statement = statement;
    this.#values = values;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#columns = statement.columns ?? [];
  }

  // From here on what the driver calls.

  override submit = ({ stream }: pg.Connection): void => {
    const { name, text, columns } = this.#statement;
    const bind = serialize.bind({ statement: name, values: this.#values as (string | null)[] });
    // Outside a flight too they leave in one write to the socket. They are not copied into one: a batch's lists are long.
    stream.cork();
    if (columns === null) {
      // A run that failed may have left it behind. To close what is not there is no error.
      stream.write(serialize.close({ type: 'S', name }));
      stream.write(serialize.parse({ name, text }));
    }
    stream.write(bind);
    if (columns === null) stream.write(serialize.describe({ type: 'P', name: '' }));
    stream.write(executeAndSync);
    stream.uncork();
  };

  handleRowDescription({ fields }: RowDescription): void {
    this.#columns = fields.map(({ name, dataTypeID }) => ({
      name,
      parse: this.#client.getTypeParser(dataTypeID, 'text'),
    }));
  }

  handleDataRow({ fields }: DataRow): void {
    const row: Row = {};
    for (let at = 0; at < fields.length; at++) {
      const { name, parse } = this.#columns[at] as Column;
      const text = fields[at] as string | null;
      row[name] = text === null ? null : parse(text);
    }
    this.#rows.push(row);
  }

  handleCommandComplete(): void {
    this.#statement.columns ??= this.#columns;
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#rows);
  }

  handleError(error: unknown): void {
    this.#reject(error);
  }
}
