import type { ReportDefinition, ReportSubjectKey } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';

/** The table reports. What somebody else has saved and not shared is not there for a caller. */

export interface SavedSettings {
  readonly name: string;
  readonly shared: boolean;
  readonly definition: ReportDefinition;
}

export interface SavedRow {
  readonly report_id: string;
  readonly name: string;
  readonly definition: ReportDefinition;
  readonly shared: boolean;
  readonly owner_kind: Author['kind'];
  readonly owner_id: string;
  readonly owner_name: string;
  readonly created_at: Date;
  readonly updated_at: Date | null;
}

/** Who saves and asks. */
export interface Owner {
  readonly tenantId: string;
  readonly kind: Author['kind'];
  readonly id: string;
  readonly name: string;
}

const columns = `
  report_id, name, definition, shared, owner_kind, owner_id, owner_name, created_at, updated_at`;

// Two at once may pass the bound by one, which hurts nobody.
const insertSql = `
  insert into reports (
    tenant_id, report_id, name, subject, definition, shared, owner_kind, owner_id, owner_name, created_at
  )
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
  where (select count(*) from reports where tenant_id = $1) < $11
  returning ${columns}`;

const visible = `
  from reports
  where tenant_id = $1 and (shared or (owner_kind = $2 and owner_id = $3))`;

const oneSql = `select ${columns} ${visible} and report_id = $4`;

const ofSubject = `${visible} and ($4::text is null or subject = $4)`;

const countSql = `select count(*)::int as total ${ofSubject}`;

const pageSql = `
  select ${columns} ${ofSubject}
  order by name, report_id
  limit $5 offset $6`;

const updateSql = `
  update reports
  set name = $5, subject = $6, definition = $7, shared = $8, updated_at = $9
  where tenant_id = $1 and report_id = $4 and owner_kind = $2 and owner_id = $3
  returning report_id`;

const deleteSql = `
  delete from reports
  where tenant_id = $1 and report_id = $4 and owner_kind = $2 and owner_id = $3
  returning report_id`;

const keyOf = ({ tenantId, kind, id }: Owner) => [tenantId, kind, id];

/** Undefined when the tenant has `countMax` already. */
export const insertSaved = async (
  tx: Queryable,
  { tenantId, kind, id, name: ownerName }: Owner,
  reportId: string,
  { name, definition, shared }: SavedSettings,
  at: number,
  countMax: number,
): Promise<SavedRow | undefined> => {
  const settings = [name, definition.subject, JSON.stringify(definition), shared];
  const values = [tenantId, reportId, ...settings, kind, id, ownerName, new Date(at), countMax];
  return (await tx.query<SavedRow>(insertSql, values))[0];
};

export const findSaved = async (db: Queryable, owner: Owner, reportId: string) =>
  (await db.query<SavedRow>(oneSql, [...keyOf(owner), reportId]))[0];

/** By name. */
export const pageOfSaved = async (
  db: Queryable,
  owner: Owner,
  subject: ReportSubjectKey | null,
  page: PageAsked,
) => {
  const values = [...keyOf(owner), subject];
  const rows = await db.query<SavedRow>(pageSql, [...values, page.pageSize, page.offset]);
  const [counted] = await db.query<{ total: number }>(countSql, values);
  return { rows, total: counted?.total ?? 0 };
};

/** False when the owner has none of this id. */
export const updateSaved = async (
  tx: Queryable,
  owner: Owner,
  reportId: string,
  { name, definition, shared }: SavedSettings,
  at: number,
): Promise<boolean> => {
  const settings = [name, definition.subject, JSON.stringify(definition), shared, new Date(at)];
  return (await tx.query(updateSql, [...keyOf(owner), reportId, ...settings])).length === 1;
};

/** False when the owner has none of this id. */
export const deleteSaved = async (tx: Queryable, owner: Owner, reportId: string): Promise<boolean> =>
  (await tx.query(deleteSql, [...keyOf(owner), reportId])).length === 1;
