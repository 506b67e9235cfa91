import type { FeatureModel, FeatureType, ProductModel } from '@leeway/contract';
import type { OverdraftLimit } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { intervalSql, overdraftSql } from './columns.ts';

/** What an edit of a feature sets; its type never changes, because use was counted by it. */
export type FeatureSettings = Pick<FeatureModel, 'key' | 'description' | 'value' | 'overdraftLimit'>;

/** A feature as an entitlement follows it (rule 8). */
export interface ProductFeature {
  readonly featureId: string;
  readonly key: string;
  readonly type: FeatureType;
  readonly description: string | null;
  /** Units; null: unlimited. With `bool` 0 is off, anything else on. */
  readonly value: bigint | null;
  readonly overdraftLimit: OverdraftLimit;
}

/** What a sold entitlement follows live: its product's periods and features, and the version they are of. */
export interface ProductTerms extends ProductModel {
  readonly catalogVersion: bigint;
  /** Oldest first. */
  readonly features: readonly ProductFeature[];
}

// Values are set at product level only; editions of their own values come with the console.
const columns = `
  feature_id as "id",
  type,
  key,
  description,
  value,
  'product' as "level",
  'product' as "valueLevel",
  ${overdraftSql('features')} as "overdraftLimit"`;

const insertFeatureSql = `
  insert into features (
    tenant_id, feature_id, product_id, key, type, description, value, overdraft_type, overdraft_value, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

const updateFeatureSql = `
  update features
  set key = $4, description = $5, value = $6, overdraft_type = $7, overdraft_value = $8
  where tenant_id = $1 and product_id = $2 and feature_id = $3`;

const selectFeatureSql = `
  select ${columns}
  from features
  where tenant_id = $1 and product_id = $2 and feature_id = $3`;

const selectFeaturesSql = `
  select ${columns}
  from features
  where tenant_id = $1 and product_id = $2
  order by created_at, feature_id`;

// One statement, so that the version is the one of the features beside it. Values travel as text: JSON would round them.
const selectProductTermsSql = `
  select
    p.product_id as "id",
    p.name,
    p.description,
    ${intervalSql('p', 'lease_period')} as "leasePeriod",
    ${intervalSql('p', 'offline_lease_period')} as "offlineLeasePeriod",
    ${intervalSql('p', 'grace_period')} as "gracePeriod",
    p.catalog_version as "catalogVersion",
    coalesce(f.features, '[]'::json) as features
  from products p
  left join lateral (
    select json_agg(json_build_object(
      'featureId', feature_id, 'key', key, 'type', type, 'description', description, 'value', value::text,
      'overdraftLimit', ${overdraftSql('features')}
    ) order by created_at, feature_id) as features
    from features
    where features.tenant_id = p.tenant_id and features.product_id = p.product_id
  ) f on true
  where p.tenant_id = $1 and p.product_id = any ($2)`;

const settingsValues = ({ key, description, value, overdraftLimit }: FeatureSettings) =>
  [key, description, value, overdraftLimit.type, overdraftLimit.value] as const;

/** @param at epoch ms */
export const insertFeature = async (
  db: Queryable,
  tenantId: string,
  productId: string,
  feature: FeatureModel,
  at: number,
) => {
  const [key, ...others] = settingsValues(feature);
  const values = [tenantId, feature.id, productId, key, feature.type, ...others, new Date(at)];
  await db.query(insertFeatureSql, values);
};

export const updateFeature = async (
  db: Queryable,
  tenantId: string,
  productId: string,
  featureId: string,
  settings: FeatureSettings,
) => {
  await db.query(updateFeatureSql, [tenantId, productId, featureId, ...settingsValues(settings)]);
};

export const findFeature = async (db: Queryable, tenantId: string, productId: string, featureId: string) => {
  const [row] = await db.query<FeatureModel>(selectFeatureSql, [tenantId, productId, featureId]);
  return row ?? null;
};

export const listFeatures = (db: Queryable, tenantId: string, productId: string): Promise<FeatureModel[]> =>
  db.query<FeatureModel>(selectFeaturesSql, [tenantId, productId]);

type TermsRow = Omit<ProductTerms, 'features'> & {
  features: (Omit<ProductFeature, 'value'> & { value: string | null })[];
};

/** Products by id with all a sold entitlement follows, consistent with their catalogue version; unknown ids are left out. */
export const productTerms = async (
  db: Queryable,
  tenantId: string,
  productIds: readonly string[],
): Promise<Map<string, ProductTerms>> => {
  const rows = await db.query<TermsRow>(selectProductTermsSql, [tenantId, productIds]);
  const features = (row: TermsRow) =>
    row.features.map((f) => ({ ...f, value: f.value === null ? null : BigInt(f.value) }));
  return new Map(rows.map((row) => [row.id, { ...row, features: features(row) }]));
};
