import {
  operations,
  type ReportAggregate,
  type ReportColumnType,
  type ReportFilter,
  type ReportOperator,
  type ReportSubjectKey,
  type Scope,
} from '@leeway/contract';
import type { RawBuilder } from 'kysely';

/** What can be reported on. The whole of it is written down here and in subjects/: no name of a request enters SQL. */

export interface ReportColumn {
  readonly key: string;
  readonly title: string;
  readonly type: ReportColumnType;
  /** Of a `word`. */
  readonly words: readonly string[];
  /** One of them is needed besides those of the subject; empty: none. */
  readonly scopes: readonly Scope[];
  /** Worked out of each row: the database knows of no value how frequent it is. */
  readonly isWorkedOut?: true;
}

/** Of whom and when. */
export interface Asked {
  readonly tenantId: string;
  /** The instant of the figures. */
  readonly now: Date;
}

/** Rows of a subject with some of its columns, read from fewer tables. */
export interface NarrowRows {
  readonly columns: readonly string[];
  readonly rows: (asked: Asked) => RawBuilder<Record<string, unknown>>;
}

export interface ReportSubject {
  readonly key: ReportSubjectKey;
  readonly title: string;
  /** What one row is. */
  readonly description: string;
  /** One of them is needed: those of the list that shows the same. */
  readonly scopes: readonly Scope[];
  /** Columns that together name a row: the order of what is not sorted otherwise. */
  readonly order: readonly string[];
  readonly columns: readonly ReportColumn[];
  /**
   * A select of the tenant's rows, every column under its key. It is read as a part of the query, so that a column nobody
   * asks for costs nothing: joins are left joins by key, which are left out then, and figures are sub-selects.
   */
  readonly rows: (asked: Asked) => RawBuilder<Record<string, unknown>>;
  /** The same rows for what is sought by some columns only; the first that have them all are read. */
  readonly narrow?: readonly NarrowRows[];
  /**
   * A yes-or-no of the rows that an index knows, which is yes of every row that meets a filter; nobody can ask for it by its
   * name. Null: there is none.
   */
  readonly implied?: (filter: ReportFilter) => string | null;
  /** Columns in whose order an index gives the rows. */
  readonly indexed?: readonly string[];
  /** Rows are tens of thousands, not millions: all that meet conditions may be sorted and counted at once. */
  readonly isBounded?: true;
}

type Of = (key: string, title: string) => ReportColumn;
const of =
  (type: ReportColumnType): Of =>
  (key, title) => ({ key, title, type, words: [], scopes: [] });

export const text = of('text');
export const integer = of('integer');
export const decimal = of('decimal');
export const yesOrNo = of('boolean');
export const instant = of('dateTime');
export const word = (key: string, title: string, words: readonly string[]): ReportColumn => ({
  ...{ key, title, type: 'word', scopes: [] },
  words,
});

/** What a row is at an instant, such as its status. */
export const workedOut = (column: ReportColumn): ReportColumn => ({ ...column, isWorkedOut: true });

/** Columns that ask for a scope of their own. */
export const guarded = (scopes: readonly Scope[], columns: readonly ReportColumn[]): ReportColumn[] =>
  columns.map((column) => ({ ...column, scopes }));

/** The words of a contract's schema. */
export const wordsOf = (schema: unknown): readonly string[] =>
  ((schema as { readonly enum?: readonly (string | null)[] }).enum ?? []).filter((each) => each !== null);

export const scopesOf = (operation: keyof typeof operations): readonly Scope[] =>
  operations[operation].scopes;

export const operatorsOf: Readonly<Record<ReportColumnType, readonly ReportOperator[]>> = {
  text: ['eq', 'ne', 'in', 'contains', 'isNull'],
  word: ['eq', 'ne', 'in', 'isNull'],
  integer: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'isNull'],
  decimal: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'isNull'],
  boolean: ['eq', 'ne', 'isNull'],
  dateTime: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'isNull'],
};

export const aggregatesOf: Readonly<Record<ReportColumnType, readonly ReportAggregate[]>> = {
  text: ['count', 'min', 'max'],
  word: ['count'],
  integer: ['count', 'sum', 'min', 'max', 'avg'],
  decimal: ['count', 'sum', 'min', 'max', 'avg'],
  boolean: ['count'],
  dateTime: ['count', 'min', 'max'],
};

/** Values of a measured number are hardly ever equal. */
export const isGroupable = ({ type }: ReportColumn): boolean => type !== 'decimal';
