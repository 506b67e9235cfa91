import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { fromRows, placeOf, type Sort, type Statement, statementOf, writer } from './statement.ts';
import type { Asked, ReportSubject } from './subject.ts';

/**
 * How a page is found: by what it is sorted by and its conditions alone, from as few tables as have them. All else is read of
 * the rows that are on it.
 */

export interface Condition {
  readonly column: string;
  readonly holds: RawBuilder<SqlBool>;
  /** The column that is true wherever it holds, as an index knows. Null: there is none. */
  readonly implied: string | null;
}

/** For the rows of a subject. */
export const wheresOf = (conditions: readonly Condition[]): RawBuilder<SqlBool>[] =>
  conditions.flatMap(({ holds, implied }) => (implied ? [sql<SqlBool>`${sql.id(implied)}`, holds] : [holds]));

/** Statements that answer keys, in order. */
interface Keys {
  readonly page: (limit: number, offset: number) => Statement;
  /** How many there are, as `total`. */
  readonly count: () => Statement;
}

export interface Finding {
  /** Whether an index leaves so few rows of the conditions that a probe is not worth it. Null: it knows of none. */
  readonly isFew: Statement | null;
  /**
   * The same page from the beginning of the order alone, where an index gives that: often enough of it meets the conditions. Less
   * than a page says nothing. Null: there is no such index, or the page is further on.
   */
  readonly probe: (limit: number, offset: number) => Statement | null;
  /**
   * Keys, and as a second column how many rows meet the conditions at all. Null where nothing is sought but a place in an
   * order, which an index gives without a look at all rows: then the keys come from `valued`, and after them from `valueless`.
   */
  readonly counted: ((limit: number, offset: number) => Statement) | null;
  /** Of rows that have a value to sort by. A condition of its own, so that the table that has it may lead. */
  readonly valued: Keys;
  /** Of rows that have none. Null: all are `valued`. */
  readonly valueless: Keys | null;
  /** The columns of rows, in the order of their keys. */
  readonly rowsOf: (keys: readonly string[]) => Statement;
}

/** So far a probe looks at least, and at most: milliseconds, and some ten of them. */
const probedLeast = 1_000;
const probedMost = 8_000;

/** The narrowest rows that have these columns. */
const sourceOf = (subject: ReportSubject, needed: readonly string[], asked: Asked) => {
  const { narrow = [], rows } = subject;
  const found = narrow.find(({ columns }) => needed.every((key) => columns.includes(key)));
  return fromRows((found?.rows ?? rows)(asked));
};

/** Counted no further than to `max`. */
export const countOf =
  (subject: ReportSubject, conditions: readonly Condition[], asked: Asked) =>
  (max: number): Statement => {
    let rows = sourceOf(
      subject,
      conditions.map(({ column }) => column),
      asked,
    ).select(sql.lit(1).as('one'));
    for (const holds of wheresOf(conditions)) rows = rows.where(holds);
    return statementOf(
      writer.selectFrom(rows.limit(max).as('counted')).select(sql<number>`count(*)::int`.as('total')),
    );
  };

type Rows = ReturnType<typeof fromRows>;

const such = (rows: Rows, conditions: readonly RawBuilder<SqlBool>[]): Rows =>
  conditions.reduce((found, holds) => found.where(holds), rows);

/** Whether fewer rows than a probe looks at are left by what an index knows of the conditions. */
const fewOf = (subject: ReportSubject, conditions: readonly Condition[], asked: Asked): Statement | null => {
  const implied = conditions.flatMap((condition) => condition.implied ?? []);
  if (implied.length === 0) return null;
  const left = such(
    sourceOf(subject, implied, asked),
    implied.map((column) => sql<SqlBool>`${sql.id(column)}`),
  );
  const rows = left.select(sql.lit(1).as('one')).limit(probedLeast).as('left');
  return statementOf(
    writer.selectFrom(rows).select(sql<boolean>`count(*) < ${sql.lit(probedLeast)}`.as('few')),
  );
};

/** Null where rows have no key of one column, or are too many for it. */
export const findingOf = (
  subject: ReportSubject,
  selected: readonly { readonly key: string; readonly select: RawBuilder<unknown> }[],
  conditions: readonly Condition[],
  sorts: readonly Sort[],
  asked: Asked,
): Finding | null => {
  const [key, second] = subject.order;
  if (!subject.isBounded || key === undefined || second !== undefined) return null;
  const name = sql.id(key);
  const needed = [key, ...conditions.map(({ column }) => column), ...sorts.map(({ column }) => column)];
  const source = sourceOf(subject, needed, asked);
  const holding = wheresOf(conditions);
  const order = sql.join([...sorts.map(placeOf), name]);
  const [first, another] = sorts;
  const sort = another ? undefined : first;
  const value = sort && sql.id(sort.column);
  // Where all have a value the other end of an index serves as well.
  const valuedOrder = sort && value ? sql.join([sort.descending ? sql`${value} desc` : value, name]) : order;
  const isLed = sort !== undefined && subject.indexed?.includes(sort.column) === true;
  const isOrderOnly =
    conditions.length === 0 || (isLed && conditions.every(({ column }) => column === sort.column));

  const keys = (among: RawBuilder<SqlBool>[], by: RawBuilder<unknown>): Keys => ({
    page: (limit, offset) =>
      statementOf(
        such(source, [...holding, ...among])
          .select(name.as(key))
          .orderBy(by)
          .limit(limit)
          .offset(offset),
      ),
    count: () => statementOf(such(source, [...holding, ...among]).select(sql`count(*)`.as('total'))),
  });

  const probe = (limit: number, offset: number) => {
    const probedRows = Math.max(probedLeast, 2 * (limit + offset));
    if (isOrderOnly || !isLed || !value || probedRows > probedMost) return null;
    // As the rows of a page are read: what is worked out of all rows at once is too much for some of them.
    const beginning = fromRows(subject.rows(asked))
      .select([...new Set(needed)].map((each) => sql.id(each).as(each)))
      .where(sql<SqlBool>`${value} is not null`)
      .orderBy(valuedOrder)
      .limit(probedRows);
    const rows = such(
      fromRows(sql<Record<string, unknown>>`${beginning}`),
      conditions.map(({ holds }) => holds),
    );
    return statementOf(rows.select(name.as(key)).orderBy(valuedOrder).limit(limit).offset(offset));
  };

  const counted = (limit: number, offset: number) =>
    statementOf(
      such(source, holding)
        .select([name.as(key), sql`count(*) over ()`.as('total')])
        .orderBy(order)
        .limit(limit)
        .offset(offset),
    );

  return {
    isFew: fewOf(subject, conditions, asked),
    probe,
    counted: isOrderOnly ? null : counted,
    valued: value ? keys([sql`${value} is not null`], valuedOrder) : keys([], order),
    valueless: value ? keys([sql`${value} is null`], name) : null,
    rowsOf: (found) =>
      statementOf(
        fromRows(subject.rows(asked))
          .select(selected.map((each) => each.select.as(each.key)))
          .where(sql<boolean>`${name} = any (${found}::text[])`)
          .orderBy(sql`array_position(${found}::text[], ${name})`),
      ),
  };
};
