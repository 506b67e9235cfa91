import { portalVendorMinutes, sessionHoursMax, sessionIdleMinutes } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { newOpaqueToken, type OpaqueToken, readOpaqueToken } from '../identity/index.ts';
import {
  forgetPortalSessions,
  insertContactSession,
  insertVendorSession,
  type NewPortalSession,
  type PortalSessionRow,
  usePortalSession,
} from './sessions-store.ts';
import { visibilityInForce } from './settings.ts';

/** Sessions of the portal: from who somebody is to an opaque token, and from the token to who calls. */

export type SessionParts = Pick<RoomContext, 'database' | 'clock'>;

const idleSince = (now: number): Date => new Date(now - sessionIdleMinutes * 60_000);

const newSession = (tenantId: string, address: string, now: number, lifeMs: number) => {
  const token = newOpaqueToken(tenantId);
  const opened = readOpaqueToken(token);
  if (!opened) throw new Error('a new token cannot be read');
  const session: NewPortalSession = {
    ...{ tenantId, sessionId: newId('ses', now), tokenHash: opened.hash, address },
    ...{ createdAt: new Date(now), expiresAt: new Date(now + lifeMs) },
  };
  return { token, session };
};

export const contactAuthor = ({
  contactId,
  email,
}: {
  readonly contactId: string;
  readonly email: string;
}): Author => ({ kind: 'contact', id: contactId, name: email });

/** A token for the browser, only its hash is kept; null when the contact cannot sign in any more. */
export const openContactSession = async (
  { database, clock }: SessionParts,
  contact: { readonly tenantId: string; readonly contactId: string },
  method: 'password' | 'openId',
  address: string,
): Promise<string | null> => {
  const lifeMs = sessionHoursMax * 3_600_000;
  const { token, session } = newSession(contact.tenantId, address, clock.now(), lifeMs);
  return (await insertContactSession(database, session, contact.contactId, method)) ? token : null;
};

/** The same for the vendor in the customer's place, which the audit log tells; null when there is no such customer. */
export const openVendorSession = async (
  { database, clock }: SessionParts,
  link: { readonly tenantId: string; readonly customerId: string; readonly author: Author },
  address: string,
): Promise<string | null> => {
  const lifeMs = portalVendorMinutes * 60_000;
  const { token, session } = newSession(link.tenantId, address, clock.now(), lifeMs);
  const isOpened = await database.transaction(link.author, (tx) =>
    insertVendorSession(tx, session, link.customerId, link.author),
  );
  return isOpened ? token : null;
};

/** The session of a token, which is thereby used; null when it has ended or never was. */
export const portalSessionOf = async (
  { database, clock }: SessionParts,
  token: OpaqueToken,
): Promise<PortalSessionRow | null> => {
  const now = clock.now();
  const found = await usePortalSession(database, token, new Date(now), idleSince(now));
  return found && { ...found, ...visibilityInForce(found) };
};

/** Deletes sessions that have expired; nobody can use them any more. */
export const forgetEndedPortalSessions = async ({ database, clock }: SessionParts): Promise<void> => {
  const now = clock.now();
  await forgetPortalSessions(database, new Date(now), idleSince(now));
};
