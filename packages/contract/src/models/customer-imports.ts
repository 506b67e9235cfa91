import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, MapOf, Nullable, Page, Reply, Words } from '../schema.ts';

/** Customers from a CSV file. Ours; the contract has none. */

export const CustomerImportErrorModel = Reply({
  /** Of the file, as a spreadsheet counts: the header is row 1. */
  rowNumber: Int32({ minimum: 2 }),
  /** The column, or null when the row as a whole is at fault. */
  field: Nullable(Type.String()),
  message: Type.String(),
});
export type CustomerImportErrorModel = Static<typeof CustomerImportErrorModel>;

export const CustomerImportColumnModel = Reply({
  /** As the file has it. */
  name: Type.String(),
  /** Ours; null: it is left out. */
  column: Nullable(Type.String()),
  /** By likeness, as a trial does for names that are unknown: nobody has said so. */
  guessed: Type.Boolean(),
});
export type CustomerImportColumnModel = Static<typeof CustomerImportColumnModel>;

export const CustomerImportModel = Reply({
  id: Id('imp'),
  fileName: Type.String(),
  /** In the order of the file. */
  columns: Type.Array(CustomerImportColumnModel),
  /** Nothing is changed; the counts and errors are those the import itself would have now. */
  dryRun: Type.Boolean(),
  status: Words(['queued', 'running', 'completed']),
  /** Rows with data; the header is none. */
  rowCount: Int32({ minimum: 0 }),
  processedCount: Int32({ minimum: 0 }),
  createdCount: Int32({ minimum: 0 }),
  updatedCount: Int32({ minimum: 0 }),
  failedCount: Int32({ minimum: 0 }),
  createdAt: DateTime(),
  completedAt: Nullable(DateTime()),
});
export type CustomerImportModel = Static<typeof CustomerImportModel>;

export const CustomerImportDetailsModel = Reply({
  ...CustomerImportModel.properties,
  /** Of the rows processed so far, in the order of the file. */
  errors: Page(CustomerImportErrorModel),
});
export type CustomerImportDetailsModel = Static<typeof CustomerImportDetailsModel>;

/** By the names of the file's columns: the column of ours that each is; null leaves it out. */
export const CustomerImportColumns = MapOf(Nullable(Type.String()));
export type CustomerImportColumns = Static<typeof CustomerImportColumns>;

export const CustomerImportStartedModel = Reply({
  ...CustomerImportModel.properties,
  columns: Type.Array(
    Reply({
      ...CustomerImportColumnModel.properties,
      /** What stands in it first, cut; it is told here and kept nowhere. */
      example: Nullable(Type.String()),
    }),
  ),
  /** Those of the template. */
  knownColumns: Type.Array(Type.String()),
});
export type CustomerImportStartedModel = Static<typeof CustomerImportStartedModel>;
