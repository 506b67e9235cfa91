import type { ReportDefinition, ReportFormat, ReportSubjectKey } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import type { Owner } from './saved-store.ts';

/** The tables report_exports and report_files. */

export interface ExportRow {
  readonly export_id: string;
  readonly subject: ReportSubjectKey;
  readonly format: ReportFormat;
  readonly file_name: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly rows_done: number;
  readonly rows_total: number | null;
  readonly size_bytes: bigint;
  readonly error: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
  readonly expires_at: Date;
}

const columns = `
  export_id, subject, format, file_name, state, rows_done, rows_total, size_bytes, error, created_at, finished_at,
  expires_at`;

const insertSql = `
  insert into report_exports (
    tenant_id, export_id, subject, definition, format, file_name, owner_kind, owner_id, due_at, created_at, expires_at
  )
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10
  where (select count(*) from report_exports where tenant_id = $1) < $11
  returning ${columns}`;

const own = `
  from report_exports
  where tenant_id = $1 and owner_kind = $2 and owner_id = $3`;

const oneSql = `select ${columns} ${own} and export_id = $4`;

const countSql = `select count(*)::int as total ${own}`;

const pageSql = `
  select ${columns} ${own}
  order by created_at desc, export_id desc
  limit $4 offset $5`;

const deleteSql = `delete ${own} and export_id = $4 returning export_id`;

const chunkSql = `
  select bytes from report_files
  where tenant_id = $1 and export_id = $2 and chunk = $3`;

export interface NewExport {
  readonly exportId: string;
  readonly definition: ReportDefinition;
  readonly format: ReportFormat;
  readonly fileName: string;
  readonly at: number;
  readonly expiresAt: number;
}

const keyOf = ({ tenantId, kind, id }: Owner) => [tenantId, kind, id];

/** Undefined when the tenant has `countMax` already. */
export const insertExport = async (
  db: Queryable,
  { tenantId, kind, id }: Owner,
  { exportId, definition, format, fileName, at, expiresAt }: NewExport,
  countMax: number,
): Promise<ExportRow | undefined> => {
  const asked = [definition.subject, JSON.stringify(definition), format, fileName];
  const values = [tenantId, exportId, ...asked, kind, id, new Date(at), new Date(expiresAt), countMax];
  return (await db.query<ExportRow>(insertSql, values))[0];
};

export const findExport = async (db: Queryable, owner: Owner, exportId: string) =>
  (await db.query<ExportRow>(oneSql, [...keyOf(owner), exportId]))[0];

/** Newest first. */
export const pageOfExports = async (db: Queryable, owner: Owner, page: PageAsked) => {
  const rows = await db.query<ExportRow>(pageSql, [...keyOf(owner), page.pageSize, page.offset]);
  const [counted] = await db.query<{ total: number }>(countSql, keyOf(owner));
  return { rows, total: counted?.total ?? 0 };
};

/** False when there is none. */
export const deleteExport = async (db: Queryable, owner: Owner, exportId: string): Promise<boolean> =>
  (await db.query(deleteSql, [...keyOf(owner), exportId])).length === 1;

/** The bytes of a file, a chunk at a time; no connection is held between two. */
export async function* fileOf(db: Queryable, tenantId: string, exportId: string): AsyncGenerator<Buffer> {
  for (let chunk = 0; ; chunk++) {
    const [row] = await db.query<{ bytes: Buffer }>(chunkSql, [tenantId, exportId, chunk]);
    if (!row) return;
    yield row.bytes;
  }
}
