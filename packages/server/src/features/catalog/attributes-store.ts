import type { AttributeModel, operations, SortOf } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';
import { levelSql, levelsSql, nearestSql, type Place, valueLevelSql } from './levels.ts';

/** What an edit of an attribute sets; its type never changes, because values on other levels are of it. */
export type AttributeSettings = Pick<AttributeModel, 'key' | 'value' | 'validationRules'>;

/** As `featuresOfSql`, for attributes. */
export const attributesOfSql = (product: string, edition: string) => `
  select d.attribute_id, d.key, d.type, d.validation_rules, d.created_at,
    ${nearestSql('attribute_id', 'value')} as value,
    ${levelSql} as level,
    ${valueLevelSql('attribute_id')} as value_level
  from ${levelsSql('attributes', product, edition)}`;

const seenSql = `
  select attribute_id as "id", type, key, value, level, value_level as "valueLevel",
    validation_rules as "validationRules"
  from (${attributesOfSql('$2::text', '$3::text')}) a`;

const selectAttributeSql = `${seenSql}
  where attribute_id = $4`;

type AttributesChoice = ListChoice<SortOf<typeof operations.listAttributes>>;

const orderSql = orderSqlOf<SortOf<typeof operations.listAttributes>>({
  by: { key: 'lower(a.key)', type: 'a.type', value: 'lower(a.value)' },
  createdAt: 'created_at',
  id: 'attribute_id',
});

const selectAttributesSql = (sort: AttributesChoice['sort']) => `${seenSql}
  where ${namedSql('$4', 'a.key')}
  ${orderSql(sort)}`;

const insertAttributeSql = `
  insert into attributes (
    tenant_id, attribute_id, product_id, key, type, value, validation_rules, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

const updateAttributeSql = `
  update attributes
  set key = $3, value = $4, validation_rules = $5
  where tenant_id = $1 and attribute_id = $2`;

const upsertValueSql = (table: 'product_attributes' | 'edition_attributes', holder: string) => `
  insert into ${table} (tenant_id, ${holder}, attribute_id, value)
  values ($1, $2, $3, $4)
  on conflict (tenant_id, ${holder}, attribute_id) do update
  set value = excluded.value`;

const upsertProductValueSql = upsertValueSql('product_attributes', 'product_id');
const upsertEditionValueSql = upsertValueSql('edition_attributes', 'edition_id');

const deleteEditionValueSql = `
  delete from edition_attributes
  where tenant_id = $1 and edition_id = $2 and attribute_id = $3`;

// A list would otherwise go to the database as an array of its own and not as JSON.
const asJson = (rules: AttributeModel['validationRules']) => rules && JSON.stringify(rules);

/** @param at epoch ms */
export const insertAttribute = async (
  db: Queryable,
  tenantId: string,
  productId: string | null,
  { id, key, type, value, validationRules }: AttributeModel,
  at: number,
) => {
  const values = [key, type, value, asJson(validationRules), new Date(at)];
  await db.query(insertAttributeSql, [tenantId, id, productId, ...values]);
};

/** Writes the attribute itself, on the level where it is defined. */
export const updateAttribute = async (
  db: Queryable,
  tenantId: string,
  attributeId: string,
  { key, value, validationRules }: AttributeSettings,
) => {
  await db.query(updateAttributeSql, [tenantId, attributeId, key, value, asJson(validationRules)]);
};

/** Writes a value that a product has of a global attribute, or an edition of any. */
export const setAttributeValue = async (
  db: Queryable,
  tenantId: string,
  { productId, editionId }: Place,
  attributeId: string,
  value: string | null,
) => {
  const statement = editionId === null ? upsertProductValueSql : upsertEditionValueSql;
  await db.query(statement, [tenantId, editionId ?? productId, attributeId, value]);
};

/** The value of the next level shows again; nothing happens when the edition has none of its own. */
export const clearEditionAttribute = async (
  db: Queryable,
  tenantId: string,
  editionId: string,
  attributeId: string,
) => {
  await db.query(deleteEditionValueSql, [tenantId, editionId, attributeId]);
};

export const findAttribute = async (db: Queryable, tenantId: string, place: Place, attributeId: string) => {
  const values = [tenantId, place.productId, place.editionId, attributeId];
  const [row] = await db.query<AttributeModel>(selectAttributeSql, values);
  return row ?? null;
};

/** Every attribute that is seen from the place, oldest first unless chosen otherwise. */
export const listAttributes = (
  db: Queryable,
  tenantId: string,
  { productId, editionId }: Place,
  { name, sort }: AttributesChoice = {},
): Promise<AttributeModel[]> =>
  db.query<AttributeModel>(selectAttributesSql(sort), [tenantId, productId, editionId, namePart(name)]);
