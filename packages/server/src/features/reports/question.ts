import type { ReportDefinition, ReportResultColumnModel } from '@leeway/contract';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import type { Caller } from '../../platform/http/route.ts';
import { conditionOf } from './conditions.ts';
import { type Asked, aggregatesOf, isGroupable, type ReportColumn, type ReportSubject } from './subject.ts';
import { subjects } from './subjects/index.ts';

/** From what is asked for to one statement. The query builder only writes its text; our own connections run it. */

const writer = new Kysely<Record<never, never>>({
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

export interface Question {
  readonly subject: ReportSubject;
  readonly columns: readonly ReportResultColumnModel[];
  /** All rows in order. */
  readonly rows: Statement;
  /** One page of them. */
  readonly page: (limit: number, offset: number) => Statement;
  /** How many there are as `total`, counted no further than to `max`. */
  readonly count: (max: number) => Statement;
}

export interface Asking extends Asked {
  readonly timeZone: string;
  /** Of who asks. Null: was asked when the question was put. */
  readonly scopes: Caller['scopes'] | null;
}

type Select = RawBuilder<unknown>;

interface Selected extends ReportResultColumnModel {
  readonly select: Select;
}

const isPermitted = (needed: readonly string[], held: Caller['scopes'] | null) =>
  held === null || needed.length === 0 || needed.some((scope) => held.has(scope));

/** The subject's columns that somebody with these scopes may see; none: not the subject. */
export const permittedColumns = (subject: ReportSubject, held: Caller['scopes'] | null) =>
  isPermitted(subject.scopes, held) ? subject.columns.filter(({ scopes }) => isPermitted(scopes, held)) : [];

const refuse = (what: string, scopes: readonly string[]) =>
  new ApiProblem('missingScope', `${what} needs one of the scopes ${scopes.join(', ')}.`);

type Find = (key: string, at: string) => ReportColumn;

const finder =
  (subject: ReportSubject, held: Caller['scopes'] | null): Find =>
  (key, at) => {
    const column = subject.columns.find((each) => each.key === key);
    if (!column) throw invalid(at, `${subject.key} have no column of this name`);
    if (!isPermitted(column.scopes, held)) throw refuse(`The column ${key}`, column.scopes);
    return column;
  };

const plain = ({ key, title, type }: ReportColumn): Selected => ({ key, title, type, select: sql.id(key) });

type Group = NonNullable<ReportDefinition['groupBy']>[number];
type Aggregate = NonNullable<ReportDefinition['aggregates']>[number];

const groupOf = ({ column: key, by }: Group, find: Find, timeZone: string, at: string): Selected => {
  const column = find(key, `${at}.column`);
  if (!isGroupable(column)) throw invalid(`${at}.column`, `"${key}" is no column to group by`);
  if (by === undefined) return plain(column);
  if (column.type !== 'dateTime') throw invalid(`${at}.by`, `"${key}" is no instant`);
  return {
    key: `${key}.${by}`,
    title: `${column.title} (${by})`,
    type: 'dateTime',
    select: sql`date_trunc(${by}::text, ${sql.id(key)}, ${timeZone}::text)`,
  };
};

const functions = { sum: sql`sum`, min: sql`min`, max: sql`max`, avg: sql`avg` };
const said = { sum: 'Sum', min: 'Least', max: 'Greatest', avg: 'Average' };

const aggregateOf = ({ function: name, column: key }: Aggregate, find: Find, at: string): Selected => {
  if (key === undefined) {
    if (name !== 'count') throw invalid(`${at}.column`, `is required with "${name}"`, 'required');
    return { key: 'count', title: 'Rows', type: 'integer', select: sql`count(*)` };
  }
  const column = find(key, `${at}.column`);
  const known = aggregatesOf[column.type];
  if (!known.includes(name)) throw invalid(`${at}.function`, `of "${key}" there is only ${known.join(', ')}`);
  const named = { key: `${name}.${key}` };
  if (name === 'count')
    return {
      ...named,
      title: `Rows with ${column.title}`,
      type: 'integer',
      select: sql`count(${sql.id(key)})`,
    };
  const type = name === 'avg' ? 'decimal' : column.type;
  return {
    ...named,
    title: `${said[name]}: ${column.title}`,
    type,
    select: sql`${functions[name]}(${sql.id(key)})`,
  };
};

interface Shape {
  readonly selected: readonly Selected[];
  /** How many of the first of them make the groups; null: rows as they are. */
  readonly groups: number | null;
  /** By key. */
  readonly sortable: readonly string[];
}

const groupedShape = (definition: ReportDefinition, find: Find, timeZone: string): Shape => {
  const { columns = [], groupBy = [], aggregates = [] } = definition;
  if (columns.length > 0) throw invalid('columns', 'must be left out with groups or aggregates');
  const groups = groupBy.map((group, index) => groupOf(group, find, timeZone, `groupBy.${index}`));
  const figures = aggregates.map((figure, index) => aggregateOf(figure, find, `aggregates.${index}`));
  const selected = [...groups, ...figures];
  return { selected, groups: groups.length, sortable: selected.map(({ key }) => key) };
};

const rowShape = (
  subject: ReportSubject,
  { columns = [] }: ReportDefinition,
  find: Find,
  asking: Asking,
): Shape => {
  const all = permittedColumns(subject, asking.scopes);
  const chosen = columns.map((key, index) => find(key, `columns.${index}`));
  const selected = (chosen.length > 0 ? chosen : all).map(plain);
  return { selected, groups: null, sortable: all.map(({ key }) => key) };
};

const shapeOf = (subject: ReportSubject, definition: ReportDefinition, find: Find, asking: Asking): Shape => {
  const isGrouped = Boolean(definition.groupBy?.length || definition.aggregates?.length);
  const shape = isGrouped
    ? groupedShape(definition, find, asking.timeZone)
    : rowShape(subject, definition, find, asking);
  const keys = shape.selected.map(({ key }) => key);
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined)
    throw invalid(isGrouped ? 'groupBy' : 'columns', `"${twice}" is asked for more than once`);
  return shape;
};

const sortsOf = ({ sort = [] }: ReportDefinition, { sortable }: Shape) =>
  sort.map(({ column, descending = false }, index) => {
    if (!sortable.includes(column))
      throw invalid(
        `sort.${index}.column`,
        'is no column of the answer, nor of the subject where rows are listed',
      );
    return { column, descending };
  });

/** The words are the same whatever is asked for: columns as identifiers of the list above, values as parameters. */
const selectOf = (subject: ReportSubject, definition: ReportDefinition, find: Find, asking: Asking) => {
  const shape = shapeOf(subject, definition, find, asking);
  const sorts = sortsOf(definition, shape);
  const conditions = (definition.filter ?? []).map((filter, index) => {
    const at = `filter.${index}`;
    return conditionOf(filter, find(filter.column, `${at}.column`), at);
  });
  const from = () => writer.selectFrom(sql<Record<string, unknown>>`(${subject.rows(asking)})`.as<'r'>('r'));
  const groups = Array.from({ length: shape.groups ?? 0 }, (_, index) => sql`${sql.lit(index + 1)}`);
  let rows = from().select(shape.selected.map(({ key, select }) => select.as(key)));
  for (const condition of conditions) rows = rows.where(condition);
  for (const place of groups) rows = rows.groupBy(place);
  const rest = shape.groups === null ? subject.order.map((key) => sql.id(key)) : groups;
  const places = [
    ...sorts.map(({ column, descending }) =>
      descending ? sql`${sql.id(column)} desc nulls last` : sql`${sql.id(column)} asc nulls last`,
    ),
    ...rest,
  ];
  const order = sql.join(places);
  // Figures of everything are one row, and in no order.
  const ordered = places.length > 0 ? rows.orderBy(order) : rows;
  const [key, second] = subject.order;
  if (shape.groups !== null || key === undefined || second !== undefined)
    return {
      shape,
      rows,
      ordered,
      page: (limit: number, offset: number) => ordered.limit(limit).offset(offset),
    };
  // A page of many rows is found by what it is sorted by and its conditions alone; all else is read of the rows on it.
  let keys = from().select(sql.id(key).as(key));
  for (const condition of conditions) keys = keys.where(condition);
  const page = (limit: number, offset: number) =>
    from()
      .select(shape.selected.map((each) => each.select.as(each.key)))
      .where(sql<boolean>`${sql.id(key)} in (${keys.orderBy(order).limit(limit).offset(offset)})`)
      .orderBy(order);
  return { shape, rows, ordered, page };
};

const statementOf = ({
  sql: text,
  parameters,
}: {
  sql: string;
  parameters: readonly unknown[];
}): Statement => ({
  text,
  values: parameters,
});

/** Throws ApiProblem: 422 naming what cannot be asked, 403 for what the caller may not see. */
export const questionOf = (definition: ReportDefinition, asking: Asking): Question => {
  const subject = subjects[definition.subject];
  if (!isPermitted(subject.scopes, asking.scopes)) throw refuse(`A report on ${subject.key}`, subject.scopes);
  const find = finder(subject, asking.scopes);
  const { shape, rows, ordered, page } = selectOf(subject, definition, find, asking);
  return {
    subject,
    columns: shape.selected.map(({ key, title, type }) => ({ key, title, type })),
    rows: statementOf(ordered.compile()),
    page: (limit, offset) => statementOf(page(limit, offset).compile()),
    count: (max) =>
      statementOf(
        writer
          .selectFrom(rows.limit(max).as('counted'))
          .select(sql<number>`count(*)::int`.as('total'))
          .compile(),
      ),
  };
};
