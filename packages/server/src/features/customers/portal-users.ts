import type { CustomerUserRole, InvitePortalUserApiRequest } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, duplicate, notFound } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import { hashPassword, isPasswordOf } from '../../platform/password-hash.ts';
import type { RoomContext } from '../../platform/room.ts';
import { contactSettings } from './contact-settings.ts';
import { insertContact, lockContact } from './contacts-store.ts';
import { findCredentials, findPasswordOwner, storeCredentials, storePassword } from './credentials-store.ts';
import { mailPasswordLink, queuePasswordLink, refuseWeak } from './password-links.ts';
import {
  deleteCredentials,
  findPortalUser,
  lockAdmins,
  lockContactByEmail,
  type PortalUser,
  storeRole,
} from './portal-users-store.ts';

/** A customer's people in the portal: invited, given a role, and taken out again (rule 43). */

export interface PortalUserParts extends Pick<RoomContext, 'database' | 'clock'> {
  readonly author: Author;
  readonly tenantId: string;
  readonly customerId: string;
  /** Where mailed links lead; no slash at the end. */
  readonly portalUrl: string;
}

const withPassword = (role: CustomerUserRole) =>
  ({ authentication: 'password', claimValue: null, role }) as const;

/** The contact to invite: the customer's own of that address, or a new one. */
const contactToInvite = async (
  tx: Queryable,
  { clock, tenantId, customerId }: Omit<PortalUserParts, 'portalUrl'>,
  { email, firstName = null, lastName = null }: InvitePortalUserApiRequest,
): Promise<{ readonly id: string; readonly email: string }> => {
  const known = await lockContactByEmail(tx, tenantId, customerId, email);
  if (known?.canSignIn) throw duplicate('email', email);
  if (known && !known.isActive) throw new ApiProblem('conflict', 'The contact of this address is inactive.');
  if (known) return known;
  const at = clock.now();
  const contact = { id: newId('con', at), email };
  const settings = contactSettings({ email, firstName, lastName });
  await insertContact(tx, tenantId, customerId, contact.id, settings, at);
  return contact;
};

/** Throws ApiProblem `duplicate` when somebody signs in with this address already, `conflict`. */
export const invitePortalUser = (
  parts: PortalUserParts,
  asked: InvitePortalUserApiRequest,
): Promise<PortalUser> => {
  const { database, author, tenantId, customerId, portalUrl } = parts;
  const invitation = database.transaction(author, async (tx) => {
    const contact = await contactToInvite(tx, parts, asked);
    await storeCredentials(tx, tenantId, contact, withPassword(asked.role));
    const link = { tenantId, customerId, contactId: contact.id, action: 'setup' } as const;
    await queuePasswordLink(tx, parts, portalUrl, link);
    const invited = await findPortalUser(tx, tenantId, customerId, contact.id);
    if (!invited) throw new Error('a contact that was just invited is not there');
    return invited;
  });
  return orDuplicate('email', asked.email, invitation);
};

/**
 * Invites a contact that the vendor knows; one that has a password keeps it until the mailed link is used. Throws
 * ApiProblem `notFound`; `conflict` when it is inactive or signs in by OpenID; `duplicate` when another one signs in with
 * its address.
 */
export const inviteContact = async (
  parts: PortalUserParts,
  contactId: string,
  role: CustomerUserRole,
): Promise<void> => {
  const { database, author, tenantId, customerId, portalUrl } = parts;
  let email = '';
  const invitation = database.transaction(author, async (tx) => {
    const contact = await lockContact(tx, tenantId, customerId, contactId);
    if (!contact) throw notFound('contact', contactId);
    email = contact.email;
    const known = await findCredentials(tx, tenantId, customerId, contactId);
    if (known?.authentication?.type === 'openIdToken') {
      throw new ApiProblem('conflict', 'The contact signs in by OpenID and needs no invitation.');
    }
    await storeCredentials(tx, tenantId, contact, withPassword(role));
    await queuePasswordLink(tx, parts, portalUrl, { tenantId, customerId, contactId, action: 'setup' });
  });
  return orDuplicate('email', email, invitation);
};

/** For who runs the installation: a user with this password, made when there is none, without a mail. */
export const givePortalPassword = async (
  parts: Omit<PortalUserParts, 'portalUrl'>,
  asked: InvitePortalUserApiRequest,
  password: string,
): Promise<void> => {
  const { database, author, tenantId, customerId } = parts;
  const passwordHash = await hashPassword(password);
  await database.transaction(author, async (tx) => {
    const known = await lockContactByEmail(tx, tenantId, customerId, asked.email);
    const contact = known ?? (await contactToInvite(tx, parts, asked));
    await storeCredentials(tx, tenantId, contact, withPassword(asked.role));
    await storePassword(tx, tenantId, contact.id, passwordHash);
  });
};

/** Throws ApiProblem `notFound`. */
const mustFind = async (tx: Queryable, { tenantId, customerId }: PortalUserParts, contactId: string) => {
  const user = await findPortalUser(tx, tenantId, customerId, contactId);
  if (!user) throw notFound('user', contactId);
  return user;
};

/** Without an admin nobody of the customer could make one. */
const refuseLastAdmin = async (tx: Queryable, parts: PortalUserParts, contactId: string): Promise<void> => {
  const { tenantId, customerId } = parts;
  const admins = await lockAdmins(tx, tenantId, customerId, contactId);
  const user = await mustFind(tx, parts, contactId);
  const isAnother = admins.some((id) => id !== contactId);
  if (user.role === 'admin' && user.state !== 'invited' && !isAnother) {
    throw new ApiProblem('conflict', 'The last admin who can sign in stays one.');
  }
};

/** Throws ApiProblem `notFound`, or `conflict` for the last admin. */
export const setPortalRole = (
  parts: PortalUserParts,
  contactId: string,
  role: CustomerUserRole,
): Promise<void> =>
  parts.database.transaction(parts.author, async (tx) => {
    if (role === 'user') await refuseLastAdmin(tx, parts, contactId);
    else await mustFind(tx, parts, contactId);
    await storeRole(tx, parts.tenantId, contactId, role);
  });

/** The contact stays, and its right to use orders with it. Throws ApiProblem `notFound`, or `conflict` for the last admin. */
export const removePortalUser = (parts: PortalUserParts, contactId: string): Promise<void> =>
  parts.database.transaction(parts.author, async (tx) => {
    await refuseLastAdmin(tx, parts, contactId);
    await deleteCredentials(tx, parts.tenantId, contactId);
  });

/** Throws ApiProblem `notFound`, or `conflict` for one that signs in by OpenID. */
export const resendPortalInvitation = async (parts: PortalUserParts, contactId: string): Promise<void> => {
  const { database, author, tenantId, customerId, portalUrl } = parts;
  const { state } = await mustFind(database, parts, contactId);
  const action = state === 'invited' ? 'setup' : 'reset';
  await mailPasswordLink(parts, portalUrl, { tenantId, author, customerId, contactId, action });
};

/**
 * Null when the current password is wrong. `keep` runs in the same transaction, after the change. Throws ApiProblem
 * `validationFailed` that names `newPassword`.
 */
export const changeContactPassword = async (
  { database }: Pick<RoomContext, 'database'>,
  { tenantId, author, email }: { readonly tenantId: string; readonly author: Author; readonly email: string },
  { currentPassword, newPassword }: { readonly currentPassword: string; readonly newPassword: string },
  keep: (tx: Queryable) => Promise<unknown>,
): Promise<true | null> => {
  const owner = await findPasswordOwner(database, tenantId, email);
  if (!owner?.passwordHash || !(await isPasswordOf(owner.passwordHash, currentPassword))) return null;
  refuseWeak(newPassword, email, 'newPassword');
  const passwordHash = await hashPassword(newPassword);
  return database.transaction(author, async (tx) => {
    await lockContact(tx, tenantId, owner.customerId, owner.contactId);
    // Of two changes at once, one knows the current password.
    const present = await findPasswordOwner(tx, tenantId, email);
    if (present?.passwordHash !== owner.passwordHash) return null;
    await storePassword(tx, tenantId, owner.contactId, passwordHash);
    await keep(tx);
    return true;
  });
};
