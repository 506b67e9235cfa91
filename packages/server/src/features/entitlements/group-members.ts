import type { Author } from '../../platform/author.ts';
import type { Database } from '../../platform/database.ts';
import { authorizeContact, pageOfContacts, removeContact } from './authorized-contacts.ts';
import { withGroup } from './edit-group.ts';

/** Who of a customer may use an order, for the rooms that let a customer decide it itself. */

interface Membership {
  readonly tenantId: string;
  readonly entitlementGroupId: string;
  readonly contactId: string;
}

export { pageOfContacts as pageOfMembers };

/** A repetition changes nothing. 404 without the order, 422 when the contact is not the customer's. */
export const addMember = (
  database: Database,
  author: Author,
  { tenantId, entitlementGroupId, contactId }: Membership,
): Promise<void> =>
  withGroup(database, author, tenantId, entitlementGroupId, (tx, group) =>
    authorizeContact(tx, tenantId, group, contactId),
  );

/** 404 without the order, or when it does not list the contact. */
export const removeMember = (
  database: Database,
  author: Author,
  { tenantId, entitlementGroupId, contactId }: Membership,
): Promise<void> =>
  withGroup(database, author, tenantId, entitlementGroupId, (tx) =>
    removeContact(tx, tenantId, entitlementGroupId, contactId),
  );
