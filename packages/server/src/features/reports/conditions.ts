import { INT64_MAX, type ReportFilter, reportValuesMax } from '@leeway/contract';
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { invalid } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import { operatorsOf, type ReportColumn } from './subject.ts';

/** Conditions on columns. Columns are known ones, and values only ever parameters. */

const integerFrom = (value: unknown): bigint | null => {
  const isWhole = Number.isSafeInteger(value) || (typeof value === 'string' && /^-?\d{1,19}$/.test(value));
  if (typeof value !== 'bigint' && !isWhole) return null;
  const amount = BigInt(value as number);
  return amount <= INT64_MAX && amount >= -INT64_MAX ? amount : null;
};

const dateFrom = (value: unknown): Date | null => {
  const at = typeof value === 'string' ? instantFrom(value) : Number.NaN;
  return Number.isNaN(at) ? null : new Date(at);
};

type Sent = string | boolean | Date;

interface Kind {
  /** As the database takes it; null: it is none. */
  readonly sent: (value: unknown, column: ReportColumn) => Sent | null;
  readonly type: RawBuilder<unknown>;
  readonly what: (column: ReportColumn) => string;
}

const kinds: Readonly<Record<ReportColumn['type'], Kind>> = {
  text: {
    sent: (value) => (typeof value === 'string' ? value : null),
    type: sql`text`,
    what: () => 'must be a text',
  },
  word: {
    sent: (value, { words }) => (typeof value === 'string' && words.includes(value) ? value : null),
    type: sql`text`,
    what: ({ words }) => `must be one of ${words.join(', ')}`,
  },
  // As numeric: a figure of a column may pass 64 bits, and so may not make the comparison fail.
  integer: {
    sent: (value) => integerFrom(value)?.toString() ?? null,
    type: sql`numeric`,
    what: () => 'must be a whole number of at most 64 bits',
  },
  decimal: {
    sent: (value) => (typeof value === 'number' || typeof value === 'bigint' ? String(value) : null),
    type: sql`numeric`,
    what: () => 'must be a number',
  },
  boolean: {
    sent: (value) => (typeof value === 'boolean' ? value : null),
    type: sql`boolean`,
    what: () => 'must be true or false',
  },
  dateTime: {
    sent: dateFrom,
    type: sql`timestamptz`,
    what: () => 'must be an instant, such as 2026-01-31T00:00:00Z',
  },
};

const sentOf = (value: unknown, column: ReportColumn, at: string): Sent => {
  const { sent, what } = kinds[column.type];
  const parameter = sent(value, column);
  if (parameter === null) throw invalid(at, what(column));
  return parameter;
};

const listOf = (value: unknown, column: ReportColumn, at: string): Sent[] => {
  if (!Array.isArray(value)) throw invalid(at, 'must be a list with "in"');
  if (value.length > reportValuesMax) throw invalid(at, `must NOT have more than ${reportValuesMax} items`);
  return value.map((each: unknown, index) => sentOf(each, column, `${at}.${index}`));
};

const comparisons = { eq: sql`=`, lt: sql`<`, lte: sql`<=`, gt: sql`>`, gte: sql`>=` };

const comparisonOf = (
  { operator, value }: ReportFilter,
  column: ReportColumn,
  at: string,
): RawBuilder<SqlBool> => {
  const known = operatorsOf[column.type];
  if (!known.includes(operator))
    throw invalid(`${at}.operator`, `"${column.key}" is compared by one of ${known.join(', ')}`);
  const name = sql.id(column.key);
  const { type } = kinds[column.type];
  const place = `${at}.value`;
  switch (operator) {
    case 'isNull': {
      if (value !== undefined && typeof value !== 'boolean') throw invalid(place, 'must be true or false');
      return value === false ? sql`${name} is not null` : sql`${name} is null`;
    }
    case 'in':
      return sql`${name} = any (${listOf(value, column, place)}::${type}[])`;
    case 'contains':
      return sql`strpos(lower(${name}), lower(${sentOf(value, column, place)}::text)) > 0`;
    case 'ne':
      return sql`${name} is distinct from ${sentOf(value, column, place)}::${type}`;
    default:
      return sql`${name} ${comparisons[operator]} ${sentOf(value, column, place)}::${type}`;
  }
};

/** Throws ApiProblem naming `at` when the operator does not fit the column, or the value neither. */
export const conditionOf = (filter: ReportFilter, column: ReportColumn, at: string): RawBuilder<SqlBool> => {
  const holds = comparisonOf(filter, column, at);
  // The database takes any value for one of very many: as this it takes it for every other row, and plans for thousands.
  return column.isWorkedOut ? sql`coalesce(${holds}, false)` : holds;
};
