import { registerUserTesting } from './activate-user.ts';
import { registerAudit } from './audit-routes.ts';
import type { RememberingGuard } from './guard.ts';
import { type OpenIdOptions, registerOpenIdSettings, registerOpenIdSignIn } from './openid-routes.ts';
import { registerOperator } from './operator-routes.ts';
import { registerApiClients } from './routes.ts';
import { registerSecondFactorReset } from './second-factor-routes.ts';
import { registerSessions } from './session-routes.ts';
import { forgetEndedSessions } from './sessions.ts';
import type { IdentityContext } from './tenants.ts';
import { registerTokens } from './token-routes.ts';
import { registerAccount, registerUsers } from './user-routes.ts';

export { accountKeyOf } from './account-key.ts';
export { selectAdministratorAddresses } from './administrators.ts';
export {
  type CreatedApiClient,
  createApiClient,
  deleteApiClient,
  listApiClients,
  type NewApiClient,
  scopesFrom,
} from './api-clients.ts';
export { changesOfField, lastChangeOf } from './audit-store.ts';
export { createUserWithPassword, setUserPassword } from './choose-password.ts';
export { createFailureLimiter } from './failure-limiter.ts';
export { createGuard, type RememberingGuard } from './guard.ts';
export { newOpaqueToken, type OpaqueToken, readOpaqueToken } from './opaque-token.ts';
export {
  createOpenIdProviders,
  type NamedProvider,
  type OpenIdProviders,
  type Vouched,
} from './openid-provider.ts';
export { insertOpenIdSignIn, takeOpenIdSignIn } from './openid-store.ts';
export { createPasswordTurns, type PasswordTurns } from './password-turns.ts';
export { createPortalLinkReader, createPortalLinks } from './portal-link.ts';
export { resetSecondFactorOf } from './second-factor.ts';
export { type ApiClientRow, selectOnlyTenant, type TenantRow } from './store.ts';
export { createTenant, findTenant, listTenants, type NewTenant } from './tenants.ts';
export { createUser, isEnabled, listUsers, type NewUser } from './users.ts';
export { selectUser } from './users-store.ts';

/** Tenants, the people and API clients that act for them, and the tokens and sessions they call with. */
export const registerIdentity = (
  context: IdentityContext,
  { forgetUser }: RememberingGuard,
  options: OpenIdOptions,
): void => {
  const { database, clock, background } = context;
  registerApiClients(context);
  registerUsers(context, forgetUser);
  registerAccount(context);
  registerAudit(context);
  registerOperator(context);
  registerUserTesting(context);
  registerTokens(context);
  registerSessions(context, forgetUser);
  registerSecondFactorReset(context, forgetUser);
  registerOpenIdSettings(context, options);
  registerOpenIdSignIn(context, options);
  background.add({
    name: 'identity.forgetSessions',
    everyMs: 3_600_000,
    run: () => forgetEndedSessions({ database, clock }),
  });
};
