import { userEmailPattern } from '@leeway/contract';
import { type Author, systemAuthor } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { userAuthor } from './choose-password.ts';
import { type OpaqueToken, readOpaqueToken } from './opaque-token.ts';
import type { NamedProvider, OpenIdProviders, Vouched } from './openid-provider.ts';
import {
  insertOpenIdSignIn,
  type OpenIdSettings,
  selectOpenIdSettings,
  takeOpenIdSignIn,
} from './openid-store.ts';
import { openSession } from './sessions.ts';
import { type SignedIn, signedIn } from './sign-in.ts';
import type { IdentityParts } from './tenants.ts';
import { addUser } from './users.ts';
import {
  lockUser,
  selectUserByEmail,
  selectUserByOpenId,
  type UserRow,
  updateUserRow,
} from './users-store.ts';

/** Signing in at the tenant's OpenID provider. Its account is tied to the user at the first sign-in, by the address. */

export interface OpenIdParts extends IdentityParts {
  readonly providers: OpenIdProviders;
}

/** Why a sign-in at the provider opened no session, for the person and for the operator's log. */
export class OpenIdRefusal extends Error {
  override readonly name = 'OpenIdRefusal';
  readonly problem: 'openIdRejected' | 'openIdUnknownUser';

  constructor(problem: OpenIdRefusal['problem'], reason: string) {
    super(reason);
    this.problem = problem;
  }
}

const rejected = (reason: string) => new OpenIdRefusal('openIdRejected', reason);
const unknownUser = (reason: string) => new OpenIdRefusal('openIdUnknownUser', reason);

/** Null: the tenant's people do not sign in by OpenID. */
export const providerOf = (
  settings: OpenIdSettings,
): (NamedProvider & Pick<OpenIdSettings, 'defaultRole'>) | null => {
  const { enabled, issuer, clientId } = settings;
  return enabled && issuer !== null && clientId !== null ? { ...settings, issuer, clientId } : null;
};

/**
 * Where to send the browser; null: the tenant's people do not sign in by OpenID. @param state a new opaque token of the
 * tenant, which the browser must bring back. Throws ApiProblem `authorityUnavailable`.
 */
export const beginOpenIdSignIn = async (
  { database, providers }: OpenIdParts,
  tenantId: string,
  state: string,
): Promise<string | null> => {
  const opened = readOpaqueToken(state);
  const provider = providerOf(await selectOpenIdSettings(database, tenantId));
  if (!opened || !provider) return null;
  const { url, begun } = await providers.begin(tenantId, provider, state);
  await insertOpenIdSignIn(database, opened, begun);
  return url;
};

const printable = (name: string | null): string =>
  (name ?? '')
    .replace(/[^\p{L}\p{M}\p{N} .,'’_+-]/gu, '')
    .trim()
    .slice(0, 50);

const provision = (
  tx: Queryable,
  tenantId: string,
  role: UserRow['role'],
  { issuer, subject, firstName, lastName }: Vouched,
  email: string,
  now: number,
): Promise<UserRow> => {
  if (email.length > 100 || !new RegExp(userEmailPattern).test(email)) {
    throw rejected(`the address ${email} is none that a user can have`);
  }
  const [local = ''] = email.split('@');
  const first = printable(firstName) || local.slice(0, 50);
  const asked = { username: email, firstName: first, lastName: printable(lastName) || first, email, role };
  return addUser(tx, tenantId, asked, now, { openId: { issuer, subject } });
};

/** Ties the account at the provider to the user with its address. */
const tie = async (tx: Queryable, user: UserRow, vouched: Vouched, now: number): Promise<void> => {
  const { issuer, subject, verifiedEmail } = vouched;
  if (user.email.toLowerCase() !== verifiedEmail?.toLowerCase())
    throw rejected('the address was changed meanwhile');
  if (user.openIdIssuer === issuer && user.openIdSubject !== subject) {
    throw rejected(`${user.username} signs in with another account of the provider`);
  }
  const tied = { ...user, openIdIssuer: issuer, openIdSubject: subject, emailVerified: true };
  await updateUserRow(tx, tied, new Date(now));
};

/** Whom the provider means: the user who signed in with the account before, else the one of its verified address. */
const findUser = async (db: Queryable, tenantId: string, vouched: Vouched): Promise<UserRow | null> => {
  const { issuer, subject, verifiedEmail } = vouched;
  const tied = await selectUserByOpenId(db, tenantId, issuer, subject);
  if (tied || verifiedEmail === null) return tied;
  return selectUserByEmail(db, tenantId, verifiedEmail);
};

const userIn = async (
  tx: Queryable,
  tenantId: string,
  { defaultRole }: Pick<OpenIdSettings, 'defaultRole'>,
  vouched: Vouched,
  now: number,
): Promise<UserRow> => {
  const { verifiedEmail, issuer, subject } = vouched;
  const found = await findUser(tx, tenantId, vouched);
  const user = found && (await lockUser(tx, tenantId, found.userId));
  if (!user) {
    if (verifiedEmail === null) throw unknownUser('the provider names no verified address');
    if (defaultRole === null) throw unknownUser(`no user has the address ${verifiedEmail}`);
    return provision(tx, tenantId, defaultRole, vouched, verifiedEmail, now);
  }
  if (user.disabledDate) throw unknownUser(`${user.username} is disabled`);
  if (user.openIdIssuer !== issuer || user.openIdSubject !== subject) await tie(tx, user, vouched, now);
  return user;
};

/** Who returns from the provider: the state of the URL, which the browser's cookie must have too. */
export interface Return {
  readonly state: string;
  readonly cookie: string | null;
  /** With its `?`. */
  readonly query: string;
  readonly address: string;
}

/** What was begun in this browser. Throws OpenIdRefusal. */
const takeBegun = async ({ database, clock }: OpenIdParts, { state, cookie }: Return) => {
  const opened: OpaqueToken | null = readOpaqueToken(state);
  if (!opened || cookie !== state) throw rejected('the sign-in was not begun in this browser');
  const begun = await takeOpenIdSignIn(database, opened);
  if (!begun || begun.expiresAt.getTime() <= clock.now()) throw rejected('the sign-in has taken too long');
  const provider = providerOf(await selectOpenIdSettings(database, opened.tenantId));
  if (!provider || provider.issuer !== begun.issuer) throw rejected('the provider was changed meanwhile');
  return { tenantId: opened.tenantId, begun, provider };
};

/** Opens a session. Throws OpenIdRefusal, or ApiProblem `authorityUnavailable`. */
export const finishOpenIdSignIn = async (parts: OpenIdParts, returned: Return): Promise<SignedIn> => {
  const { database, clock, providers } = parts;
  const { tenantId, begun, provider } = await takeBegun(parts, returned);
  const { state, query, address } = returned;
  const vouched = await providers.finish(tenantId, provider, { begun, state, query });
  const known = await findUser(database, tenantId, vouched);
  const author: Author = known ? userAuthor(known) : systemAuthor;
  const opened = await database.transaction(author, async (tx) => {
    const user = await userIn(tx, tenantId, provider, vouched, clock.now());
    return openSession(tx, user, { address, method: 'openId', awaitsCode: false }, clock.now());
  });
  return signedIn(parts, opened);
};
