import type { CustomerImportErrorModel, CustomerImportModel } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import type { Cells, RowFault } from './import-columns.ts';
import type { MatchedColumn } from './match-columns.ts';

/** Imports and their rows. A row that is done is deleted, one that was refused keeps only why. */

export interface NewImport {
  readonly tenantId: string;
  readonly importId: string;
  readonly fileName: string;
  readonly dryRun: boolean;
  readonly columns: readonly MatchedColumn[];
  readonly author: Author;
  /** Epoch ms. */
  readonly at: number;
}

export interface ImportRow {
  readonly rowNumber: number;
  /** Null: the row is refused. */
  readonly cells: Cells | null;
  /** Null: the row is to do. */
  readonly errors: readonly RowFault[] | null;
}

export interface ClaimedImport {
  readonly tenantId: string;
  readonly importId: string;
  readonly author: Author;
  readonly dryRun: boolean;
}

/** What became of some rows. */
export interface Outcome {
  readonly created: readonly number[];
  readonly updated: readonly number[];
  readonly refused: readonly { readonly rowNumber: number; readonly errors: readonly RowFault[] }[];
}

const columns = `
  import_id as "id",
  file_name as "fileName",
  columns,
  dry_run as "dryRun",
  case when completed_at is not null then 'completed' when worked_at is not null then 'running' else 'queued' end
    as "status",
  row_count as "rowCount",
  processed_count as "processedCount",
  created_count as "createdCount",
  updated_count as "updatedCount",
  failed_count as "failedCount",
  created_at as "createdAt",
  completed_at as "completedAt"`;

const insertImportSql = `
  insert into customer_imports (
    tenant_id, import_id, file_name, columns, dry_run, author, row_count, processed_count, failed_count, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
  returning ${columns}`;

const insertRowsSql = `
  insert into customer_import_rows (tenant_id, import_id, row_number, cells, errors)
  select $1, $2, r."rowNumber", r.cells, r.errors
  from jsonb_to_recordset($3::jsonb) as r ("rowNumber" int, cells jsonb, errors jsonb)`;

const selectImportSql = `
  select ${columns}
  from customer_imports
  where tenant_id = $1 and import_id = $2`;

const errorsOf = `
  from customer_import_rows r
  cross join lateral jsonb_array_elements(r.errors) with ordinality as e (error, position)
  where r.tenant_id = $1 and r.import_id = $2`;

const selectErrorsSql = `
  select r.row_number as "rowNumber", e.error ->> 'field' as "field", e.error ->> 'message' as "message"
  ${errorsOf}
  order by r.row_number, e.position
  limit $3 offset $4`;

const countErrorsSql = `select count(*)::int as total ${errorsOf}`;

// Whose turn was longest ago goes first, so that a large import, or one that fails, holds up nobody's. The look past
// the tenant is the worker's, which works for all of them.
const claimImportSql = `
  update customer_imports as i
  set worked_at = $1
  from (
    select tenant_id, import_id
    from customer_imports
    where completed_at is null
    order by coalesce(worked_at, created_at)
    limit 1
    for update skip locked
  ) as due
  where i.tenant_id = due.tenant_id and i.import_id = due.import_id
  returning i.tenant_id as "tenantId", i.import_id as "importId", i.author, i.dry_run as "dryRun"`;

// The lock is the lease: it ends with the step, or with the process that dies in it.
const leaseImportSql = `
  select import_id
  from customer_imports
  where tenant_id = $1 and import_id = $2 and completed_at is null
  for update skip locked`;

const selectRowsToDoSql = `
  select row_number as "rowNumber", cells
  from customer_import_rows
  where tenant_id = $1 and import_id = $2 and cells is not null
  order by row_number
  limit $3`;

const deleteRowsSql = `
  delete from customer_import_rows
  where tenant_id = $1 and import_id = $2 and row_number = any ($3::int[])`;

const refuseRowsSql = `
  update customer_import_rows as r
  set cells = null, errors = refused.errors
  from jsonb_to_recordset($3::jsonb) as refused ("rowNumber" int, errors jsonb)
  where r.tenant_id = $1 and r.import_id = $2 and r.row_number = refused."rowNumber"`;

const countRowsSql = `
  update customer_imports
  set processed_count = processed_count + $3::int + $4::int + $5::int,
    created_count = created_count + $3,
    updated_count = updated_count + $4,
    failed_count = failed_count + $5
  where tenant_id = $1 and import_id = $2`;

const completeImportSql = `
  update customer_imports
  set completed_at = $3
  where tenant_id = $1 and import_id = $2`;

const forgetImportsSql = `
  delete from customer_imports
  where created_at < $1 and completed_at is not null`;

type ImportModelRow = Omit<CustomerImportModel, 'createdAt' | 'completedAt'> & {
  createdAt: Date;
  completedAt: Date | null;
};

const modelOf = (row: ImportModelRow): CustomerImportModel => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  completedAt: row.completedAt?.toISOString() ?? null,
});

/** Rows written by one statement: some hundred kilobytes. */
const rowsAtOnce = 1000;

export const insertImport = async (
  tx: Queryable,
  { tenantId, importId, fileName, columns: matched, dryRun, author, at }: NewImport,
  rows: readonly ImportRow[],
): Promise<CustomerImportModel> => {
  const refused = rows.filter((row) => row.cells === null).length;
  const key = [tenantId, importId];
  const values = [
    ...key,
    fileName,
    JSON.stringify(matched),
    dryRun,
    author,
    rows.length,
    refused,
    new Date(at),
  ];
  const [row] = await tx.query<ImportModelRow>(insertImportSql, values);
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await tx.query(insertRowsSql, [...key, JSON.stringify(rows.slice(from, from + rowsAtOnce))]);
  }
  return modelOf(row as ImportModelRow);
};

export const findImport = async (db: Queryable, tenantId: string, importId: string) => {
  const [row] = await db.query<ImportModelRow>(selectImportSql, [tenantId, importId]);
  return row ? modelOf(row) : null;
};

export const pageOfErrors = async (db: Queryable, tenantId: string, importId: string, page: PageAsked) => {
  const key = [tenantId, importId];
  const items = await db.query<CustomerImportErrorModel>(selectErrorsSql, [
    ...key,
    page.pageSize,
    page.offset,
  ]);
  const [count] = await db.query<{ total: number }>(countErrorsSql, key);
  return { items, total: count?.total ?? 0 };
};

/** The import whose turn it is; null: there is nothing to do, or others do it. */
export const claimImport = async (db: Queryable, at: number): Promise<ClaimedImport | null> =>
  (await db.query<ClaimedImport>(claimImportSql, [new Date(at)]))[0] ?? null;

/** Keeps an import for this transaction; false: another process has it, or it is done. */
export const leaseImport = async (tx: Queryable, { tenantId, importId }: ClaimedImport): Promise<boolean> =>
  (await tx.query(leaseImportSql, [tenantId, importId])).length > 0;

export const rowsToDo = (tx: Queryable, { tenantId, importId }: ClaimedImport, count: number) =>
  tx.query<{ rowNumber: number; cells: Cells }>(selectRowsToDoSql, [tenantId, importId, count]);

export const settleRows = async (
  tx: Queryable,
  { tenantId, importId }: ClaimedImport,
  { created, updated, refused }: Outcome,
) => {
  const key = [tenantId, importId];
  await tx.query(deleteRowsSql, [...key, [...created, ...updated]]);
  await tx.query(refuseRowsSql, [...key, JSON.stringify(refused)]);
  await tx.query(countRowsSql, [...key, created.length, updated.length, refused.length]);
};

export const completeImport = async (
  tx: Queryable,
  { tenantId, importId }: ClaimedImport,
  at: number,
): Promise<void> => {
  await tx.query(completeImportSql, [tenantId, importId, new Date(at)]);
};

/** @param before epoch ms */
export const forgetImports = async (db: Queryable, before: number): Promise<void> => {
  await db.query(forgetImportsSql, [new Date(before)]);
};
