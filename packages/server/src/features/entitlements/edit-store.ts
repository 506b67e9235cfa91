import type { EntitlementChanges, LifeCourse } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { FeatureEdit } from './edit-features.ts';
import type { EditableTerms } from './edit-terms.ts';

/** What an edit of an entitlement locks and writes. */

const lockStateSql = `
  select due_at
  from entitlement_states
  where tenant_id = $1 and entitlement_id = $2
  for update`;

// A statement of its own after the lock, so that instants follow the order in which the lock was had.
const instantSql = `
  select date_trunc('milliseconds', statement_timestamp()) + $1 * interval '1 ms' as now`;

const updateTerms = `
  update entitlements
  set seat_count = $3, seat_count_edited = $4, overdraft_type = $5, overdraft_value = $6, overdraft_edited = $7,
    lease_period_type = $8, lease_period_count = $9,
    offline_lease_period_type = $10, offline_lease_period_count = $11,
    grace_period_type = $12, grace_period_count = $13, grace_period_edited = $14,
    usage_reset_schedule = $15, usage_reset_schedule_edited = $16, has_maintenance = $17
  where tenant_id = $1 and entitlement_id = $2`;

const upsertFeatures = `
  insert into entitlement_features as f (
    tenant_id, entitlement_id, feature_id, value_edited, value, overdraft_edited, overdraft_type, overdraft_value
  )
  select $1, $2, asked.*
  from unnest($3::text[], $4::boolean[], $5::int8[], $6::boolean[], $7::text[], $8::int[]) as asked
  on conflict (tenant_id, entitlement_id, feature_id) do update
  set value_edited = f.value_edited or excluded.value_edited,
    value = case when excluded.value_edited then excluded.value else f.value end,
    overdraft_edited = f.overdraft_edited or excluded.overdraft_edited,
    overdraft_type = case when excluded.overdraft_edited then excluded.overdraft_type else f.overdraft_type end,
    overdraft_value =
      case when excluded.overdraft_edited then excluded.overdraft_value else f.overdraft_value end`;

const deleteFeaturesSql = `
  delete from entitlement_features
  where tenant_id = $1 and entitlement_id = $2 and feature_id = any($3::text[])`;

const updateState = `
  update entitlement_states
  set version = version + 1, sequence = $3, due_at = least(due_at, $4), activation_date = $5, expiry_date = $6,
    maintenance_expiry_date = $7, disabled_date = $8, usage_resets = $9, told_expiry = $10,
    told_maintenance_expiry = $11
  where tenant_id = $1 and entitlement_id = $2`;

const wakeSql = `
  update entitlement_states
  set due_at = least(due_at, $3)
  where tenant_id = $1 and entitlement_id = $2`;

const updateProvisioning = `
  update entitlements
  set provisioning_date = $3
  where tenant_id = $1 and entitlement_id = $2`;

const insertClosings = `
  insert into usage_closings (
    tenant_id, entitlement_id, feature_id, period_end, period_start, feature_key, used, overdraft_used
  )
  select $1, $2, c.*
  from unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::int8[], $8::int8[]) as c`;

const upsertUsage = `
  insert into feature_usage (tenant_id, entitlement_id, feature_id, used, period_start)
  select $1, $2, u.* from unnest($3::text[], $4::int8[], $5::timestamptz[]) as u
  on conflict (tenant_id, entitlement_id, feature_id)
  do update set used = excluded.used, period_start = excluded.period_start`;

// Counters that have run since an earlier instant go on in the present period: nothing closes that never was a period.
const beginPeriodSql = `
  update feature_usage
  set period_start = $3
  where tenant_id = $1 and entitlement_id = $2 and (period_start is null or period_start < $3)`;

/** Locks the moving part, as every decision does; undefined: there is no such entitlement. */
export const lockState = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
): Promise<{ readonly due_at: Date | null } | undefined> =>
  (await tx.query<{ due_at: Date | null }>(lockStateSql, [tenantId, entitlementId]))[0];

/** The database's clock, which decisions go by, in epoch ms. */
export const instantOfEdit = async (tx: Queryable, clockOffsetMs: number): Promise<number> => {
  const [row] = await tx.query<{ now: Date }>(instantSql, [clockOffsetMs]);
  if (!row) throw new Error('the database told no time');
  return row.now.getTime();
};

export const writeTerms = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  terms: EditableTerms,
): Promise<void> => {
  await tx.query(updateTerms, [
    tenantId,
    entitlementId,
    terms.seat_count,
    terms.seat_count_edited,
    terms.overdraft_type,
    terms.overdraft_value,
    terms.overdraft_edited,
    terms.lease_period_type,
    terms.lease_period_count,
    terms.offline_lease_period_type,
    terms.offline_lease_period_count,
    terms.grace_period_type,
    terms.grace_period_count,
    terms.grace_period_edited,
    terms.usage_reset_schedule,
    terms.usage_reset_schedule_edited,
    terms.has_maintenance,
  ]);
};

export const writeFeatures = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  edits: readonly FeatureEdit[],
): Promise<void> => {
  if (edits.length === 0) return;
  await tx.query(upsertFeatures, [
    tenantId,
    entitlementId,
    edits.map((edit) => edit.featureId),
    edits.map((edit) => edit.value !== undefined),
    edits.map((edit) => edit.value ?? null),
    edits.map((edit) => edit.overdraft !== undefined),
    edits.map((edit) => edit.overdraft?.type ?? null),
    edits.map((edit) => edit.overdraft?.value ?? null),
  ]);
};

/** The catalogue's values hold again (rule 8). */
export const deleteFeatureEdits = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  featureIds: readonly string[],
): Promise<void> => {
  if (featureIds.length > 0) await tx.query(deleteFeaturesSql, [tenantId, entitlementId, featureIds]);
};

/** What an edit may make of an entitlement's life. Epoch ms. */
export interface EditedLife extends LifeCourse {
  readonly disabledDate: number | null;
}

export interface EditedState extends EditedLife {
  readonly sequence: bigint;
  /** Time alone changes something at this instant; null: nothing new is due. */
  readonly dueAt: number | null;
}

const date = (at: number | null) => (at === null ? null : new Date(at));

export const writeState = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  state: EditedState,
): Promise<void> => {
  await tx.query(updateState, [
    tenantId,
    entitlementId,
    state.sequence,
    date(state.dueAt),
    date(state.activationDate),
    date(state.expiryDate),
    date(state.maintenanceExpiryDate),
    date(state.disabledDate),
    state.usageResets.map(date),
    date(state.toldExpiry),
    date(state.toldMaintenanceExpiry),
  ]);
};

/** From `at` on, something is due: figures are counted anew until it is recorded. */
export const wakeAt = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  at: number,
): Promise<void> => {
  await tx.query(wakeSql, [tenantId, entitlementId, new Date(at)]);
};

export const writeProvisioning = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  at: number | null,
): Promise<void> => {
  await tx.query(updateProvisioning, [tenantId, entitlementId, date(at)]);
};

/** Rule 22: frozen figures, and the counters at the beginning of their next period. */
export const writeClosings = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  { closings, usage }: Pick<EntitlementChanges, 'closings' | 'usage'>,
): Promise<void> => {
  if (closings.length === 0) return;
  await tx.query(insertClosings, [
    tenantId,
    entitlementId,
    closings.map((closing) => closing.featureId),
    closings.map((closing) => date(closing.periodEnd)),
    closings.map((closing) => date(closing.periodStart)),
    closings.map((closing) => closing.featureKey),
    closings.map((closing) => closing.used),
    closings.map((closing) => closing.overdraftUsed),
  ]);
  const begun = [...usage];
  await tx.query(upsertUsage, [
    tenantId,
    entitlementId,
    begun.map(([featureId]) => featureId),
    begun.map(([, { used }]) => used),
    begun.map(([, { periodStart }]) => date(periodStart)),
  ]);
};

export const beginUsagePeriod = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  start: number,
): Promise<void> => {
  await tx.query(beginPeriodSql, [tenantId, entitlementId, new Date(start)]);
};
