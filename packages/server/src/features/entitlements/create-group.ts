import { groupEntitlementsMax } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { invalid, unknownReference } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import { type Offering, offeringsBySku } from '../catalog/index.ts';
import { findTenant } from '../identity/index.ts';
import { putFirstCode } from './activation-codes.ts';
import { heldCustomer, lockedGroup } from './edit-group.ts';
import { tellGroupCreated, tellGroupUpdated } from './group-events.ts';
import { bumpGroup, countEntitlementsOf, insertGroup } from './group-store.ts';
import { type Sale, sellOfferings } from './sell-offerings.ts';

/** Orders: created, and extended by further SKUs. */

export interface Order {
  readonly skus: readonly string[];
  /** Names a SKU in a refusal by its position. */
  readonly skuField: (index: number) => string;
  readonly customerId: string | null;
  /** null: one is generated. */
  readonly activationCode: string | null;
  readonly orderRefId: string | null;
}

/** The offerings of the SKUs, in their order; 422 naming the first unknown one. */
const offeringsOf = async (
  tx: Queryable,
  tenantId: string,
  skus: readonly string[],
  skuField: (index: number) => string,
): Promise<Offering[]> => {
  // SKUs are stored without blanks at their ends.
  const trimmed = skus.map((sku) => sku.trim());
  const known = await offeringsBySku(tx, tenantId, trimmed);
  return trimmed.map((sku, index) => {
    const offering = known.get(sku);
    if (!offering) throw unknownReference(skuField(index), 'offering with the SKU', sku);
    return offering;
  });
};

export const timeZoneOf = async (database: Database, tenantId: string): Promise<string> => {
  const tenant = await findTenant({ database }, tenantId);
  if (!tenant) throw new Error(`tenant ${tenantId} vanished`);
  return tenant.timeZone;
};

const refuseTooManyEntitlements = (count: number) => {
  if (count <= groupEntitlementsMax) return;
  throw invalid(
    'skus',
    `would make ${count} entitlements in one group; at most ${groupEntitlementsMax} are possible`,
  );
};

interface OrderMade {
  readonly id: string;
  /** In the order of the SKUs. */
  readonly entitlementIds: readonly string[];
}

/** Creates a group with one entitlement for each SKU. `at`: epoch ms. */
export const insertOrder = async (
  tx: Queryable,
  tenantId: string,
  order: Order,
  { timeZone, at }: Pick<Sale, 'timeZone' | 'at'>,
): Promise<OrderMade> => {
  const customer = await heldCustomer(tx, tenantId, order.customerId);
  const offerings = await offeringsOf(tx, tenantId, order.skus, order.skuField);
  const id = newId('egr', at);
  await insertGroup(tx, tenantId, { id, customerId: order.customerId, orderRefId: order.orderRefId }, at);
  await putFirstCode(tx, tenantId, id, order.activationCode, at);
  const sale = { entitlementGroupId: id, offerings, customerDisabled: customer.disabled, timeZone, at };
  await tellGroupCreated(tx, tenantId, { id, ...order }, at);
  return { id, entitlementIds: await sellOfferings(tx, tenantId, sale) };
};

/** The same in a transaction of its own; answers the group's id. `at`: epoch ms. */
export const createGroup = async (
  database: Database,
  author: Author,
  tenantId: string,
  order: Order,
  at: number,
): Promise<string> => {
  refuseTooManyEntitlements(order.skus.length);
  const timeZone = await timeZoneOf(database, tenantId);
  const { id } = await database.transaction(author, (tx) =>
    insertOrder(tx, tenantId, order, { timeZone, at }),
  );
  return id;
};

/** Adds one entitlement for each SKU to a group. */
export const extendGroup = async (
  database: Database,
  author: Author,
  tenantId: string,
  entitlementGroupId: string,
  skus: readonly string[],
  at: number,
): Promise<void> => {
  const timeZone = await timeZoneOf(database, tenantId);
  await database.transaction(author, async (tx) => {
    const group = await lockedGroup(tx, tenantId, entitlementGroupId);
    const customer = await heldCustomer(tx, tenantId, group.customer_id);
    const offerings = await offeringsOf(tx, tenantId, skus, (index) => `skus.${index}`);
    await bumpGroup(tx, tenantId, entitlementGroupId);
    await tellGroupUpdated(tx, tenantId, entitlementGroupId);
    const sale = { entitlementGroupId, offerings, customerDisabled: customer.disabled, timeZone, at };
    await sellOfferings(tx, tenantId, sale);
    refuseTooManyEntitlements(await countEntitlementsOf(tx, tenantId, entitlementGroupId));
  });
};
