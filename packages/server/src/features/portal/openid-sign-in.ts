import type { RoomContext } from '../../platform/room.ts';
import { type ContactIdentity, findContactByClaim, findContactByUsername } from '../customers/index.ts';
import {
  insertOpenIdSignIn,
  type OpenIdProviders,
  readOpaqueToken,
  takeOpenIdSignIn,
  type Vouched,
} from '../identity/index.ts';
import { findPortalOpenId, providerOf } from './openid-store.ts';
import { openContactSession } from './sessions.ts';

/** Signing in to the portal at the vendor's OpenID provider: it vouches for an address, or for what a contact's claim is. */

export interface OpenIdParts extends Pick<RoomContext, 'database' | 'clock'> {
  /** The client we are at the provider, which knows where this tenant's portal is. */
  readonly providersOf: (tenantId: string) => Promise<OpenIdProviders>;
}

/** Why a sign-in at the provider opened no session, for the person and for the operator's log. */
export class PortalOpenIdRefusal extends Error {
  override readonly name = 'PortalOpenIdRefusal';
  readonly problem: 'openIdRejected' | 'openIdUnknownUser';

  constructor(problem: PortalOpenIdRefusal['problem'], reason: string) {
    super(reason);
    this.problem = problem;
  }
}

const rejected = (reason: string) => new PortalOpenIdRefusal('openIdRejected', reason);

/**
 * Where to send the browser; null: the tenant's customers do not sign in by OpenID. @param state a new opaque token of the
 * tenant, which the browser must bring back. Throws ApiProblem `authorityUnavailable`.
 */
export const beginPortalOpenId = async (
  { database, providersOf }: OpenIdParts,
  tenantId: string,
  state: string,
): Promise<string | null> => {
  const opened = readOpaqueToken(state);
  const provider = providerOf(await findPortalOpenId(database, tenantId));
  if (!opened || !provider) return null;
  const { url, begun } = await (await providersOf(tenantId)).begin(tenantId, provider, state);
  await insertOpenIdSignIn(database, opened, begun);
  return url;
};

/** Who returns from the provider: the state of the URL, which the browser's cookie must have too. */
export interface Return {
  readonly state: string;
  readonly cookie: string | null;
  /** With its `?`. */
  readonly query: string;
  readonly address: string;
}

/** Whom the provider means: the contact with its subject or its verified address as claim, else as what it signs in with. */
const contactOf = async (
  { database }: OpenIdParts,
  tenantId: string,
  { subject, verifiedEmail }: Vouched,
): Promise<ContactIdentity | null> => {
  const bySubject = await findContactByClaim(database, tenantId, subject);
  if (bySubject || verifiedEmail === null) return bySubject;
  const byAddress = await findContactByClaim(database, tenantId, verifiedEmail);
  return byAddress ?? findContactByUsername(database, tenantId, verifiedEmail);
};

/** Opens a session; answers its token. Throws PortalOpenIdRefusal, or ApiProblem `authorityUnavailable`. */
export const finishPortalOpenId = async (
  parts: OpenIdParts,
  { state, cookie, query, address }: Return,
): Promise<string> => {
  const { database, clock, providersOf } = parts;
  const opened = readOpaqueToken(state);
  if (!opened || cookie !== state) throw rejected('the sign-in was not begun in this browser');
  const { tenantId } = opened;
  const begun = await takeOpenIdSignIn(database, opened);
  if (!begun || begun.expiresAt.getTime() <= clock.now()) throw rejected('the sign-in has taken too long');
  const provider = providerOf(await findPortalOpenId(database, tenantId));
  if (!provider || provider.issuer !== begun.issuer) throw rejected('the provider was changed meanwhile');
  const providers = await providersOf(tenantId);
  const vouched = await providers.finish(tenantId, provider, { begun, state, query });
  const contact = await contactOf(parts, tenantId, vouched);
  const who = contact && { tenantId, contactId: contact.contactId };
  const token = who && (await openContactSession({ database, clock }, who, 'openId', address));
  if (!token) {
    const name = vouched.verifiedEmail ?? vouched.subject;
    throw new PortalOpenIdRefusal('openIdUnknownUser', `no contact signs in as ${name}`);
  }
  return token;
};
