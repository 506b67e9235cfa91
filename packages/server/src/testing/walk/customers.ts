import { given, type Recipes, type World } from './world.ts';

/** Valid requests of the customers' operations. */

const ofCustomer = async (w: World) => ({ params: { customerId: await w.customer() } });

const ofNote = async (w: World) => {
  const { params } = await ofCustomer(w);
  const { id } = await w.create(`/customers/${params.customerId}/notes`, { note: 'Called.' });
  return { params: { ...params, noteId: id as string } };
};

const customers: Recipes = {
  createCustomer: (w) => ({
    body: {
      ...{ name: w.named('Customer'), type: 'customer', accountRefId: w.named('ACC') },
      ...{ address: { city: 'Berlin', country: 'DE' }, contractValue: 12_500.5 },
      contractStartDate: '2025-01-01T00:00:00Z',
    },
  }),
  listCustomers: (w) => given(w.customer()),
  getCustomer: ofCustomer,
  updateCustomer: async (w) => ({ ...(await ofCustomer(w)), body: { name: w.named('Customer') } }),
  disableCustomer: ofCustomer,
  enableCustomer: async (w) => {
    const asked = await ofCustomer(w);
    await w.create(`PATCH /customers/${asked.params.customerId}/disable`);
    return asked;
  },
  deleteCustomer: ofCustomer,
  getCustomerPortalUrl: ofCustomer,
  getCustomerStats: ofCustomer,
  updateCustomerOwners: async (w) => ({
    ...(await ofCustomer(w)),
    body: { salesOwner: (await w.user()).userId },
  }),
  getCustomerOwners: ofCustomer,
  patchCustomerOwners: async (w) => ({
    ...(await ofCustomer(w)),
    body: { serviceOwner: (await w.user()).userId },
  }),
  createCustomerNote: async (w) => ({ ...(await ofCustomer(w)), body: { note: 'Called.' } }),
  listCustomerNotes: async (w) => {
    const asked = await ofCustomer(w);
    await w.create(`/customers/${asked.params.customerId}/notes`, { note: 'Called.' });
    return asked;
  },
  getCustomerNote: ofNote,
  updateCustomerNote: async (w) => ({ ...(await ofNote(w)), body: { note: 'Called twice.' } }),
  deleteCustomerNote: ofNote,
};

const ofContact = async (w: World) => {
  const { customerId, contactId } = await w.contact();
  return { params: { customerId, contactId } };
};

/** A contact who signs in to the portal by a password. */
const withPassword = async (w: World) => {
  const asked = await ofContact(w);
  const { customerId, contactId } = asked.params;
  const credentials = { authentication: { type: 'password' }, role: 'user' };
  await w.create(`PATCH /customers/${customerId}/contacts/${contactId}/credentials`, credentials);
  return asked;
};

const contacts: Recipes = {
  searchContacts: async (w) => ({ query: { email: (await w.contact()).email } }),
  createContact: async (w) => ({
    ...(await ofCustomer(w)),
    body: { email: `${w.named('bob')}@example.com`, isKeyContact: true, status: 'active' },
  }),
  listContacts: async (w) => ({ params: { customerId: (await w.contact()).customerId } }),
  getContact: ofContact,
  updateContact: async (w) => ({
    ...(await ofContact(w)),
    body: { email: `${w.named('bob')}@example.com`, status: 'active', isKeyContact: false },
  }),
  patchContact: async (w) => ({ ...(await ofContact(w)), body: { lastName: 'Lovelace' } }),
  deleteContact: ofContact,
  getContactCredentials: withPassword,
  updateContactCredentials: async (w) => ({
    ...(await ofContact(w)),
    body: { authentication: { type: 'openIdToken', claimValue: w.named('ada') }, role: 'admin' },
  }),
  requestContactPasswordAction: async (w) => ({ ...(await withPassword(w)), body: { action: 'setup' } }),
};

export const customerRecipes: Recipes = { ...customers, ...contacts };
