import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { type TenantRow, tenantColumns } from './store.ts';

/** What the operator does to tenants. The tables: tenants, tenant_features, and audit_log for the operator's own. */

// The operator's list is the one that spans tenants.
const pageOfTenantsSql = `
  select ${tenantColumns}
  from tenants
  where $1 or not is_test
  order by created_at, tenant_id
  limit $2 offset $3`;

const countTenantsSql = `select count(*)::int as total from tenants where $1 or not is_test`;

const lockTenantSql = `select ${tenantColumns} from tenants where tenant_id = $1 for update`;

const updateEnabledSql = `update tenants set enabled = $2 where tenant_id = $1`;

const selectFeaturesSql = `
  select feature_flag as "featureFlag", enabled
  from tenant_features
  where tenant_id = $1
  order by feature_flag`;

const upsertFeatureSql = `
  insert into tenant_features (tenant_id, feature_flag, enabled)
  values ($1, $2, $3)
  on conflict (tenant_id, feature_flag) do update set enabled = excluded.enabled`;

// What triggers record belongs to the tenant that was changed, and goes with it. The operator's log keeps what the
// operator did; author and instant are the transaction's, as triggers have them.
const recordSql = `
  insert into audit_log (
    tenant_id, at, author_kind, author_id, author_name, object_type, object_id, part, action, changes
  )
  select $1,
    statement_timestamp() + current_setting('leeway.clock_offset_ms')::float8 * interval '1 ms',
    author ->> 'kind', author ->> 'id', author ->> 'name', 'tenant', $2, $3, $4, $5::jsonb
  from (select current_setting('leeway.author')::jsonb as author) as present`;

/** In the order of their creation. */
export const pageOfTenants = async (db: Queryable, includeTest: boolean, page: PageAsked) => {
  const [items, [count]] = await Promise.all([
    db.query<TenantRow>(pageOfTenantsSql, [includeTest, page.pageSize, page.offset]),
    db.query<{ total: number }>(countTenantsSql, [includeTest]),
  ]);
  return { items, total: count?.total ?? 0 };
};

/** Runs in a transaction, until whose end nothing is added to the tenant. Null: there is no such tenant. */
export const lockTenant = async (tx: Queryable, tenantId: string) =>
  (await tx.query<TenantRow>(lockTenantSql, [tenantId]))[0] ?? null;

export const updateEnabled = (tx: Queryable, tenantId: string, enabled: boolean) =>
  tx.query(updateEnabledSql, [tenantId, enabled]);

export const selectFeatures = (db: Queryable, tenantId: string) =>
  db.query<{ featureFlag: string; enabled: boolean }>(selectFeaturesSql, [tenantId]);

export const upsertFeature = (tx: Queryable, tenantId: string, featureFlag: string, enabled: boolean) =>
  tx.query(upsertFeatureSql, [tenantId, featureFlag, enabled]);

export interface OperatorRecord {
  readonly tenantId: string;
  readonly part?: string;
  readonly action: 'create' | 'update' | 'delete';
  /** Fields by their column's name. */
  readonly changes: readonly { field: string; old?: unknown; new?: unknown }[];
}

/** Notes in the operator's own audit log what was done to another tenant. */
export const recordForOperator = (tx: Queryable, operatorId: string, record: OperatorRecord) =>
  tx.query(recordSql, [
    operatorId,
    record.tenantId,
    record.part ?? null,
    record.action,
    JSON.stringify(record.changes),
  ]);
