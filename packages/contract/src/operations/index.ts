import * as activations from './activations.ts';
import * as apiClients from './api-clients.ts';
import * as customerContacts from './customer-contacts.ts';
import * as customers from './customers.ts';
import * as entitlementGroups from './entitlement-groups.ts';
import * as entitlements from './entitlements.ts';
import * as offerings from './offerings.ts';
import * as plans from './plans.ts';
import * as products from './products.ts';

/** Every operation served, by its id. */
export const operations = {
  ...products,
  ...plans,
  ...offerings,
  ...customers,
  ...customerContacts,
  ...entitlementGroups,
  ...entitlements,
  ...activations,
  ...apiClients,
};

export type OperationId = keyof typeof operations;
