import type { FeatureModel, operations, SortOf } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';
import { levelSql, levelsSql, nearestSql, type Place, valueLevelSql } from './levels.ts';

/** What an edit of a feature sets; its type never changes, because use was counted by it. */
export type FeatureSettings = Pick<FeatureModel, 'key' | 'description' | 'value' | 'overdraftLimit'>;

/**
 * The features a product sees, each with the value that holds in an edition (rule 8): SQL of a table `f` for decisions
 * and reads of entitlements. $1 is the tenant, `product` and `edition` are SQL for their ids.
 */
export const featuresOfSql = (product: string, edition: string) => `
  select d.feature_id, d.key, d.type, d.description, d.created_at,
    ${nearestSql('feature_id', 'value')} as value,
    ${nearestSql('feature_id', 'overdraft_type')} as overdraft_type,
    ${nearestSql('feature_id', 'overdraft_value')} as overdraft_value,
    ${levelSql} as level,
    ${valueLevelSql('feature_id')} as value_level
  from ${levelsSql('features', product, edition)}`;

// The value stays a column of its own: JSON would round it.
const seenSql = `
  select feature_id as "id", type, key, description, value, level, value_level as "valueLevel",
    json_build_object('type', overdraft_type, 'value', overdraft_value) as "overdraftLimit"
  from (${featuresOfSql('$2::text', '$3::text')}) f`;

const selectFeatureSql = `${seenSql}
  where feature_id = $4`;

type FeaturesChoice = ListChoice<SortOf<typeof operations.listFeatures>>;

const orderSql = orderSqlOf<SortOf<typeof operations.listFeatures>>({
  by: { key: 'lower(f.key)', type: 'f.type', value: 'f.value', description: 'lower(f.description)' },
  createdAt: 'created_at',
  id: 'feature_id',
});

const selectFeaturesSql = (sort: FeaturesChoice['sort']) => `${seenSql}
  where ${namedSql('$4', 'f.key')}
  ${orderSql(sort)}`;

const insertFeatureSql = `
  insert into features (
    tenant_id, feature_id, product_id, key, type, description, value, overdraft_type, overdraft_value, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

const updateFeatureSql = `
  update features
  set key = $3, description = $4, value = $5, overdraft_type = $6, overdraft_value = $7
  where tenant_id = $1 and feature_id = $2`;

const upsertValueSql = (table: 'product_features' | 'edition_features', holder: string) => `
  insert into ${table} (tenant_id, ${holder}, feature_id, value, overdraft_type, overdraft_value)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (tenant_id, ${holder}, feature_id) do update
  set value = excluded.value, overdraft_type = excluded.overdraft_type,
    overdraft_value = excluded.overdraft_value`;

const upsertProductValueSql = upsertValueSql('product_features', 'product_id');
const upsertEditionValueSql = upsertValueSql('edition_features', 'edition_id');

const deleteEditionValueSql = `
  delete from edition_features
  where tenant_id = $1 and edition_id = $2 and feature_id = $3`;

/** @param at epoch ms */
export const insertFeature = async (
  db: Queryable,
  tenantId: string,
  productId: string | null,
  feature: FeatureModel,
  at: number,
) => {
  const { id, key, type, description, value, overdraftLimit } = feature;
  const limit = [overdraftLimit.type, overdraftLimit.value];
  const values = [tenantId, id, productId, key, type, description, value, ...limit, new Date(at)];
  await db.query(insertFeatureSql, values);
};

/** Writes the feature itself, on the level where it is defined. */
export const updateFeature = async (
  db: Queryable,
  tenantId: string,
  featureId: string,
  { key, description, value, overdraftLimit: { type, value: units } }: FeatureSettings,
) => {
  await db.query(updateFeatureSql, [tenantId, featureId, key, description, value, type, units]);
};

/** Writes a value that a product has of a global feature, or an edition of any. */
export const setFeatureValue = async (
  db: Queryable,
  tenantId: string,
  { productId, editionId }: Place,
  featureId: string,
  { value, overdraftLimit }: Pick<FeatureSettings, 'value' | 'overdraftLimit'>,
) => {
  const statement = editionId === null ? upsertProductValueSql : upsertEditionValueSql;
  const values = [featureId, value, overdraftLimit.type, overdraftLimit.value];
  await db.query(statement, [tenantId, editionId ?? productId, ...values]);
};

/** The value of the next level shows again; nothing happens when the edition has none of its own. */
export const clearEditionFeature = async (
  db: Queryable,
  tenantId: string,
  editionId: string,
  featureId: string,
) => {
  await db.query(deleteEditionValueSql, [tenantId, editionId, featureId]);
};

export const findFeature = async (db: Queryable, tenantId: string, place: Place, featureId: string) => {
  const values = [tenantId, place.productId, place.editionId, featureId];
  const [row] = await db.query<FeatureModel>(selectFeatureSql, values);
  return row ?? null;
};

/** Every feature that is seen from the place, oldest first unless chosen otherwise. */
export const listFeatures = (
  db: Queryable,
  tenantId: string,
  { productId, editionId }: Place,
  { name, sort }: FeaturesChoice = {},
): Promise<FeatureModel[]> =>
  db.query<FeatureModel>(selectFeaturesSql(sort), [tenantId, productId, editionId, namePart(name)]);
