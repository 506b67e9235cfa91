import { type Static, Type } from 'typebox';
import { reportAggregatesMax, reportColumnsMax, reportFiltersMax, reportSortsMax } from '../limits.ts';
import { DateTime, Id, Int32, Int64, MapOf, Nullable, Page, Reply, Request, Words } from '../schema.ts';
import { AuditAuthorModel } from './audit.ts';

/** Reports: one question over any list. Ours; the contract has none. */

export const ReportSubjectKey = Words([
  'entitlements',
  'customers',
  'activations',
  'activity',
  'denials',
  'episodes',
  'statements',
]);
export type ReportSubjectKey = Static<typeof ReportSubjectKey>;

/** `word`: a text of a closed list. `integer`: exact to 64 bits. `decimal`: a number with a fraction. */
export const ReportColumnType = Words(['text', 'word', 'integer', 'decimal', 'boolean', 'dateTime']);
export type ReportColumnType = Static<typeof ReportColumnType>;

export const ReportOperator = Words(['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'contains', 'isNull']);
export type ReportOperator = Static<typeof ReportOperator>;

export const ReportAggregate = Words(['count', 'sum', 'min', 'max', 'avg']);
export type ReportAggregate = Static<typeof ReportAggregate>;

export const ReportTimeUnit = Words(['hour', 'day', 'month', 'year']);
export type ReportTimeUnit = Static<typeof ReportTimeUnit>;

export const ReportFormat = Words(['csv', 'xlsx']);
export type ReportFormat = Static<typeof ReportFormat>;

/** How far rows are counted: all of them, or no further than to the end of the page where that is faster. */
export const ReportCount = Words(['all', 'page']);

export const ReportColumnModel = Reply({
  key: Type.String(),
  title: Type.String(),
  type: ReportColumnType,
  /** Of a `word`: which there are. Else empty. */
  words: Type.Array(Type.String()),
  /** What its values can be compared by. */
  operators: Type.Array(ReportOperator),
  groupable: Type.Boolean(),
  /** What can be made of a group's values. */
  aggregates: Type.Array(ReportAggregate),
});
export type ReportColumnModel = Static<typeof ReportColumnModel>;

export const ReportSubjectModel = Reply({
  key: ReportSubjectKey,
  title: Type.String(),
  /** What one row is. */
  description: Type.String(),
  /** Whether the caller may ask for it. */
  permitted: Type.Boolean(),
  /** Those the caller may see. */
  columns: Type.Array(ReportColumnModel),
});
export type ReportSubjectModel = Static<typeof ReportSubjectModel>;
export const ReportSubjectsModel = Reply({ items: Type.Array(ReportSubjectModel) });

const ColumnKey = () => Type.String({ minLength: 1, maxLength: 60 });

export const ReportFilter = Type.Object({
  column: ColumnKey(),
  operator: ReportOperator,
  /**
   * To compare with: a number, a text, true or false, an instant; a list of them with `in`. An integer may be text. With
   * `isNull` true, the default, or false.
   */
  value: Type.Optional(Type.Unsafe<unknown>({})),
});
export type ReportFilter = Static<typeof ReportFilter>;

export const ReportSort = Type.Object({
  /** Of the answer: with groups the key of a group or of an aggregate. */
  column: ColumnKey(),
  descending: Type.Optional(Type.Boolean()),
});

export const ReportGroup = Type.Object({
  column: ColumnKey(),
  /** Of a dateTime: rounded down to it, in the account's time zone. */
  by: Type.Optional(ReportTimeUnit),
});

export const ReportAggregateAsked = Type.Object({
  function: ReportAggregate,
  /** Left out with `count`: rows. With it: rows in which it has a value. */
  column: Type.Optional(ColumnKey()),
});

const definition = {
  subject: ReportSubjectKey,
  /** In this order; left out or empty: all there are. Not with groups or aggregates. */
  columns: Type.Optional(Type.Array(ColumnKey(), { maxItems: reportColumnsMax })),
  /** All of them must be met. */
  filter: Type.Optional(Type.Array(ReportFilter, { maxItems: reportFiltersMax })),
  /** What is equal in these is in the order of the subject. Without a value comes last. */
  sort: Type.Optional(Type.Array(ReportSort, { maxItems: reportSortsMax })),
  groupBy: Type.Optional(Type.Array(ReportGroup, { maxItems: reportSortsMax })),
  aggregates: Type.Optional(Type.Array(ReportAggregateAsked, { maxItems: reportAggregatesMax })),
};

export const ReportDefinition = Type.Object(definition);
export type ReportDefinition = Static<typeof ReportDefinition>;

export const RunReportApiRequest = Request({
  ...definition,
  pageNumber: Type.Optional(Int32({ minimum: 1, default: 1 })),
  pageSize: Type.Optional(Int32({ minimum: 1 })),
  count: Type.Optional(ReportCount),
});

export const ExportReportApiRequest = Request({ ...definition, format: ReportFormat });

export const ReportResultColumnModel = Reply({
  key: Type.String(),
  title: Type.String(),
  type: ReportColumnType,
});

export type ReportResultColumnModel = Static<typeof ReportResultColumnModel>;

export const ReportPageModel = Reply({
  columns: Type.Array(ReportResultColumnModel),
  /** Values by the key of their column: text, number, true or false, or null. Instants are ISO 8601 in UTC. */
  items: Type.Array(MapOf(Type.Unsafe<unknown>({}))),
  pageSize: Int32({ minimum: 1 }),
  pageNumber: Int32({ minimum: 1 }),
  elementsTotal: Int32({ minimum: 0 }),
  /** There are more than `elementsTotal`: so far is counted, and no further than 100,000 paged; an export has them all. */
  moreElements: Type.Boolean(),
});

export type ReportPageModel = Static<typeof ReportPageModel>;

export const SavedReportApiRequest = Request({
  name: Type.String({ minLength: 1, maxLength: 100 }),
  /** Everybody in the account sees and runs it; only its owner changes it. */
  shared: Type.Optional(Type.Boolean()),
  definition: ReportDefinition,
});

export const SavedReportModel = Reply({
  id: Id('rpt'),
  name: Type.String(),
  shared: Type.Boolean(),
  owner: AuditAuthorModel,
  /** It is the caller's own. */
  own: Type.Boolean(),
  definition: ReportDefinition,
  creationDate: DateTime(),
  updatedDate: Nullable(DateTime()),
});
export type SavedReportModel = Static<typeof SavedReportModel>;
export const PaginatedListOfSavedReportModel = Page(SavedReportModel);

export const CreateReportExportApiRequest = Request({
  format: ReportFormat,
  /** Of a saved report; else `definition`. */
  reportId: Type.Optional(Type.String()),
  definition: Type.Optional(ReportDefinition),
});

export const ReportExportModel = Reply({
  id: Id('rex'),
  subject: ReportSubjectKey,
  format: ReportFormat,
  fileName: Type.String(),
  state: Words(['waiting', 'running', 'done', 'failed']),
  rowsDone: Int32({ minimum: 0 }),
  /** Null: not counted yet. */
  rowsTotal: Nullable(Int32({ minimum: 0 })),
  /** So far. */
  sizeBytes: Int64({ minimum: 0 }),
  /** Why it failed. */
  error: Nullable(Type.String()),
  creationDate: DateTime(),
  finishedDate: Nullable(DateTime()),
  /** Export and file are deleted then. */
  expiryDate: DateTime(),
});
export type ReportExportModel = Static<typeof ReportExportModel>;
export const PaginatedListOfReportExportModel = Page(ReportExportModel);
