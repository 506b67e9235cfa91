import { operations, type PatchCustomerOwnersApiRequest } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound, unknownReference } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { createPortalLinks } from '../identity/index.ts';
import { changeStanding, type SetCustomerDisabled } from './change-standing.ts';
import { customerSettings, newStanding, standingAfter } from './customer-settings.ts';
import {
  clearOwners,
  countEntitlements,
  findCustomer,
  insertCustomer,
  listCustomers,
  type Owner,
  updateCustomer,
} from './customers-store.ts';

export const registerCustomerRoutes = (
  context: RoomContext,
  setCustomerDisabled: SetCustomerDisabled,
): void => {
  const { route, database, clock } = context;

  route(operations.createCustomer, async ({ tenantId, author, body }) => {
    const at = clock.now();
    const customerId = newId('cust', at);
    const settings = customerSettings(body);
    const standing = standingAfter(newStanding, body.status, at);
    const creation = database.transaction(author, (tx) =>
      insertCustomer(tx, tenantId, customerId, settings, standing, at),
    );
    await orDuplicate('accountRefId', settings.accountRefId ?? '', creation);
    const customer = await findCustomer(database, tenantId, customerId);
    if (!customer) throw notFound('customer', customerId);
    return customer;
  });

  route(operations.listCustomers, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { items, total } = await listCustomers(database, tenantId, page);
    return pageReply(page, items, total);
  });

  route(operations.getCustomer, async ({ tenantId, params: { customerId } }) => {
    const customer = await findCustomer(database, tenantId, customerId);
    if (!customer) throw notFound('customer', customerId);
    return customer;
  });

  route(operations.updateCustomer, async ({ tenantId, author, params: { customerId }, body }) => {
    const at = clock.now();
    const settings = customerSettings(body);
    const update = database.transaction(author, async (tx) => {
      const wish = body.status;
      await changeStanding(tx, setCustomerDisabled, { tenantId, customerId, wish, at });
      await updateCustomer(tx, tenantId, customerId, settings, at);
    });
    await orDuplicate('accountRefId', settings.accountRefId ?? '', update);
    return undefined;
  });

  for (const [operation, wish] of [
    [operations.disableCustomer, 'disabled'],
    [operations.enableCustomer, 'active'],
  ] as const) {
    route(operation, async ({ tenantId, author, params: { customerId } }) => {
      const change = { tenantId, customerId, wish, at: clock.now() };
      await database.transaction(author, (tx) => changeStanding(tx, setCustomerDisabled, change));
      return undefined;
    });
  }

  route(operations.getCustomerStats, async ({ tenantId, params: { customerId } }) => {
    if (!(await findCustomer(database, tenantId, customerId))) throw notFound('customer', customerId);
    return { entitlementsCount: await countEntitlements(database, tenantId, customerId) };
  });

  const portalLink = createPortalLinks(context);
  route(operations.getCustomerPortalUrl, async ({ tenantId, params: { customerId } }) => {
    if (!(await findCustomer(database, tenantId, customerId))) throw notFound('customer', customerId);
    return { url: await portalLink(tenantId, customerId) };
  });

  registerOwnerRoutes(context);
};

const owners: readonly Owner[] = ['salesOwner', 'customerSuccessOwner', 'serviceOwner'];

/** Owners are users of the console. While there are none, an owner can only be cleared. */
const refuseUnknownUsers = (body: PatchCustomerOwnersApiRequest) => {
  for (const owner of owners) {
    const userId = body[owner];
    if (userId) throw unknownReference(owner, 'user', userId);
  }
};

const registerOwnerRoutes = ({ route, database, clock }: RoomContext): void => {
  route(operations.updateCustomerOwners, async ({ tenantId, author, params: { customerId }, body }) => {
    refuseUnknownUsers(body);
    const known = await database.transaction(author, (tx) =>
      clearOwners(tx, tenantId, customerId, owners, clock.now()),
    );
    if (!known) throw notFound('customer', customerId);
    return undefined;
  });

  route(operations.patchCustomerOwners, async ({ tenantId, author, params: { customerId }, body }) => {
    refuseUnknownUsers(body);
    const cleared = owners.filter((owner) => body[owner] === null);
    const known = await database.transaction(author, (tx) =>
      clearOwners(tx, tenantId, customerId, cleared, clock.now()),
    );
    if (!known) throw notFound('customer', customerId);
    return undefined;
  });
};
