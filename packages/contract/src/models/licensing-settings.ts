import { type Static, Type } from 'typebox';
import { Nullable, Reply, Request } from '../schema.ts';

/** Account-based licensing: whose word is taken for who a user is. Ours, not the contract's. */

const authorityUrl = Type.String({ minLength: 1, maxLength: 500, format: 'uri' });
const text = (options: { default?: string } = {}) =>
  Type.String({ minLength: 1, maxLength: 200, ...options });

export const LicensingSettingsModel = Reply({
  /** Null: no OpenID token opens anything. */
  authorityUrl: Nullable(Type.String()),
  /** Null: what the authority's metadata says. */
  issuer: Nullable(Type.String()),
  /** Null: tokens for any audience. */
  audience: Nullable(Type.String()),
  userClaim: Type.String(),
  /** Null: no claim lists entitlement groups. */
  groupIdsClaim: Nullable(Type.String()),
});
export type LicensingSettingsModel = Static<typeof LicensingSettingsModel>;

export const UpdateLicensingSettingsApiRequest = Request({
  authorityUrl: Type.Optional(Nullable(authorityUrl)),
  issuer: Type.Optional(Nullable(text())),
  audience: Type.Optional(Nullable(text())),
  userClaim: Type.Optional(text({ default: 'sub' })),
  groupIdsClaim: Type.Optional(Nullable(text())),
});
export type UpdateLicensingSettingsApiRequest = Static<typeof UpdateLicensingSettingsApiRequest>;
