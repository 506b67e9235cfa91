import { type Static, Type } from 'typebox';
import { Id, Nullable, Reply, Request } from '../schema.ts';

/** Signing in to the console at the tenant's own OpenID provider: ours, not the contract's. */

const text = () => Type.String({ minLength: 1, maxLength: 500 });

export const OpenIdSignInSettingsModel = Reply({
  enabled: Type.Boolean(),
  /** The provider; null: none was named. */
  issuer: Nullable(Type.String()),
  clientId: Nullable(Type.String()),
  /** Whether there is one; itself it is never shown. */
  hasClientSecret: Type.Boolean(),
  /** The role of who signs in without being a user yet; null: only users can sign in. */
  defaultRoleId: Nullable(Id('role')),
  /** What the provider must know as redirect URI. */
  callbackUrl: Type.String(),
});
export type OpenIdSignInSettingsModel = Static<typeof OpenIdSignInSettingsModel>;

export const UpdateOpenIdSignInSettingsApiRequest = Request({
  enabled: Type.Boolean(),
  issuer: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 500, format: 'uri' }))),
  clientId: Type.Optional(Nullable(text())),
  /** Left out: stays, unless the issuer changes. Null: a public client, which has none. */
  clientSecret: Type.Optional(Nullable(text())),
  defaultRoleId: Type.Optional(Nullable(Id('role'))),
});
export type UpdateOpenIdSignInSettingsApiRequest = Static<typeof UpdateOpenIdSignInSettingsApiRequest>;
