import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';

/** The query builder only writes the text of statements; our own connections run them. */

export const writer = new Kysely<Record<never, never>>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

interface Compilable {
  compile(): { readonly sql: string; readonly parameters: readonly unknown[] };
}

export const statementOf = (query: Compilable): Statement => {
  const { sql: text, parameters: values } = query.compile();
  return { text, values };
};

/** Rows of a subject, to select from. */
export const fromRows = (rows: RawBuilder<Record<string, unknown>>) =>
  writer.selectFrom(sql<Record<string, unknown>>`(${rows})`.as<'r'>('r'));

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** What has no value comes last, whichever way. */
export const placeOf = ({ column, descending }: Sort): RawBuilder<unknown> =>
  descending ? sql`${sql.id(column)} desc nulls last` : sql`${sql.id(column)} asc nulls last`;
