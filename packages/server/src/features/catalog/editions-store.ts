import type { EditionModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';

export type EditionSettings = Pick<EditionModel, 'name' | 'description'>;

const columns = `edition_id as "id", product_id as "productId", name, description`;

const insertEditionSql = `
  insert into editions (tenant_id, edition_id, product_id, name, description, created_at)
  values ($1, $2, $3, $4, $5, $6)`;

const updateEditionSql = `
  update editions
  set name = $4, description = $5
  where tenant_id = $1 and product_id = $2 and edition_id = $3
  returning edition_id`;

const selectEditionSql = `
  select ${columns}
  from editions
  where tenant_id = $1 and product_id = $2 and edition_id = $3`;

const selectEditionsSql = `
  select ${columns}
  from editions
  where tenant_id = $1 and product_id = $2
  order by created_at, edition_id
  limit $3 offset $4`;

const countEditionsSql = `
  select count(*)::int as total
  from editions
  where tenant_id = $1 and product_id = $2`;

/** @param at epoch ms */
export const insertEdition = async (db: Queryable, tenantId: string, edition: EditionModel, at: number) => {
  const { id, productId, name, description } = edition;
  await db.query(insertEditionSql, [tenantId, id, productId, name, description, new Date(at)]);
};

/** False: the product has no such edition. */
export const updateEdition = async (
  db: Queryable,
  tenantId: string,
  productId: string,
  editionId: string,
  { name, description }: EditionSettings,
): Promise<boolean> => {
  const rows = await db.query(updateEditionSql, [tenantId, productId, editionId, name, description]);
  return rows.length > 0;
};

export const findEdition = async (db: Queryable, tenantId: string, productId: string, editionId: string) => {
  const [row] = await db.query<EditionModel>(selectEditionSql, [tenantId, productId, editionId]);
  return row ?? null;
};

export const listEditions = async (db: Queryable, tenantId: string, productId: string, page: PageAsked) => {
  const values = [tenantId, productId, page.pageSize, page.offset];
  const items = await db.query<EditionModel>(selectEditionsSql, values);
  const [count] = await db.query<{ total: number }>(countEditionsSql, [tenantId, productId]);
  return { items, total: count?.total ?? 0 };
};
