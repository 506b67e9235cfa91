import type { EntitlementModel, EntitlementStatus } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import { entitlementsOfGroups } from './entitlement-store.ts';
import { entitlementModel, statusOf } from './entitlement-view.ts';
import { groupsById } from './group-store.ts';

/** What a customer holds: all of it, or the orders that list one of its contacts (rule 43). */

/** Whose orders are meant. */
export interface Holder {
  readonly tenantId: string;
  readonly customerId: string;
  /** Only orders that list this contact; null: all. */
  readonly contactId: string | null;
}

const held = `
  from entitlement_groups g
  where g.tenant_id = $1 and g.customer_id = $2 and (
    $3::text is null or exists (
      select from authorized_contacts a
      where a.tenant_id = g.tenant_id and a.entitlement_group_id = g.entitlement_group_id and a.contact_id = $3
    )
  )`;

const selectGroupIds = `
  select g.entitlement_group_id as "id" ${held}
  order by g.created_at, g.entitlement_group_id
  limit $4 offset $5`;

const countGroups = `select count(*)::int as total ${held}`;

const selectMemberCounts = `
  select entitlement_group_id as "id", count(*)::int as "count"
  from authorized_contacts
  where tenant_id = $1 and entitlement_group_id = any($2::text[])
  group by entitlement_group_id`;

const selectGroupOfEntitlement = `
  select e.entitlement_group_id as "id"
  from entitlements e
  where e.tenant_id = $1 and e.entitlement_id = $4 and e.entitlement_group_id in (
    select g.entitlement_group_id ${held}
  )`;

const selectGroup = `
  select g.entitlement_group_id as "id" ${held} and g.entitlement_group_id = $4`;

const named = ({ tenantId, customerId, contactId }: Holder) => [tenantId, customerId, contactId];

/** 404 when the holder has no such entitlement. */
export const mustHoldEntitlement = async (
  db: Queryable,
  holder: Holder,
  entitlementId: string,
): Promise<void> => {
  const found = await db.query(selectGroupOfEntitlement, [...named(holder), entitlementId]);
  if (found.length === 0) throw notFound('entitlement', entitlementId);
};

/** 404 when the holder has no such order. */
export const mustHoldGroup = async (
  db: Queryable,
  holder: Holder,
  entitlementGroupId: string,
): Promise<void> => {
  const found = await db.query(selectGroup, [...named(holder), entitlementGroupId]);
  if (found.length === 0) throw notFound('entitlement group', entitlementGroupId);
};

const idsOfGroups = async (db: Queryable, holder: Holder, page: Pick<PageAsked, 'pageSize' | 'offset'>) =>
  (await db.query<{ id: string }>(selectGroupIds, [...named(holder), page.pageSize, page.offset])).map(
    ({ id }) => id,
  );

export interface HeldGroup {
  readonly id: string;
  /** ISO 8601. */
  readonly created: string;
  readonly orderRefId: string | null;
  readonly activationCodes: string[];
  readonly memberCount: number;
  readonly entitlements: {
    readonly id: string;
    readonly offeringName: string;
    readonly status: EntitlementStatus;
  }[];
}

/** One page of orders, oldest first. @param at the instant of the statuses, epoch ms */
export const groupsHeld = async (
  db: Queryable,
  holder: Holder,
  page: PageAsked,
  at: number,
): Promise<{ readonly items: HeldGroup[]; readonly total: number }> => {
  const { tenantId } = holder;
  const ids = await idsOfGroups(db, holder, page);
  const groups = await groupsById(db, tenantId, ids);
  const sold = await entitlementsOfGroups(db, tenantId, ids, at);
  const counts = await db.query<{ id: string; count: number }>(selectMemberCounts, [tenantId, ids]);
  const memberCounts = new Map(counts.map(({ id, count }) => [id, count]));
  const [counted] = await db.query<{ total: number }>(countGroups, named(holder));
  const items = ids.flatMap((id): HeldGroup[] => {
    const row = groups.get(id);
    if (!row) return [];
    const entitlements = sold
      .filter((one) => one.entitlement_group_id === id)
      .map((one) => ({
        id: one.entitlement_id,
        offeringName: one.offering_name,
        status: statusOf(one, at),
      }));
    return [
      {
        ...{ id, created: row.created_at.toISOString(), orderRefId: row.order_ref_id, entitlements },
        ...{ activationCodes: row.activation_codes, memberCount: memberCounts.get(id) ?? 0 },
      },
    ];
  });
  return { items, total: counted?.total ?? 0 };
};

export interface HeldEntitlement {
  readonly entitlement: EntitlementModel;
  readonly orderRefId: string | null;
}

/** Everything of at most `groupsMax` orders, oldest first. @param at the instant of all figures, epoch ms */
export const entitlementsHeld = async (
  db: Queryable,
  holder: Holder,
  groupsMax: number,
  at: number,
): Promise<HeldEntitlement[]> => {
  const { tenantId } = holder;
  const ids = await idsOfGroups(db, holder, { pageSize: groupsMax, offset: 0 });
  if (ids.length === 0) return [];
  const groups = await groupsById(db, tenantId, ids);
  return (await entitlementsOfGroups(db, tenantId, ids, at)).map((row) => ({
    entitlement: entitlementModel(row, at),
    orderRefId: groups.get(row.entitlement_group_id)?.order_ref_id ?? null,
  }));
};
