import type { OtherAttributeValueModel, OtherFeatureValueModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { overdraftSql } from './columns.ts';

/** The values that products and editions set over a global feature or attribute (rule 8). */

// A product before its editions.
const otherValuesSql = (table: 'features' | 'attributes', id: string, more: string) => `
  select
    p.product_id as "productId", p.name as "productName", null as "editionId", null as "editionName",
    v.value${more}
  from product_${table} v
  join products p on p.tenant_id = v.tenant_id and p.product_id = v.product_id
  where v.tenant_id = $1 and v.${id} = $2
  union all
  select p.product_id, p.name, e.edition_id, e.name, v.value${more}
  from edition_${table} v
  join editions e on e.tenant_id = v.tenant_id and e.edition_id = v.edition_id
  join products p on p.tenant_id = e.tenant_id and p.product_id = e.product_id
  where v.tenant_id = $1 and v.${id} = $2`;

const overdraft = `, ${overdraftSql('v')} as "overdraftLimit"`;

const valuesSql = {
  features: otherValuesSql('features', 'feature_id', overdraft),
  attributes: otherValuesSql('attributes', 'attribute_id', ''),
};

const pageSql = (values: string) => `
  select * from (${values}) as told
  order by "productName", "productId", "editionName" nulls first
  limit $3 offset $4`;

const countSql = (values: string) => `
  select count(*)::int as total from (${values}) as told`;

const listValues = async <Value extends OtherFeatureValueModel | OtherAttributeValueModel>(
  db: Queryable,
  table: keyof typeof valuesSql,
  [tenantId, id]: readonly [string, string],
  page: PageAsked,
) => {
  const values = valuesSql[table];
  const items = await db.query<Value>(pageSql(values), [tenantId, id, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countSql(values), [tenantId, id]);
  return { items, total: count?.total ?? 0 };
};

export const listOtherFeatureValues = (db: Queryable, tenantId: string, id: string, page: PageAsked) =>
  listValues<OtherFeatureValueModel>(db, 'features', [tenantId, id], page);

export const listOtherAttributeValues = (db: Queryable, tenantId: string, id: string, page: PageAsked) =>
  listValues<OtherAttributeValueModel>(db, 'attributes', [tenantId, id], page);
