import type { AttributeType, AttributeValidationRule } from '@leeway/contract';
import {
  type AttributeTerms,
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
import { attributesOfSql, featuresOfSql } from '../catalog/index.ts';

/**
 * The terms a decision is made on, resolved over offering, edits and catalogue (rules 6 to 8). These statements read
 * the catalogue's tables too: the decision plane loads many entitlements at once and has one trip for it. `offset 0`
 * keeps each look-up a walk from the ids through the keys, whatever the statistics of a young table say, and so does
 * `>= … order by … limit 1` where several indexes begin with the tenant.
 */

const entitlementAsked = `cross join lateral (
    select * from entitlements
    where tenant_id = $1 and entitlement_id >= asked.id
    order by entitlement_id
    limit 1
  ) e`;

const selectTerms = `
  select
    e.entitlement_id, e.product_id, e.edition_id,
    e.seat_count, e.overdraft_type, e.overdraft_value, e.own_cap, e.concurrency_mode,
    e.license_type, e.license_start_type, e.license_duration_type, e.license_duration_count,
    e.has_maintenance, e.maintenance_duration_type, e.maintenance_duration_count, e.usage_reset_schedule,
    coalesce(e.lease_period_type, p.lease_period_type) as lease_period_type,
    case when e.lease_period_type is null then p.lease_period_count else e.lease_period_count end
      as lease_period_count,
    coalesce(e.offline_lease_period_type, p.offline_lease_period_type) as offline_lease_period_type,
    case when e.offline_lease_period_type is null then p.offline_lease_period_count
      else e.offline_lease_period_count end as offline_lease_period_count,
    coalesce(e.grace_period_type, p.grace_period_type) as grace_period_type,
    case when e.grace_period_type is null then p.grace_period_count else e.grace_period_count end
      as grace_period_count,
    t.time_zone
  from unnest($2::text[]) as asked (id)
  ${entitlementAsked}
  cross join lateral (
    select * from products where tenant_id = $1 and product_id >= e.product_id order by product_id limit 1
  ) p
  cross join (select time_zone from tenants where tenant_id = $1) t
  where e.entitlement_id = asked.id and p.product_id = e.product_id`;

/** Rule 8: a value edited on the entitlement, else what the catalogue has for its edition at present. */
export const selectResolvedFeatures = `
  select
    e.entitlement_id, f.feature_id, f.key, f.type, f.description,
    coalesce(o.value_edited, false) as value_edited,
    coalesce(o.overdraft_edited, false) as overdraft_edited,
    case when o.value_edited then o.value else f.value end as value,
    case when o.overdraft_edited then o.overdraft_type else f.overdraft_type end as overdraft_type,
    case when o.overdraft_edited then o.overdraft_value else f.overdraft_value end as overdraft_value
  from unnest($2::text[]) as asked (id)
  ${entitlementAsked}
  cross join lateral (${featuresOfSql('e.product_id', 'e.edition_id')}) f
  left join lateral (
    select * from entitlement_features
    where tenant_id = $1 and entitlement_id = e.entitlement_id and feature_id = f.feature_id offset 0
  ) o on true
  where e.entitlement_id = asked.id
  order by f.created_at, f.feature_id`;

/** The same for attributes. */
export const selectResolvedAttributes = `
  select
    e.entitlement_id, a.attribute_id, a.key, a.type, a.validation_rules,
    o.attribute_id is not null as edited,
    case when o.attribute_id is not null then o.value else a.value end as value
  from unnest($2::text[]) as asked (id)
  ${entitlementAsked}
  cross join lateral (${attributesOfSql('e.product_id', 'e.edition_id')}) a
  left join lateral (
    select * from entitlement_attributes
    where tenant_id = $1 and entitlement_id = e.entitlement_id and attribute_id = a.attribute_id offset 0
  ) o on true
  where e.entitlement_id = asked.id
  order by a.created_at, a.attribute_id`;

interface TermsRow {
  entitlement_id: string;
  product_id: string;
  edition_id: string;
  seat_count: number;
  overdraft_type: OverdraftType;
  overdraft_value: number | null;
  own_cap: number | null;
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
  offline_lease_period_type: IntervalType;
  offline_lease_period_count: number | null;
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

export interface ResolvedAttributeRow {
  entitlement_id: string;
  attribute_id: string;
  key: string;
  type: AttributeType;
  validation_rules: AttributeValidationRule[] | null;
  edited: boolean;
  value: string | null;
}

export const intervalOf = (type: IntervalType, count: number | null): Interval => ({ type, count });

export const overdraftOf = (row: { overdraft_type: OverdraftType; overdraft_value: number | null }) =>
  normalizeOverdraft({ type: row.overdraft_type, value: row.overdraft_value });

export const limitsOfFeature = (
  feature: Pick<ResolvedFeatureRow, 'type' | 'value' | 'overdraft_type' | 'overdraft_value'>,
) => featureLimits(feature.type, feature.value, overdraftOf(feature));

const termsOf = (
  row: TermsRow,
  features: readonly FeatureTerms[],
  attributes: readonly AttributeTerms[],
): EntitlementTerms => ({
  entitlementId: row.entitlement_id,
  productId: row.product_id,
  editionId: row.edition_id,
  seats: limitsOf(BigInt(row.seat_count), overdraftOf(row)),
  ownCap: row.own_cap === null ? null : BigInt(row.own_cap),
  concurrencyMode: row.concurrency_mode,
  licenseType: row.license_type,
  licenseStartType: row.license_start_type,
  licenseDuration: intervalOf(row.license_duration_type, row.license_duration_count),
  hasMaintenance: row.has_maintenance,
  maintenanceDuration: intervalOf(row.maintenance_duration_type, row.maintenance_duration_count),
  leasePeriod: intervalOf(row.lease_period_type, row.lease_period_count),
  offlineLeasePeriod: intervalOf(row.offline_lease_period_type, row.offline_lease_period_count),
  gracePeriod: intervalOf(row.grace_period_type, row.grace_period_count),
  usageResetSchedule: row.usage_reset_schedule,
  timeZone: row.time_zone,
  features,
  attributes,
});

const byEntitlement = <Row extends { entitlement_id: string }, Part>(
  rows: readonly Row[],
  part: (row: Row) => Part,
): ReadonlyMap<string, Part[]> => {
  const parts = new Map<string, Part[]>();
  for (const row of rows) {
    const list = parts.get(row.entitlement_id) ?? [];
    list.push(part(row));
    parts.set(row.entitlement_id, list);
  }
  return parts;
};

/** The terms of entitlements by id; an id that does not exist has no entry. Three statements, whatever the number. */
export const loadTerms = async (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
): Promise<Map<string, EntitlementTerms>> => {
  const ids = [...new Set(entitlementIds)];
  if (ids.length === 0) return new Map();
  const rows = await db.query<TermsRow>(selectTerms, [tenantId, ids]);
  const features = byEntitlement(
    await db.query<ResolvedFeatureRow>(selectResolvedFeatures, [tenantId, ids]),
    (row): FeatureTerms => ({
      featureId: row.feature_id,
      key: row.key,
      type: row.type,
      limits: limitsOfFeature(row),
    }),
  );
  const attributes = byEntitlement(
    await db.query<ResolvedAttributeRow>(selectResolvedAttributes, [tenantId, ids]),
    ({ key, type, value }): AttributeTerms => ({ key, type, value }),
  );
  const partsOf = (id: string) => [features.get(id) ?? [], attributes.get(id) ?? []] as const;
  return new Map(rows.map((row) => [row.entitlement_id, termsOf(row, ...partsOf(row.entitlement_id))]));
};
