import { orderRefIdLengthMax } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { invalid, notFound, unknownReference } from '../../platform/http/problem.ts';
import { holdCustomer } from '../customers/index.ts';
import { removeAllContacts } from './authorized-contacts.ts';
import { tellGroupUpdated } from './group-events.ts';
import { bumpGroup, type LockedGroup, lockGroup, updateGroup } from './group-store.ts';

/** Edits of an order. Each locks the group, so that they come one after the other, and tells the decision plane. */

/** The group, kept from other edits until the transaction ends; 404 when there is none. */
export const lockedGroup = async (tx: Queryable, tenantId: string, entitlementGroupId: string) => {
  const group = await lockGroup(tx, tenantId, entitlementGroupId);
  if (!group) throw notFound('entitlement group', entitlementGroupId);
  return group;
};

/** Whether the customer is disabled, fixed until the transaction ends; 422 when there is no such customer. */
export const heldCustomer = async (
  tx: Queryable,
  tenantId: string,
  customerId: string | null,
): Promise<{ readonly disabled: boolean }> => {
  if (customerId === null) return { disabled: false };
  const customer = await holdCustomer(tx, tenantId, customerId);
  if (!customer) throw unknownReference('customerId', 'customer', customerId);
  return { disabled: customer.status === 'disabled' };
};

export interface GroupEdit {
  /** Missing or null stays; so a group never loses its customer by an edit. */
  readonly customerId?: string | null;
  /** Missing or null stays; an empty text takes the reference away. */
  readonly orderRefId?: string | null;
}

/** Changes a group. With another customer its entitlements follow that customer's switch and its contacts' rights end. */
export const editGroup = async (
  database: Database,
  author: Author,
  tenantId: string,
  entitlementGroupId: string,
  edit: GroupEdit,
): Promise<void> => {
  const asked = edit.orderRefId?.trim() ?? null;
  if (asked !== null && asked.length > orderRefIdLengthMax) {
    throw invalid('orderRefId', `must NOT have more than ${orderRefIdLengthMax} characters`, 'maxLength');
  }
  await database.transaction(author, async (tx) => {
    const group = await lockedGroup(tx, tenantId, entitlementGroupId);
    const customerId = edit.customerId ?? group.customer_id;
    const orderRefId = asked === null ? group.order_ref_id : asked || null;
    const customer = await heldCustomer(tx, tenantId, customerId);
    await updateGroup(tx, tenantId, { id: entitlementGroupId, customerId, orderRefId });
    if (customerId !== group.customer_id) await removeAllContacts(tx, tenantId, entitlementGroupId);
    await bumpGroup(tx, tenantId, entitlementGroupId, customer.disabled);
    await tellGroupUpdated(tx, tenantId, entitlementGroupId);
  });
};

/** One edit of a group in a transaction of its own, told to the decision plane. 404 when there is no such group. */
export const withGroup = <Result>(
  database: Database,
  author: Author,
  tenantId: string,
  entitlementGroupId: string,
  work: (tx: Queryable, group: LockedGroup) => Promise<Result>,
): Promise<Result> =>
  database.transaction(author, async (tx) => {
    const group = await lockedGroup(tx, tenantId, entitlementGroupId);
    const result = await work(tx, group);
    await bumpGroup(tx, tenantId, entitlementGroupId);
    await tellGroupUpdated(tx, tenantId, entitlementGroupId);
    return result;
  });
