import type { Queryable } from '../../platform/database.ts';

/**
 * Deletions with what goes along: the values below first, the thing itself last. $1 is the tenant, $2 the id; a
 * statement meets a foreign key when something outside of the catalogue still refers to what it deletes.
 */

const editionsOfProduct = `
  select edition_id from editions where tenant_id = $1 and product_id = $2`;

const statements = {
  product: [
    `delete from edition_features where tenant_id = $1 and edition_id in (${editionsOfProduct})`,
    `delete from edition_attributes where tenant_id = $1 and edition_id in (${editionsOfProduct})`,
    'delete from product_features where tenant_id = $1 and product_id = $2',
    'delete from product_attributes where tenant_id = $1 and product_id = $2',
    'delete from features where tenant_id = $1 and product_id = $2',
    'delete from attributes where tenant_id = $1 and product_id = $2',
    'delete from editions where tenant_id = $1 and product_id = $2',
    'delete from products where tenant_id = $1 and product_id = $2 returning 1',
  ],
  edition: [
    'delete from edition_features where tenant_id = $1 and edition_id = $2',
    'delete from edition_attributes where tenant_id = $1 and edition_id = $2',
    'delete from editions where tenant_id = $1 and edition_id = $2 returning 1',
  ],
  feature: [
    'delete from edition_features where tenant_id = $1 and feature_id = $2',
    'delete from product_features where tenant_id = $1 and feature_id = $2',
    'delete from features where tenant_id = $1 and feature_id = $2 returning 1',
  ],
  attribute: [
    'delete from edition_attributes where tenant_id = $1 and attribute_id = $2',
    'delete from product_attributes where tenant_id = $1 and attribute_id = $2',
    'delete from attributes where tenant_id = $1 and attribute_id = $2 returning 1',
  ],
  plan: ['delete from plans where tenant_id = $1 and plan_id = $2 returning 1'],
  offering: [
    'delete from custom_field_values where tenant_id = $1 and entity_id = $2',
    'delete from offerings where tenant_id = $1 and offering_id = $2 returning 1',
  ],
} as const satisfies Record<string, readonly string[]>;

export type Deletable = keyof typeof statements;

/** False: there is no such thing. */
export const deleteWhole = async (
  tx: Queryable,
  tenantId: string,
  what: Deletable,
  id: string,
): Promise<boolean> => {
  let last: unknown[] = [];
  for (const statement of statements[what]) last = await tx.query(statement, [tenantId, id]);
  return last.length > 0;
};

const deleteProductFeatureSql = `
  delete from product_features
  where tenant_id = $1 and product_id = $2 and feature_id = $3`;

const deleteProductAttributeSql = `
  delete from product_attributes
  where tenant_id = $1 and product_id = $2 and attribute_id = $3`;

/** The global value shows again; nothing happens when the product has none of its own. */
export const clearProductFeature = async (
  tx: Queryable,
  tenantId: string,
  productId: string,
  featureId: string,
): Promise<void> => {
  await tx.query(deleteProductFeatureSql, [tenantId, productId, featureId]);
};

export const clearProductAttribute = async (
  tx: Queryable,
  tenantId: string,
  productId: string,
  attributeId: string,
): Promise<void> => {
  await tx.query(deleteProductAttributeSql, [tenantId, productId, attributeId]);
};

const countOfferingsSql = `
  select count(*)::int as total
  from offerings o
  join editions e on e.tenant_id = o.tenant_id and e.edition_id = o.edition_id
  where o.tenant_id = $1
    and ($2::text is null or e.product_id = $2)
    and ($3::text is null or o.edition_id = $3)
    and ($4::text is null or o.plan_id = $4)`;

interface OfferedAs {
  readonly productId?: string;
  readonly editionId?: string;
  readonly planId?: string;
}

/** How many offerings sell it. */
export const countOfferings = async (
  tx: Queryable,
  tenantId: string,
  offered: OfferedAs,
): Promise<number> => {
  const { productId = null, editionId = null, planId = null } = offered;
  const [row] = await tx.query<{ total: number }>(countOfferingsSql, [
    tenantId,
    productId,
    editionId,
    planId,
  ]);
  return row?.total ?? 0;
};
