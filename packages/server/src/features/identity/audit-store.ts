import type { Queryable } from '../../platform/database.ts';

/** The table audit_log, which triggers write (see the migration) and nothing changes. */

export interface AuditRow {
  readonly audit_id: bigint;
  readonly at: Date;
  readonly author_kind: 'client' | 'user' | 'contact' | 'system';
  readonly author_id: string | null;
  readonly author_name: string;
  readonly object_type: string;
  readonly object_id: string;
  readonly part: string | null;
  readonly action: 'create' | 'update' | 'delete';
  readonly changes: readonly AuditedField[];
}

/** Of a column, by its name. */
export interface AuditedField {
  readonly field: string;
  readonly old?: string | null;
  readonly new?: string | null;
  readonly masked?: boolean;
}

export interface AuditFilter {
  readonly objectType?: string | undefined;
  readonly objectId?: string | undefined;
  readonly authorKind?: string | undefined;
  readonly authorId?: string | undefined;
  /** Half-open. */
  readonly dateFrom: Date | null;
  readonly dateTo: Date | null;
}

const matches = `
  from audit_log
  where tenant_id = $1
    and ($2::text is null or object_type = $2)
    and ($3::text is null or object_id = $3)
    and ($4::text is null or author_kind = $4)
    and ($5::text is null or author_id = $5)
    and ($6::timestamptz is null or at >= $6)
    and ($7::timestamptz is null or at < $7)`;

const columns = `
  audit_id, at, author_kind, author_id, author_name, object_type, object_id, part, action, changes`;

const countSql = `select count(*)::int as total ${matches}`;

const pageSql = `select ${columns} ${matches} order by audit_id desc limit $8 offset $9`;

// By key and not by offset: the last of a million rows costs as much as the first.
const beforeSql = `select ${columns} ${matches} and audit_id < $8 order by audit_id desc limit $9`;

const valuesOf = (tenantId: string, filter: AuditFilter) => [
  tenantId,
  filter.objectType ?? null,
  filter.objectId ?? null,
  filter.authorKind ?? null,
  filter.authorId ?? null,
  filter.dateFrom,
  filter.dateTo,
];

export const pageOfAudit = async (
  db: Queryable,
  tenantId: string,
  filter: AuditFilter,
  page: { readonly pageSize: number; readonly offset: number },
): Promise<{ rows: AuditRow[]; total: number }> => {
  const values = valuesOf(tenantId, filter);
  const rows = await db.query<AuditRow>(pageSql, [...values, page.pageSize, page.offset]);
  return { rows, total: await countAudit(db, tenantId, filter) };
};

const lastChangeSql = `
  select at, author_name
  from audit_log
  where tenant_id = $1 and object_type = $2 and object_id = $3 and part is null
    and changes @> jsonb_build_array(jsonb_build_object('field', $4::text))
  order by audit_id desc
  limit 1`;

/** Who changed a field of an object last; undefined: it is as it was made. `field`: the column's name. */
export const lastChangeOf = async (
  db: Queryable,
  tenantId: string,
  { objectType, objectId, field }: { objectType: string; objectId: string; field: string },
): Promise<Pick<AuditRow, 'at' | 'author_name'> | undefined> =>
  (
    await db.query<Pick<AuditRow, 'at' | 'author_name'>>(lastChangeSql, [
      tenantId,
      objectType,
      objectId,
      field,
    ])
  )[0];

const changesOfFieldSql = `
  select a.at, c ->> 'new' as value
  from audit_log a
  cross join jsonb_array_elements(a.changes) as c
  where a.tenant_id = $1 and a.object_type = $2 and a.object_id = $3 and a.part is null and c ->> 'field' = $4
  order by a.audit_id`;

/** What became of a field of an object, and when; nothing: it is as it was made. `field`: the column's name. */
export const changesOfField = (
  db: Queryable,
  tenantId: string,
  { objectType, objectId, field }: { objectType: string; objectId: string; field: string },
): Promise<{ readonly at: Date; readonly value: string | null }[]> =>
  db.query(changesOfFieldSql, [tenantId, objectType, objectId, field]);

/** Later than every entry. */
export const afterAllEntries = 9223372036854775807n;

/** The newest that are older than `before`. */
export const auditBefore = (
  db: Queryable,
  tenantId: string,
  filter: AuditFilter,
  before: bigint,
  rowsMax: number,
): Promise<AuditRow[]> => db.query(beforeSql, [...valuesOf(tenantId, filter), before, rowsMax]);

export const countAudit = async (db: Queryable, tenantId: string, filter: AuditFilter): Promise<number> =>
  (await db.query<{ total: number }>(countSql, valuesOf(tenantId, filter)))[0]?.total ?? 0;
