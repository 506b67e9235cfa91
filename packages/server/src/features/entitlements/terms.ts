import {
  type ConcurrencyMode,
  type EntitlementTerms,
  type FeatureTerms,
  type FeatureType,
  featureLimits,
  type Interval,
  type IntervalType,
  type LicenseStartType,
  type LicenseType,
  limitsOf,
  normalizeOverdraft,
  type OverdraftType,
  type UsageResetSchedule,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/**
 * The terms a decision is made on, resolved over offering, edits and catalogue (rules 6 to 8). These two statements read
 * the catalogue's tables too: the decision plane loads many entitlements at once and has one trip for it. `offset 0`
 * keeps each look-up a walk from the ids through the keys, whatever the statistics of a young table say.
 */

const selectTerms = `
  select
    e.entitlement_id, e.product_id, e.edition_id,
    e.seat_count, e.overdraft_type, e.overdraft_value, e.concurrency_mode,
    e.license_type, e.license_start_type, e.license_duration_type, e.license_duration_count,
    e.has_maintenance, e.maintenance_duration_type, e.maintenance_duration_count, e.usage_reset_schedule,
    coalesce(e.lease_period_type, p.lease_period_type) as lease_period_type,
    case when e.lease_period_type is null then p.lease_period_count else e.lease_period_count end
      as lease_period_count,
    coalesce(e.grace_period_type, p.grace_period_type) as grace_period_type,
    case when e.grace_period_type is null then p.grace_period_count else e.grace_period_count end
      as grace_period_count,
    t.time_zone
  from unnest($2::text[]) as asked (id)
  cross join lateral (
    select * from entitlements where tenant_id = $1 and entitlement_id = asked.id offset 0
  ) e
  cross join lateral (
    select * from products where tenant_id = $1 and product_id = e.product_id offset 0
  ) p
  cross join (select time_zone from tenants where tenant_id = $1) t`;

/** Rule 8: a value edited on the entitlement, else the product's present one. */
export const selectResolvedFeatures = `
  select
    e.entitlement_id, f.feature_id, f.key, f.type, f.description,
    coalesce(o.value_edited, false) as value_edited,
    coalesce(o.overdraft_edited, false) as overdraft_edited,
    case when o.value_edited then o.value else f.value end as value,
    case when o.overdraft_edited then o.overdraft_type else f.overdraft_type end as overdraft_type,
    case when o.overdraft_edited then o.overdraft_value else f.overdraft_value end as overdraft_value
  from unnest($2::text[]) as asked (id)
  cross join lateral (
    select entitlement_id, product_id from entitlements
    where tenant_id = $1 and entitlement_id = asked.id offset 0
  ) e
  cross join lateral (
    select * from features where tenant_id = $1 and product_id = e.product_id offset 0
  ) f
  left join lateral (
    select * from entitlement_features
    where tenant_id = $1 and entitlement_id = e.entitlement_id and feature_id = f.feature_id offset 0
  ) o on true
  order by f.created_at, f.feature_id`;

interface TermsRow {
  entitlement_id: string;
  product_id: string;
  edition_id: string;
  seat_count: number;
  overdraft_type: OverdraftType;
  overdraft_value: number | null;
  concurrency_mode: ConcurrencyMode;
  license_type: LicenseType;
  license_start_type: LicenseStartType;
  license_duration_type: IntervalType;
  license_duration_count: number | null;
  has_maintenance: boolean;
  maintenance_duration_type: IntervalType;
  maintenance_duration_count: number | null;
  usage_reset_schedule: UsageResetSchedule;
  lease_period_type: IntervalType;
  lease_period_count: number | null;
  grace_period_type: IntervalType;
  grace_period_count: number | null;
  time_zone: string;
}

export interface ResolvedFeatureRow {
  entitlement_id: string;
  feature_id: string;
  key: string;
  type: FeatureType;
  description: string | null;
  value_edited: boolean;
  overdraft_edited: boolean;
  value: bigint | null;
  overdraft_type: OverdraftType;
  overdraft_value: number | null;
}

export const intervalOf = (type: IntervalType, count: number | null): Interval => ({ type, count });

export const overdraftOf = (row: { overdraft_type: OverdraftType; overdraft_value: number | null }) =>
  normalizeOverdraft({ type: row.overdraft_type, value: row.overdraft_value });

export const limitsOfFeature = (
  feature: Pick<ResolvedFeatureRow, 'type' | 'value' | 'overdraft_type' | 'overdraft_value'>,
) => featureLimits(feature.type, feature.value, overdraftOf(feature));

const termsOf = (row: TermsRow, features: readonly FeatureTerms[]): EntitlementTerms => ({
  entitlementId: row.entitlement_id,
  productId: row.product_id,
  editionId: row.edition_id,
  seats: limitsOf(BigInt(row.seat_count), overdraftOf(row)),
  concurrencyMode: row.concurrency_mode,
  licenseType: row.license_type,
  licenseStartType: row.license_start_type,
  licenseDuration: intervalOf(row.license_duration_type, row.license_duration_count),
  hasMaintenance: row.has_maintenance,
  maintenanceDuration: intervalOf(row.maintenance_duration_type, row.maintenance_duration_count),
  leasePeriod: intervalOf(row.lease_period_type, row.lease_period_count),
  gracePeriod: intervalOf(row.grace_period_type, row.grace_period_count),
  usageResetSchedule: row.usage_reset_schedule,
  timeZone: row.time_zone,
  features,
});

/** The terms of entitlements by id; an id that does not exist has no entry. Two statements, whatever the number. */
export const loadTerms = async (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
): Promise<Map<string, EntitlementTerms>> => {
  const ids = [...new Set(entitlementIds)];
  if (ids.length === 0) return new Map();
  const rows = await db.query<TermsRow>(selectTerms, [tenantId, ids]);
  const featureRows = await db.query<ResolvedFeatureRow>(selectResolvedFeatures, [tenantId, ids]);
  const features = new Map<string, FeatureTerms[]>();
  for (const row of featureRows) {
    const list = features.get(row.entitlement_id) ?? [];
    list.push({ featureId: row.feature_id, key: row.key, type: row.type, limits: limitsOfFeature(row) });
    features.set(row.entitlement_id, list);
  }
  return new Map(
    rows.map((row) => [row.entitlement_id, termsOf(row, features.get(row.entitlement_id) ?? [])]),
  );
};
