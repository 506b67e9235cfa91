import type { StatementMeters } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** What a customer holds, as far as statements ask. Read only: these tables are other rooms'. */

export interface Sold {
  readonly entitlementId: string;
  readonly offeringId: string;
  readonly productId: string;
  readonly sku: string;
  readonly offeringName: string;
  readonly createdAt: number;
  /** The last sequence of its log. */
  readonly sequence: bigint;
  /** Null: never. */
  readonly expiryDate: number | null;
}

interface SoldRow extends Omit<Sold, 'createdAt' | 'expiryDate'> {
  readonly createdAt: Date;
  readonly expiryDate: Date | null;
}

const soldSql = `
  select e.entitlement_id as "entitlementId", e.offering_id as "offeringId", e.product_id as "productId", e.sku,
    e.offering_name as "offeringName", e.created_at as "createdAt", s.sequence, s.expiry_date as "expiryDate"
  from entitlement_groups g
  join entitlements e on e.tenant_id = g.tenant_id and e.entitlement_group_id = g.entitlement_group_id
  join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
  where g.tenant_id = $1 and g.customer_id = $2 and e.created_at < $3
  order by e.created_at, e.entitlement_id`;

/** A customer's entitlements that were created before an instant. */
export const soldTo = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  before: number,
): Promise<Sold[]> => {
  const rows = await db.query<SoldRow>(soldSql, [tenantId, customerId, new Date(before)]);
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.getTime(),
    expiryDate: row.expiryDate?.getTime() ?? null,
  }));
};

const metersSql = `
  select f.key, f.type
  from feature_usage u
  join features f on f.tenant_id = u.tenant_id and f.feature_id = u.feature_id
  where u.tenant_id = $1 and u.entitlement_id = $2 and f.type in ('elementPool', 'usageCount')`;

/** The metered features that an entitlement has ever used. */
export const metersOf = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
): Promise<StatementMeters> => {
  const rows = await db.query<{ key: string; type: string }>(metersSql, [tenantId, entitlementId]);
  const keysOf = (type: string) => new Set(rows.filter((row) => row.type === type).map(({ key }) => key));
  return { pools: keysOf('elementPool'), counts: keysOf('usageCount') };
};

const dueSql = `
  select s.entitlement_id as "entitlementId"
  from entitlement_groups g
  join entitlements e on e.tenant_id = g.tenant_id and e.entitlement_group_id = g.entitlement_group_id
  join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
  where g.tenant_id = $1 and g.customer_id = $2 and s.due_at <= $3`;

/** Entitlements of which time has changed something by an instant that is not in the log yet. */
export const unsettledOf = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  at: number,
): Promise<string[]> => {
  const rows = await db.query<{ entitlementId: string }>(dueSql, [tenantId, customerId, new Date(at)]);
  return rows.map(({ entitlementId }) => entitlementId);
};

const existsSql = `select from entitlements where tenant_id = $1 and entitlement_id = $2`;

export const entitlementExists = async (db: Queryable, tenantId: string, entitlementId: string) =>
  (await db.query(existsSql, [tenantId, entitlementId])).length > 0;

/** Rates, each with the names of its `place`. */
export const placedRatesSql = `
  rates
  left join lateral (
    select coalesce(e.offering_name, o.name) as offering_name, c.name as customer_name
    from (values (rates.tenant_id)) k (tenant_id)
    left join entitlements e on e.tenant_id = k.tenant_id and e.entitlement_id = rates.entitlement_id
    left join entitlement_groups g on g.tenant_id = e.tenant_id and g.entitlement_group_id = e.entitlement_group_id
    left join customers c on c.tenant_id = g.tenant_id and c.customer_id = g.customer_id
    left join offerings o on o.tenant_id = k.tenant_id and o.offering_id = rates.offering_id
  ) place on true`;

const placesSql = `
  select rate_id as "rateId", place.offering_name as "offeringName", place.customer_name as "customerName"
  from ${placedRatesSql}
  where tenant_id = $1 and rate_id = any ($2::text[])`;

/** What rates are of, as people call it. */
export interface RatePlace {
  readonly offeringName: string | null;
  readonly customerName: string | null;
}

export const placesOfRates = async (
  db: Queryable,
  tenantId: string,
  rateIds: readonly string[],
): Promise<Map<string, RatePlace>> => {
  const rows = await db.query<RatePlace & { readonly rateId: string }>(placesSql, [tenantId, rateIds]);
  return new Map(rows.map(({ rateId, ...place }) => [rateId, place]));
};
