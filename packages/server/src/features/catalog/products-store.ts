import type { operations, ProductModel, SortOf } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { intervalSql, lengthSql } from './columns.ts';

/** What an edit of a product sets. */
export type ProductSettings = Omit<ProductModel, 'id'>;

const columns = `
  p.product_id as "id",
  p.name,
  p.description,
  ${intervalSql('p', 'lease_period')} as "leasePeriod",
  ${intervalSql('p', 'offline_lease_period')} as "offlineLeasePeriod",
  ${intervalSql('p', 'grace_period')} as "gracePeriod"`;

const insertProductSql = `
  insert into products (
    tenant_id, product_id, name, description, lease_period_type, lease_period_count,
    offline_lease_period_type, offline_lease_period_count, grace_period_type, grace_period_count, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;

const updateProductSql = `
  update products
  set name = $3, description = $4, lease_period_type = $5, lease_period_count = $6,
    offline_lease_period_type = $7, offline_lease_period_count = $8, grace_period_type = $9,
    grace_period_count = $10, catalog_version = catalog_version + 1
  where tenant_id = $1 and product_id = $2
  returning product_id`;

const touchProductSql = `
  update products
  set catalog_version = catalog_version + 1
  where tenant_id = $1 and product_id = $2
  returning product_id`;

// In the order of the ids, as every writer of several rows locks them.
const touchEveryProductSql = `
  with locked as (
    select product_id from products where tenant_id = $1 order by product_id for no key update
  )
  update products p
  set catalog_version = catalog_version + 1
  from locked
  where p.tenant_id = $1 and p.product_id = locked.product_id`;

const lockKeysSql = `
  select from tenants
  where tenant_id = $1
  for no key update`;

const selectProductSql = `
  select ${columns}
  from products p
  where p.tenant_id = $1 and p.product_id = $2`;

const lockProductSql = `${selectProductSql}
  for no key update`;

type ProductsChoice = ListChoice<SortOf<typeof operations.listProducts>>;

const orderSql = orderSqlOf<SortOf<typeof operations.listProducts>>({
  by: {
    name: 'lower(p.name)',
    description: 'lower(p.description)',
    leasePeriod: lengthSql('p', 'lease_period'),
    gracePeriod: lengthSql('p', 'grace_period'),
    offlineLeasePeriod: lengthSql('p', 'offline_lease_period'),
  },
  createdAt: 'p.created_at',
  id: 'p.product_id',
});

const selectProductsSql = (sort: ProductsChoice['sort']) => `
  select ${columns}
  from products p
  where p.tenant_id = $1 and ${namedSql('$2', 'p.name')}
  ${orderSql(sort)}
  limit $3 offset $4`;

const countProductsSql = `
  select count(*)::int as total
  from products p
  where p.tenant_id = $1 and ${namedSql('$2', 'p.name')}`;

const settingsValues = (settings: ProductSettings) => [
  settings.name,
  settings.description,
  settings.leasePeriod.type,
  settings.leasePeriod.count,
  settings.offlineLeasePeriod.type,
  settings.offlineLeasePeriod.count,
  settings.gracePeriod.type,
  settings.gracePeriod.count,
];

/** @param at epoch ms */
export const insertProduct = async (db: Queryable, tenantId: string, product: ProductModel, at: number) => {
  await db.query(insertProductSql, [tenantId, product.id, ...settingsValues(product), new Date(at)]);
};

/** Also makes a new catalogue version. False: there is no such product. */
export const updateProduct = async (
  db: Queryable,
  tenantId: string,
  productId: string,
  settings: ProductSettings,
): Promise<boolean> => {
  const rows = await db.query(updateProductSql, [tenantId, productId, ...settingsValues(settings)]);
  return rows.length > 0;
};

/** A new catalogue version, for every edit below the product; locks the product. False: there is no such product. */
export const touchProduct = async (tx: Queryable, tenantId: string, productId: string): Promise<boolean> => {
  const rows = await tx.query(touchProductSql, [tenantId, productId]);
  return rows.length > 0;
};

/** The same for all products of the tenant: an edit of what is global. */
export const touchEveryProduct = async (tx: Queryable, tenantId: string): Promise<void> => {
  await tx.query(touchEveryProductSql, [tenantId]);
};

/**
 * Makes edits of keys wait for each other: a global key must not meet a product's, and no index can see to that. Taken
 * before the products' locks.
 */
export const lockKeys = async (tx: Queryable, tenantId: string): Promise<void> => {
  await tx.query(lockKeysSql, [tenantId]);
};

export const findProduct = async (db: Queryable, tenantId: string, productId: string) => {
  const [row] = await db.query<ProductModel>(selectProductSql, [tenantId, productId]);
  return row ?? null;
};

/** The same, and nobody else edits it until the transaction ends. */
export const lockProduct = async (tx: Queryable, tenantId: string, productId: string) => {
  const [row] = await tx.query<ProductModel>(lockProductSql, [tenantId, productId]);
  return row ?? null;
};

export const listProducts = async (
  db: Queryable,
  tenantId: string,
  { name, sort }: ProductsChoice,
  page: PageAsked,
) => {
  const asked = [tenantId, namePart(name)];
  const items = await db.query<ProductModel>(selectProductsSql(sort), [...asked, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countProductsSql, asked);
  return { items, total: count?.total ?? 0 };
};

const selectProductNamesSql = `
  select product_id as "id", name from products
  where tenant_id = $1 and product_id = any($2::text[])`;

/** Names by product; unknown ids are left out. */
export const productNames = async (
  db: Queryable,
  tenantId: string,
  productIds: readonly string[],
): Promise<Map<string, string>> => {
  const ids = [...new Set(productIds)];
  const rows = await db.query<{ id: string; name: string }>(selectProductNamesSql, [tenantId, ids]);
  return new Map(rows.map(({ id, name }) => [id, name]));
};
