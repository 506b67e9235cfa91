import type { Queryable } from '../../platform/database.ts';

/** Rows of entitlement groups with their codes, and the bump that tells the decision plane of an edit. */

export interface GroupRow {
  entitlement_group_id: string;
  customer_id: string | null;
  order_ref_id: string | null;
  license_file_name: string | null;
  license_file_uploaded_at: Date | null;
  created_at: Date;
  /** Oldest first. */
  activation_codes: string[];
}

// Not g.*: the licence file itself stays where it is.
const columns = `
    g.entitlement_group_id, g.customer_id, g.order_ref_id, g.license_file_name, g.license_file_uploaded_at,
    g.created_at,
    array(
      select c.code from activation_codes c
      where c.tenant_id = g.tenant_id and c.entitlement_group_id = g.entitlement_group_id
      order by c.created_at, c.code
    ) as activation_codes`;

const insertGroupSql = `
  insert into entitlement_groups (tenant_id, entitlement_group_id, customer_id, order_ref_id, created_at)
  values ($1, $2, $3, $4, $5)`;

const selectGroup = `
  select ${columns}
  from entitlement_groups g
  where g.tenant_id = $1 and g.entitlement_group_id = $2`;

const selectGroups = `
  select ${columns}
  from entitlement_groups g
  where g.tenant_id = $1 and g.entitlement_group_id = any($2::text[])`;

const selectPage = `
  select ${columns}
  from entitlement_groups g
  where g.tenant_id = $1 and ($2::text is null or g.customer_id = $2)
  order by g.created_at, g.entitlement_group_id
  limit $3 offset $4`;

const countSql = `
  select count(*)::int as total
  from entitlement_groups g
  where g.tenant_id = $1 and ($2::text is null or g.customer_id = $2)`;

const lockSql = `
  select entitlement_group_id, customer_id, order_ref_id
  from entitlement_groups
  where tenant_id = $1 and entitlement_group_id = $2
  for update`;

const updateSql = `
  update entitlement_groups
  set customer_id = $3, order_ref_id = $4
  where tenant_id = $1 and entitlement_group_id = $2`;

const selectGroupOfCode = `
  select c.entitlement_group_id
  from activation_codes c
  where c.tenant_id = $1 and c.code = $2 and exists (
    select from entitlements e
    where e.tenant_id = c.tenant_id and e.entitlement_group_id = c.entitlement_group_id and e.product_id = $3
  )`;

const countEntitlementsSql = `
  select count(*)::int as total
  from entitlements
  where tenant_id = $1 and entitlement_group_id = $2`;

// In id order, like every writer: two that bump the same entitlements cannot wait for each other.
const bumpSql = `
  with locked as (
    select s.entitlement_id
    from entitlement_states s
    join entitlements e on e.tenant_id = s.tenant_id and e.entitlement_id = s.entitlement_id
    where s.tenant_id = $1 and e.entitlement_group_id = $2
    order by s.entitlement_id
    for update of s
  )
  update entitlement_states s
  set version = s.version + 1, customer_disabled = coalesce($3::boolean, s.customer_disabled)
  from locked
  where s.tenant_id = $1 and s.entitlement_id = locked.entitlement_id`;

export const insertGroup = async (
  tx: Queryable,
  tenantId: string,
  group: { readonly id: string; readonly customerId: string | null; readonly orderRefId: string | null },
  at: number,
): Promise<void> => {
  await tx.query(insertGroupSql, [tenantId, group.id, group.customerId, group.orderRefId, new Date(at)]);
};

export const findGroup = async (
  db: Queryable,
  tenantId: string,
  entitlementGroupId: string,
): Promise<GroupRow | undefined> =>
  (await db.query<GroupRow>(selectGroup, [tenantId, entitlementGroupId]))[0];

export const groupsById = async (
  db: Queryable,
  tenantId: string,
  entitlementGroupIds: readonly string[],
): Promise<Map<string, GroupRow>> => {
  if (entitlementGroupIds.length === 0) return new Map();
  const rows = await db.query<GroupRow>(selectGroups, [tenantId, [...new Set(entitlementGroupIds)]]);
  return new Map(rows.map((row) => [row.entitlement_group_id, row]));
};

export const pageOfGroups = async (
  db: Queryable,
  tenantId: string,
  customerId: string | undefined,
  page: { readonly pageSize: number; readonly offset: number },
): Promise<{ rows: GroupRow[]; total: number }> => {
  const filter = [tenantId, customerId ?? null];
  const rows = await db.query<GroupRow>(selectPage, [...filter, page.pageSize, page.offset]);
  const counted = await db.query<{ total: number }>(countSql, filter);
  return { rows, total: counted[0]?.total ?? 0 };
};

export type LockedGroup = Pick<GroupRow, 'entitlement_group_id' | 'customer_id' | 'order_ref_id'>;

/** Keeps other edits of the group out until the transaction ends; undefined: there is no such group. */
export const lockGroup = async (
  tx: Queryable,
  tenantId: string,
  entitlementGroupId: string,
): Promise<LockedGroup | undefined> =>
  (await tx.query<LockedGroup>(lockSql, [tenantId, entitlementGroupId]))[0];

export const updateGroup = async (
  tx: Queryable,
  tenantId: string,
  group: { readonly id: string; readonly customerId: string | null; readonly orderRefId: string | null },
): Promise<void> => {
  await tx.query(updateSql, [tenantId, group.id, group.customerId, group.orderRefId]);
};

export const groupOfCode = async (
  db: Queryable,
  tenantId: string,
  code: string,
  productId: string,
): Promise<string | undefined> =>
  (await db.query<{ entitlement_group_id: string }>(selectGroupOfCode, [tenantId, code, productId]))[0]
    ?.entitlement_group_id;

export const countEntitlementsOf = async (
  db: Queryable,
  tenantId: string,
  entitlementGroupId: string,
): Promise<number> =>
  (await db.query<{ total: number }>(countEntitlementsSql, [tenantId, entitlementGroupId]))[0]?.total ?? 0;

/**
 * Tells the decision plane that a group was edited: its entitlements' versions grow.
 * @param customerDisabled what rule 26's switch becomes; null: as it is
 */
export const bumpGroup = async (
  tx: Queryable,
  tenantId: string,
  entitlementGroupId: string,
  customerDisabled: boolean | null = null,
): Promise<void> => {
  await tx.query(bumpSql, [tenantId, entitlementGroupId, customerDisabled]);
};
