import type { SearchKind } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';

/**
 * What is found of each kind. $1 the tenant, $2 what was typed, $3 how many. Customers, offerings and products are few: they
 * are found by any part of their name. What there are many of is found by its beginning, through an index.
 */

/** Of `expression`, which an index has in byte order: it begins with what was typed, in any case. */
const beginsTyped = (expression: string) =>
  `(${expression} ~>=~ lower($2) and ${expression} ~<~ (lower($2) || U&'\\+10FFFF'))`;

const holdsTyped = (column: string) => `strpos(lower(${column}), lower($2)) > 0`;

/** Those whose name begins with it come first. */
const byName = (column: string) => `starts_with(lower(${column}), lower($2)) desc, lower(${column})`;

const none = `null as "entitlementId", null as "entitlementGroupId"`;

const customersSql = `
  select customer_id as id, name as title, array_remove(array[account_ref_id, nullif(legal_name, name)], null) as details, ${none}
  from customers
  where tenant_id = $1
    and (${holdsTyped('name')} or ${holdsTyped('legal_name')} or ${holdsTyped('account_ref_id')} or customer_id = $2)
  order by ${byName('name')}, customer_id
  limit $3`;

const productsSql = `
  select product_id as id, name as title, '{}'::text[] as details, ${none}
  from products
  where tenant_id = $1 and (${holdsTyped('name')} or product_id = $2)
  order by ${byName('name')}, product_id
  limit $3`;

const offeringsSql = `
  select offering_id as id, name as title, array[sku] as details, ${none}
  from offerings
  where tenant_id = $1 and (${holdsTyped('name')} or ${holdsTyped('sku')} or offering_id = $2)
  order by ${byName('name')}, offering_id
  limit $3`;

/** The entitlement that an order is shown by. */
const firstOfGroup = (group: string) => `
    (
      select f.entitlement_id from entitlements f
      where f.tenant_id = $1 and f.entitlement_group_id = ${group}
      order by f.created_at, f.entitlement_id
      limit 1
    ) as "entitlementId", ${group} as "entitlementGroupId"`;

const ordersSql = `
  select g.entitlement_group_id as id, coalesce(g.order_ref_id, g.entitlement_group_id) as title,
    array_remove(array[c.name], null) as details, ${firstOfGroup('g.entitlement_group_id')}
  from entitlement_groups g
  left join customers c on c.tenant_id = $1 and c.customer_id = g.customer_id
  where g.tenant_id = $1 and (${beginsTyped('lower(g.order_ref_id)')} or g.entitlement_group_id = $2)
  order by lower(g.order_ref_id) using ~<~, g.entitlement_group_id
  limit $3`;

// Codes that are made are in capitals; a code of the vendor's own is as it was given.
const codesSql = `
  select a.code as id, a.code as title, array_remove(array[c.name, g.order_ref_id], null) as details,
    ${firstOfGroup('a.entitlement_group_id')}
  from activation_codes a
  join entitlement_groups g on g.tenant_id = $1 and g.entitlement_group_id = a.entitlement_group_id
  left join customers c on c.tenant_id = $1 and c.customer_id = g.customer_id
  where a.tenant_id = $1
    and (a.code >= $2 and a.code < $2 || U&'\\+10FFFF' or a.code >= upper($2) and a.code < upper($2) || U&'\\+10FFFF')
  order by a.code
  limit $3`;

const seatsSql = `
  select a.activation_id as id, a.seat_id as title, array_remove(array[a.seat_name, c.name, e.offering_name], null) as details,
    a.entitlement_id as "entitlementId", e.entitlement_group_id as "entitlementGroupId"
  from (
    select activation_id, seat_id, seat_name, entitlement_id
    from activations
    where tenant_id = $1 and (${beginsTyped('lower(seat_id)')} or activation_id = $2)
    order by lower(seat_id) using ~<~
    limit $3
  ) a
  join entitlements e on e.tenant_id = $1 and e.entitlement_id = a.entitlement_id
  join entitlement_groups g on g.tenant_id = $1 and g.entitlement_group_id = e.entitlement_group_id
  left join customers c on c.tenant_id = $1 and c.customer_id = g.customer_id
  order by lower(a.seat_id) using ~<~, a.activation_id`;

/** By what was sold, to whom, or in which order; of each way some, so that no way reads all there are. */
const entitlementsSql = `
  with found as (
    select entitlement_id from entitlements where tenant_id = $1 and entitlement_id = $2
    union
    (select entitlement_id from entitlements where tenant_id = $1 and ${beginsTyped('lower(sku)')} limit $3)
    union
    (
      select e.entitlement_id
      from (select customer_id from customers where tenant_id = $1 and ${holdsTyped('name')} limit $3) c
      cross join lateral (
        select entitlement_group_id from entitlement_groups
        where tenant_id = $1 and customer_id = c.customer_id
        limit $3
      ) g
      cross join lateral (
        select entitlement_id from entitlements
        where tenant_id = $1 and entitlement_group_id = g.entitlement_group_id
        limit $3
      ) e
      limit $3
    )
    union
    (
      select e.entitlement_id
      from (select offering_id from offerings where tenant_id = $1 and ${holdsTyped('name')} limit $3) o
      cross join lateral (
        select entitlement_id from entitlements where tenant_id = $1 and offering_id = o.offering_id limit $3
      ) e
      limit $3
    )
    union
    (
      select e.entitlement_id
      from entitlement_groups g
      join entitlements e on e.tenant_id = $1 and e.entitlement_group_id = g.entitlement_group_id
      where g.tenant_id = $1 and ${beginsTyped('lower(g.order_ref_id)')}
      limit $3
    )
  )
  select e.entitlement_id as id, e.offering_name as title,
    array_remove(array[c.name, e.sku, g.order_ref_id], null) as details, e.entitlement_id as "entitlementId",
    e.entitlement_group_id as "entitlementGroupId"
  from found f
  join entitlements e on e.tenant_id = $1 and e.entitlement_id = f.entitlement_id
  join entitlement_groups g on g.tenant_id = $1 and g.entitlement_group_id = e.entitlement_group_id
  left join customers c on c.tenant_id = $1 and c.customer_id = g.customer_id
  order by lower(c.name), lower(e.offering_name), e.entitlement_id
  limit $3`;

/** In the order in which they are told. */
export const searchSql: Readonly<Record<SearchKind, string>> = {
  customer: customersSql,
  entitlement: entitlementsSql,
  order: ordersSql,
  activationCode: codesSql,
  seat: seatsSql,
  offering: offeringsSql,
  product: productsSql,
};

export interface FoundRow {
  readonly id: string;
  readonly title: string;
  readonly details: string[];
  readonly entitlementId: string | null;
  readonly entitlementGroupId: string | null;
}

export const findOfKind = (
  db: Queryable,
  kind: SearchKind,
  { tenantId, typed, limit }: { readonly tenantId: string; readonly typed: string; readonly limit: number },
): Promise<FoundRow[]> => db.query<FoundRow>(searchSql[kind], [tenantId, typed, limit]);
