import { operations, type UpdateCredentialsApiRequest } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import { violatedUnique } from '../../platform/database.ts';
import { duplicate, notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { refuseBlank } from '../catalog/index.ts';
import { lockContact } from './contacts-store.ts';
import { findCredentials, storeCredentials } from './credentials-store.ts';
import type { LaterRooms } from './later-rooms.ts';
import { mailPasswordLink } from './password-links.ts';
import { inviteContact } from './portal-users.ts';

export const registerCredentialRoutes = (
  context: RoomContext,
  { portalUrlOf }: Pick<LaterRooms, 'portalUrlOf'>,
): void => {
  const { route, database } = context;

  route(operations.getContactCredentials, async ({ tenantId, params: { customerId, contactId } }) => {
    const credentials = await findCredentials(database, tenantId, customerId, contactId);
    if (!credentials) throw notFound('contact', contactId);
    return credentials;
  });

  route(operations.updateContactCredentials, async ({ tenantId, author, params, body }) => {
    await updateCredentials(context, { tenantId, author, ...params }, body);
    return undefined;
  });

  route(operations.inviteContactToPortal, async ({ tenantId, author, params, body }) => {
    const { customerId, contactId } = params;
    const portalUrl = await portalUrlOf(tenantId);
    const { clock } = context;
    await inviteContact({ database, clock, author, tenantId, customerId, portalUrl }, contactId, body.role);
    return undefined;
  });

  route(operations.requestContactPasswordAction, async ({ tenantId, author, params, body }) => {
    const portalUrl = await portalUrlOf(tenantId);
    await mailPasswordLink(context, portalUrl, { tenantId, author, ...params, action: body.action });
    return undefined;
  });
};

interface OfContact {
  readonly tenantId: string;
  readonly author: Author;
  readonly customerId: string;
  readonly contactId: string;
}

/** 404 without such a contact; 409 when another contact of the tenant signs in with the same address or claim. */
const updateCredentials = async (
  { database }: Pick<RoomContext, 'database'>,
  { tenantId, author, customerId, contactId }: OfContact,
  { authentication, role }: UpdateCredentialsApiRequest,
): Promise<void> => {
  const claimValue = authentication.type === 'openIdToken' ? authentication.claimValue : null;
  if (claimValue !== null) refuseBlank('authentication.claimValue', claimValue);
  let email = '';
  try {
    await database.transaction(author, async (tx) => {
      const contact = await lockContact(tx, tenantId, customerId, contactId);
      if (!contact) throw notFound('contact', contactId);
      email = contact.email;
      await storeCredentials(tx, tenantId, contact, {
        authentication: authentication.type,
        claimValue,
        role,
      });
    });
  } catch (error) {
    if (violatedUnique(error) === null) throw error;
    throw claimValue === null
      ? duplicate('authentication', email)
      : duplicate('authentication.claimValue', claimValue);
  }
};
