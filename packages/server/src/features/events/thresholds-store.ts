import type { QuietHoursModel, ThresholdMailModel, ThresholdModel } from '@leeway/contract';
import type { Threshold } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';

/** The tables thresholds and threshold_states. */

/** What an edit of a threshold sets. */
export interface ThresholdSettings {
  readonly offeringId: string | null;
  readonly entitlementId: string | null;
  /** null: the seats. */
  readonly featureKey: string | null;
  readonly measure: Threshold['measure'];
  readonly value: number;
  readonly mail: ThresholdMailModel | null;
  readonly quietHours: QuietHoursModel | null;
}

export interface StoredThreshold extends ThresholdSettings {
  readonly thresholdId: string;
  readonly createdAt: Date;
}

const columns = `
  threshold_id as "thresholdId", offering_id as "offeringId", entitlement_id as "entitlementId",
  feature_key as "featureKey", measure, value, mail, quiet_hours as "quietHours", created_at as "createdAt"`;

// Two at once may pass the bound by one, which hurts nobody.
const insertSql = `
  insert into thresholds (
    tenant_id, threshold_id, offering_id, entitlement_id, feature_key, measure, value, mail, quiet_hours, created_at
  )
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
  where (select count(*) from thresholds where tenant_id = $1) < $11
  returning threshold_id`;

// Another level is another threshold: whether it is crossed is found out anew.
const updateSql = `
  with forgotten as (
    delete from threshold_states where tenant_id = $1 and threshold_id = $2
  )
  update thresholds
  set offering_id = $3, entitlement_id = $4, feature_key = $5, measure = $6, value = $7, mail = $8, quiet_hours = $9
  where tenant_id = $1 and threshold_id = $2
  returning threshold_id`;

const deleteSql = `delete from thresholds where tenant_id = $1 and threshold_id = $2 returning threshold_id`;

const allSql = `select ${columns} from thresholds where tenant_id = $1`;

const oneSql = `select ${columns} from thresholds where tenant_id = $1 and threshold_id = $2`;

const pageSql = `
  select ${columns}
  from thresholds
  where tenant_id = $1
  order by created_at, threshold_id
  limit $2 offset $3`;

const countSql = `select count(*)::int as total from thresholds where tenant_id = $1`;

const heldSql = `
  select entitlement_id as "entitlementId", threshold_id as "thresholdId"
  from threshold_states
  where tenant_id = $1 and entitlement_id = any ($2::text[])`;

// A threshold may be deleted while its crossing is told.
const crossSql = `
  insert into threshold_states (tenant_id, entitlement_id, threshold_id)
  select $1, $2, threshold_id
  from thresholds
  where tenant_id = $1 and threshold_id = any ($3::text[])
  for key share
  on conflict do nothing`;

const clearSql = `
  delete from threshold_states
  where tenant_id = $1 and entitlement_id = $2 and threshold_id <> all ($3::text[])`;

const settingsValues = (settings: ThresholdSettings) => {
  const { offeringId, entitlementId, featureKey, measure, value, mail, quietHours } = settings;
  return [offeringId, entitlementId, featureKey, measure, value, mail, quietHours];
};

/** False when the tenant has `countMax` already. */
export const insertThreshold = async (
  tx: Queryable,
  tenantId: string,
  { thresholdId, createdAt, ...settings }: StoredThreshold,
  countMax: number,
): Promise<boolean> => {
  const values = [tenantId, thresholdId, ...settingsValues(settings), createdAt, countMax];
  return (await tx.query(insertSql, values)).length === 1;
};

/** False when there is none. */
export const updateThreshold = async (
  tx: Queryable,
  tenantId: string,
  thresholdId: string,
  settings: ThresholdSettings,
): Promise<boolean> =>
  (await tx.query(updateSql, [tenantId, thresholdId, ...settingsValues(settings)])).length === 1;

/** False when there was none. */
export const deleteThreshold = async (tx: Queryable, tenantId: string, thresholdId: string) =>
  (await tx.query(deleteSql, [tenantId, thresholdId])).length === 1;

export const allThresholds = (db: Queryable, tenantId: string) =>
  db.query<StoredThreshold>(allSql, [tenantId]);

export const findThreshold = async (db: Queryable, tenantId: string, thresholdId: string) =>
  (await db.query<StoredThreshold>(oneSql, [tenantId, thresholdId]))[0] ?? null;

/** In the order of their creation. */
export const pageOfThresholds = async (db: Queryable, tenantId: string, page: PageAsked) => {
  const rows = await db.query<StoredThreshold>(pageSql, [tenantId, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countSql, [tenantId]);
  return { rows, total: count?.total ?? 0 };
};

/** Ids of the thresholds that are crossed, by entitlement. */
export const heldThresholds = async (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
): Promise<Map<string, Set<string>>> => {
  const rows = await db.query<{ entitlementId: string; thresholdId: string }>(heldSql, [
    tenantId,
    entitlementIds,
  ]);
  const held = new Map(entitlementIds.map((id) => [id, new Set<string>()]));
  for (const { entitlementId, thresholdId } of rows) held.get(entitlementId)?.add(thresholdId);
  return held;
};

/** From now on these are crossed, and no others. */
export const writeHeld = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  held: ReadonlySet<string>,
): Promise<void> => {
  const values = [tenantId, entitlementId, [...held]];
  await tx.query(clearSql, values);
  await tx.query(crossSql, values);
};

export const thresholdModel = ({ thresholdId, createdAt, ...settings }: StoredThreshold): ThresholdModel => ({
  id: thresholdId,
  ...settings,
  createdAt: createdAt.toISOString(),
});
