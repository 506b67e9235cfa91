import { operations } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { recordCustomFields } from '../catalog/index.ts';
import { createPortalLinks } from '../identity/index.ts';
import { changeStanding } from './change-standing.ts';
import { tellCreated, tellUpdated } from './customer-events.ts';
import { customerSettings, newStanding, standingAfter } from './customer-settings.ts';
import {
  countEntitlements,
  deleteCustomer,
  findCustomer,
  insertCustomer,
  listCustomers,
  lockForDeletion,
  updateCustomer,
} from './customers-store.ts';
import type { LaterRooms } from './later-rooms.ts';

export const registerCustomerRoutes = (
  context: RoomContext,
  { setCustomerDisabled, deleteSoldTo, portalUrlOf }: LaterRooms,
): void => {
  const { route, database, clock } = context;

  route(operations.createCustomer, async ({ tenantId, author, body }) => {
    const at = clock.now();
    const customerId = newId('cust', at);
    const settings = customerSettings(body);
    const standing = standingAfter(newStanding, body.status, at);
    const creation = database.transaction(author, async (tx) => {
      await recordCustomFields(tx, tenantId, { type: 'customer', id: customerId }, settings.customFields);
      await insertCustomer(tx, tenantId, customerId, settings, standing, at);
      await tellCreated(tx, tenantId, [{ customerId, name: settings.name }], at);
    });
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
      await recordCustomFields(tx, tenantId, { type: 'customer', id: customerId }, settings.customFields);
      await updateCustomer(tx, tenantId, customerId, settings, at);
      await tellUpdated(tx, tenantId, [customerId], at);
    });
    await orDuplicate('accountRefId', settings.accountRefId ?? '', update);
    return undefined;
  });

  for (const [operation, wish] of [
    [operations.disableCustomer, 'disabled'],
    [operations.enableCustomer, 'active'],
  ] as const) {
    route(operation, async ({ tenantId, author, params: { customerId } }) => {
      const at = clock.now();
      const change = { tenantId, customerId, wish, at };
      await database.transaction(author, async (tx) => {
        if (await changeStanding(tx, setCustomerDisabled, change))
          await tellUpdated(tx, tenantId, [customerId], at);
      });
      return undefined;
    });
  }

  route(operations.getCustomerStats, async ({ tenantId, params: { customerId } }) => {
    if (!(await findCustomer(database, tenantId, customerId))) throw notFound('customer', customerId);
    return { entitlementsCount: await countEntitlements(database, tenantId, customerId) };
  });

  route(operations.deleteCustomer, async ({ tenantId, author, params: { customerId } }) => {
    await database.transaction(author, async (tx) => {
      if (!(await lockForDeletion(tx, tenantId, customerId))) throw notFound('customer', customerId);
      await deleteSoldTo(tx, tenantId, customerId);
      await deleteCustomer(tx, tenantId, customerId);
    });
    return undefined;
  });

  const portalLink = createPortalLinks(context);
  route(operations.getCustomerPortalUrl, async ({ tenantId, author, params: { customerId } }) => {
    if (!(await findCustomer(database, tenantId, customerId))) throw notFound('customer', customerId);
    return { url: await portalLink(tenantId, customerId, await portalUrlOf(tenantId), author) };
  });
};
