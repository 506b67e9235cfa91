import type { ReportDefinition, ReportResultColumnModel } from '@leeway/contract';
import { type RawBuilder, sql } from 'kysely';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import type { Caller } from '../../platform/http/route.ts';
import { conditionOf } from './conditions.ts';
import { countedRows, isCounted, rowsCounted } from './counted-rows.ts';
import { type Condition, countOf, type Finding, findingOf, wheresOf } from './finding.ts';
import { fromRows, placeOf, type Sort, type Statement, statementOf, writer } from './statement.ts';
import { type Asked, aggregatesOf, isGroupable, type ReportColumn, type ReportSubject } from './subject.ts';
import { subjects } from './subjects/index.ts';

/** From what is asked for to statements. */

export interface Question {
  readonly subject: ReportSubject;
  readonly columns: readonly ReportResultColumnModel[];
  /** All rows in order. */
  readonly rows: Statement;
  /** One page of them. */
  readonly page: (limit: number, offset: number) => Statement;
  /** How a page is found where that is faster. */
  readonly finding: Finding | null;
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

const sortsOf = ({ sort = [] }: ReportDefinition, { sortable }: Shape): Sort[] =>
  sort.map(({ column, descending = false }, index) => {
    if (!sortable.includes(column))
      throw invalid(
        `sort.${index}.column`,
        'is no column of the answer, nor of the subject where rows are listed',
      );
    return { column, descending };
  });

const conditionsOf = (subject: ReportSubject, { filter = [] }: ReportDefinition, find: Find): Condition[] =>
  filter.map((each, index) => {
    const at = `filter.${index}`;
    const holds = conditionOf(each, find(each.column, `${at}.column`), at);
    return { column: each.column, holds, implied: subject.implied?.(each) ?? null };
  });

/** The words are the same whatever is asked for: columns as identifiers of the list above, values as parameters. */
const selectOf = (
  subject: ReportSubject,
  { selected, groups }: Shape,
  conditions: readonly Condition[],
  sorts: readonly Sort[],
  asking: Asking,
) => {
  const from = () => fromRows(subject.rows(asking));
  const places = Array.from({ length: groups ?? 0 }, (_, index) => sql`${sql.lit(index + 1)}`);
  let rows = from().select(selected.map(({ key, select }) => select.as(key)));
  const wheres = wheresOf(conditions);
  for (const holds of wheres) rows = rows.where(holds);
  for (const place of places) rows = rows.groupBy(place);
  const rest = groups === null ? subject.order.map((key) => sql.id(key)) : places;
  const all = [...sorts.map(placeOf), ...rest];
  const order = sql.join(all);
  // Figures of everything are one row, and in no order.
  const ordered = all.length > 0 ? rows.orderBy(order) : rows;
  const plain = (limit: number, offset: number) => ordered.limit(limit).offset(offset);
  const [key, second] = subject.order;
  if (groups !== null || key === undefined || second !== undefined) return { rows, ordered, page: plain };
  // A page of many rows is found by what it is sorted by and its conditions alone; all else is read of the rows on it.
  let keys = from().select(sql.id(key).as(key));
  for (const holds of wheres) keys = keys.where(holds);
  const page = (limit: number, offset: number) =>
    from()
      .select(selected.map((each) => each.select.as(each.key)))
      .where(sql<boolean>`${sql.id(key)} in (${keys.orderBy(order).limit(limit).offset(offset)})`)
      .orderBy(order);
  return { rows, ordered, page };
};

/** Figures of rows that each stand for many. */
const countedShape = (shape: Shape): Shape => ({
  ...shape,
  selected: shape.selected.map((each) => (each.key === 'count' ? { ...each, select: rowsCounted } : each)),
});

/** Throws ApiProblem: 422 naming what cannot be asked, 403 for what the caller may not see. */
export const questionOf = (definition: ReportDefinition, asking: Asking): Question => {
  const subject = subjects[definition.subject];
  if (!isPermitted(subject.scopes, asking.scopes)) throw refuse(`A report on ${subject.key}`, subject.scopes);
  const find = finder(subject, asking.scopes);
  const asked = shapeOf(subject, definition, find, asking);
  const counted = isCounted(definition);
  const shape = counted ? countedShape(asked) : asked;
  const sorts = sortsOf(definition, shape);
  const conditions = conditionsOf(subject, definition, find);
  const { rows, ordered, page } = selectOf(
    counted ? { ...subject, rows: countedRows } : subject,
    ...([shape, conditions, sorts, asking] as const),
  );
  const isGrouped = shape.groups !== null;
  const countGroups = (max: number) =>
    statementOf(
      writer.selectFrom(rows.limit(max).as('counted')).select(sql<number>`count(*)::int`.as('total')),
    );
  return {
    subject,
    columns: shape.selected.map(({ key, title, type }) => ({ key, title, type })),
    rows: statementOf(ordered),
    page: (limit, offset) => statementOf(page(limit, offset)),
    finding: isGrouped ? null : findingOf(subject, shape.selected, conditions, sorts, asking),
    count: isGrouped ? countGroups : countOf(subject, conditions, asking),
  };
};
