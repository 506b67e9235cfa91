import type { OpenIdTokenCredentialsModel, PasswordCredentialsModel } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import { findContactByClaim } from '../customers/index.ts';
import { createAuthorities } from './authority.ts';
import { registerSettings } from './routes.ts';
import { findSettings } from './settings-store.ts';
import { createPasswordVerifier } from './verify-password.ts';
import { createTokenVerifier } from './verify-token.ts';

/** The door of account-based licensing: who a user is, and which orders the user may take seats of. */

/** A user whose word was verified. */
export interface Account {
  readonly activationMethod: 'openIdToken' | 'password';
  readonly username: string;
  /** May use the groups that list it; null: no contact has the user's claim. */
  readonly contactId: string | null;
  /** Groups the authority says the user may use. */
  readonly entitlementGroupIds: readonly string[];
}

/** Throws ApiProblem `credentialsRejected`, `tooManyRequests`, `authorityUnavailable` or `overloaded`. */
export type VerifyAccount = (
  tenantId: string,
  credentials: OpenIdTokenCredentialsModel | PasswordCredentialsModel,
  ipAddress: string,
) => Promise<Account>;

export interface AccountLicensingOptions {
  /** Whether an OpenID authority may be at a loopback or private address. */
  readonly allowPrivate: boolean;
}

export const registerAccountLicensing = (
  context: RoomContext,
  { allowPrivate }: AccountLicensingOptions,
): VerifyAccount => {
  const { database, clock } = context;
  const verifyToken = createTokenVerifier(createAuthorities({ clock, allowPrivate }), clock);
  const verifyPassword = createPasswordVerifier({ database, clock });
  registerSettings(context, allowPrivate);

  return async (tenantId, credentials, ipAddress) => {
    if (credentials.type === 'password') {
      const { username, password } = credentials;
      const { contactId, email } = await verifyPassword(tenantId, { username, password, ipAddress });
      return { activationMethod: 'password', username: email, contactId, entitlementGroupIds: [] };
    }
    const settings = await findSettings(database, tenantId);
    const { username, entitlementGroupIds } = await verifyToken(tenantId, credentials.token, settings);
    const contact = await findContactByClaim(database, tenantId, username);
    const contactId = contact?.contactId ?? null;
    return { activationMethod: 'openIdToken', username, contactId, entitlementGroupIds };
  };
};
