import { operations } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { contactSettings, patchedContact } from './contact-settings.ts';
import {
  deleteContact,
  findContact,
  insertContact,
  listContacts,
  lockContact,
  searchContacts,
  updateContact,
} from './contacts-store.ts';
import { followAddress } from './credentials-store.ts';
import { findCustomer } from './customers-store.ts';

export const registerContactRoutes = ({ route, database, clock }: RoomContext): void => {
  route(operations.searchContacts, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { items, total } = await searchContacts(database, tenantId, query.email?.trim() ?? '', page);
    return pageReply(page, items, total);
  });

  route(operations.createContact, async ({ tenantId, author, params: { customerId }, body }) => {
    const at = clock.now();
    const contactId = newId('con', at);
    const settings = contactSettings(body);
    if (!(await findCustomer(database, tenantId, customerId))) throw notFound('customer', customerId);
    const creation = database.transaction(author, (tx) =>
      insertContact(tx, tenantId, customerId, contactId, settings, at),
    );
    await orDuplicate('email', settings.email, creation);
    return { id: contactId, ...settings, createdAt: new Date(at).toISOString(), updatedAt: null };
  });

  route(operations.listContacts, async ({ tenantId, params: { customerId }, query }) => {
    if (!(await findCustomer(database, tenantId, customerId))) throw notFound('customer', customerId);
    const page = pageAsked(query);
    const { items, total } = await listContacts(database, tenantId, customerId, page);
    return pageReply(page, items, total);
  });

  route(operations.getContact, async ({ tenantId, params: { customerId, contactId } }) => {
    const contact = await findContact(database, tenantId, customerId, contactId);
    if (!contact) throw notFound('contact', contactId);
    return contact;
  });

  route(operations.updateContact, async ({ tenantId, author, params: { customerId, contactId }, body }) => {
    const settings = contactSettings(body);
    const update = database.transaction(author, async (tx) => {
      const known = await updateContact(tx, tenantId, customerId, contactId, settings, clock.now());
      if (!known) throw notFound('contact', contactId);
      await followAddress(tx, tenantId, contactId, settings.email);
    });
    await orDuplicate('email', settings.email, update);
    return undefined;
  });

  route(operations.patchContact, async ({ tenantId, author, params: { customerId, contactId }, body }) => {
    const patch = database.transaction(author, async (tx) => {
      const current = await lockContact(tx, tenantId, customerId, contactId);
      if (!current) throw notFound('contact', contactId);
      const settings = patchedContact(current, body);
      await updateContact(tx, tenantId, customerId, contactId, settings, clock.now());
      await followAddress(tx, tenantId, contactId, settings.email);
    });
    await orDuplicate('email', body.email?.trim() ?? '', patch);
    return undefined;
  });

  route(operations.deleteContact, async ({ tenantId, author, params: { customerId, contactId } }) => {
    const isKnown = await database.transaction(author, (tx) =>
      deleteContact(tx, tenantId, customerId, contactId),
    );
    if (!isKnown) throw notFound('contact', contactId);
    return undefined;
  });
};
