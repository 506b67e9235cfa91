import type {
  operations,
  QuietHoursModel,
  SortOf,
  ThresholdMailModel,
  ThresholdModel,
} from '@leeway/contract';
import type { Threshold } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';
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
  /** Whose own it is; null: the vendor's. */
  readonly customerId: string | null;
  readonly createdAt: Date;
}

const columns = `
  threshold_id as "thresholdId", customer_id as "customerId", offering_id as "offeringId", entitlement_id as "entitlementId",
  feature_key as "featureKey", measure, value, mail, quiet_hours as "quietHours", created_at as "createdAt"`;

// Two at once may pass the bound by one, which hurts nobody.
const insertSql = `
  insert into thresholds (
    tenant_id, threshold_id, offering_id, entitlement_id, feature_key, measure, value, mail, quiet_hours, created_at,
    customer_id
  )
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
  where (
    select count(*)
    from thresholds
    where tenant_id = $1 and customer_id is not distinct from $11 and ($11 is null or entitlement_id = $4)
  ) < $12
  returning threshold_id`;

// Another level is another threshold: whether it is crossed is found out anew.
const updateSql = `
  with forgotten as (
    delete from threshold_states s
    using thresholds t
    where s.tenant_id = $1 and s.threshold_id = $2 and t.tenant_id = $1 and t.threshold_id = $2
      and t.customer_id is not distinct from $10
  )
  update thresholds
  set offering_id = $3, entitlement_id = $4, feature_key = $5, measure = $6, value = $7, mail = $8, quiet_hours = $9
  where tenant_id = $1 and threshold_id = $2 and customer_id is not distinct from $10
  returning created_at as "createdAt"`;

const deleteSql = `
  delete from thresholds
  where tenant_id = $1 and threshold_id = $2 and customer_id is not distinct from $3
  returning threshold_id`;

const concerningSql = `
  select ${columns}
  from thresholds
  where tenant_id = $1 and (customer_id is null or entitlement_id = any ($2::text[]))`;

const oneSql = `select ${columns} from thresholds where tenant_id = $1 and threshold_id = $2`;

type ThresholdsChoice = ListChoice<SortOf<typeof operations.listThresholds>>;

const orderSql = orderSqlOf<SortOf<typeof operations.listThresholds>>({
  by: {
    featureKey: 'lower(feature_key)',
    measure: 'measure',
    value: ['measure', 'value'],
    createdAt: 'created_at',
  },
  createdAt: 'created_at',
  id: 'threshold_id',
});

// A threshold has no name: people know it by what it is of. The tables of offerings and entitlements are other rooms'.
const chosenSql = `
  tenant_id = $1
    and ($2::text is null or customer_id = $2)
    and ${namedSql(
      '$3',
      'feature_key',
      '(select name from offerings o where o.tenant_id = $1 and o.offering_id = thresholds.offering_id)',
      '(select offering_name from entitlements e where e.tenant_id = $1 and e.entitlement_id = thresholds.entitlement_id)',
    )}`;

const pageSql = (sort: ThresholdsChoice['sort']) => `
  select ${columns}
  from thresholds
  where ${chosenSql}
  ${orderSql(sort)}
  limit $4 offset $5`;

const countSql = `
  select count(*)::int as total
  from thresholds
  where ${chosenSql}`;

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

/** False when there are `countMax` already: of the vendor, or of the customer for the same entitlement. */
export const insertThreshold = async (
  tx: Queryable,
  tenantId: string,
  { thresholdId, customerId, createdAt, ...settings }: StoredThreshold,
  countMax: number,
): Promise<boolean> => {
  const values = [tenantId, thresholdId, ...settingsValues(settings), createdAt, customerId, countMax];
  return (await tx.query(insertSql, values)).length === 1;
};

/** When it was created; undefined: this owner has none of this id. `customerId` null: the vendor. */
export const updateThreshold = async (
  tx: Queryable,
  tenantId: string,
  thresholdId: string,
  settings: ThresholdSettings,
  customerId: string | null = null,
): Promise<Date | undefined> => {
  const values = [tenantId, thresholdId, ...settingsValues(settings), customerId];
  return (await tx.query<{ createdAt: Date }>(updateSql, values))[0]?.createdAt;
};

/** False when this owner had none of this id. `customerId` null: the vendor. */
export const deleteThreshold = async (
  tx: Queryable,
  tenantId: string,
  thresholdId: string,
  customerId: string | null = null,
): Promise<boolean> => (await tx.query(deleteSql, [tenantId, thresholdId, customerId])).length === 1;

/** The vendor's, and what customers have of these entitlements. */
export const concerningThresholds = (db: Queryable, tenantId: string, entitlementIds: readonly string[]) =>
  db.query<StoredThreshold>(concerningSql, [tenantId, entitlementIds]);

export const findThreshold = async (db: Queryable, tenantId: string, thresholdId: string) =>
  (await db.query<StoredThreshold>(oneSql, [tenantId, thresholdId]))[0] ?? null;

/** In the order of their creation unless chosen otherwise. `customerId`: only the customer's own; null: all there are. */
export const pageOfThresholds = async (
  db: Queryable,
  tenantId: string,
  { name, sort }: ThresholdsChoice,
  page: PageAsked,
  customerId: string | null = null,
) => {
  const asked = [tenantId, customerId, namePart(name)];
  const rows = await db.query<StoredThreshold>(pageSql(sort), [...asked, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countSql, asked);
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
