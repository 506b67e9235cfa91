import type { AttributeLevel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { duplicate, notFound } from '../../platform/http/problem.ts';
import { findEdition } from './editions-store.ts';
import { findProduct, lockKeys, touchEveryProduct, touchProduct } from './products-store.ts';

/**
 * Rule 8: features and attributes are defined for all products or for one, and have a value on each level down to the
 * edition; the nearest one holds.
 */

/** From where a feature or attribute is looked at: an edition, a product, or (both null) all of them. */
export interface Place {
  readonly productId: string | null;
  readonly editionId: string | null;
}

export const everywhere: Place = { productId: null, editionId: null };
export const inProduct = (productId: string): Place => ({ productId, editionId: null });

/**
 * Rows of `table` that a product sees, with what its own level and the edition's set over them. `product` and `edition`
 * are SQL for their ids, null being allowed; $1 is the tenant. `offset 0` keeps every look-up a walk of an index,
 * because decisions are made on this too (docs/decisions/0003-pinned-look-ups.md).
 */
export const levelsSql = (table: 'features' | 'attributes', product: string, edition: string) => {
  const id = table === 'features' ? 'feature_id' : 'attribute_id';
  return `(
    select * from ${table} where tenant_id = $1 and product_id = ${product}
    union all
    select * from ${table} where tenant_id = $1 and product_id is null
  ) d
  left join lateral (
    select * from product_${table}
    where tenant_id = $1 and product_id = ${product} and ${id} = d.${id} offset 0
  ) p on true
  left join lateral (
    select * from edition_${table}
    where tenant_id = $1 and edition_id = ${edition} and ${id} = d.${id} offset 0
  ) x on true`;
};

/** Where it is defined. */
export const levelSql = `case when d.product_id is null then 'global' else 'product' end`;

/** Where its value comes from. */
export const valueLevelSql = (id: 'feature_id' | 'attribute_id') => `
  case when x.${id} is not null then 'edition' when p.${id} is not null then 'product' else ${levelSql} end`;

/** The column of the nearest level. */
export const nearestSql = (id: 'feature_id' | 'attribute_id', column: string) => `
  case when x.${id} is not null then x.${column} when p.${id} is not null then p.${column} else d.${column} end`;

/** What is set at a place: the definition itself, or a value over it. */
export const levelAt = ({ productId, editionId }: Place): AttributeLevel =>
  editionId !== null ? 'edition' : productId !== null ? 'product' : 'global';

/** 404 naming what of the place does not exist. */
export const refuseUnknownPlace = async (
  db: Queryable,
  tenantId: string,
  { productId, editionId }: Place,
): Promise<void> => {
  if (productId === null) return;
  if (!(await findProduct(db, tenantId, productId))) throw notFound('product', productId);
  if (editionId !== null && !(await findEdition(db, tenantId, productId, editionId))) {
    throw notFound('edition', editionId);
  }
};

/**
 * Begins an edit at a place: a new catalogue version of every product that sees it, and their locks. Nobody else edits
 * features and attributes of these products, nor gives one a key in the tenant, until the transaction ends.
 */
export const beginEdit = async (tx: Queryable, tenantId: string, place: Place): Promise<void> => {
  const { productId } = place;
  if (place.editionId === null) await lockKeys(tx, tenantId);
  if (productId === null) await touchEveryProduct(tx, tenantId);
  else if (!(await touchProduct(tx, tenantId, productId))) throw notFound('product', productId);
  await refuseUnknownPlace(tx, tenantId, place);
};

const keyTakenSql = (table: 'features' | 'attributes', id: string) => `
  select exists (
    select from ${table}
    where tenant_id = $1 and key = $2 and ${id} <> $3
      and (product_id is null or $4::text is null or product_id = $4)
  ) as taken`;

const keyTaken = {
  features: keyTakenSql('features', 'feature_id'),
  attributes: keyTakenSql('attributes', 'attribute_id'),
};

/** 409 when another one of the table, which some product would see beside it, has the key. */
export const refuseTakenKey = async (
  tx: Queryable,
  tenantId: string,
  table: 'features' | 'attributes',
  asked: { readonly id: string; readonly key: string; readonly productId: string | null },
): Promise<void> => {
  const values = [tenantId, asked.key, asked.id, asked.productId];
  const [row] = await tx.query<{ taken: boolean }>(keyTaken[table], values);
  if (row?.taken) throw duplicate('key', asked.key);
};
