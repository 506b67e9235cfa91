import { type Static, Type } from 'typebox';
import { Id, Int32, MapOf, Nullable, Reply, Request, Words } from '../schema.ts';

/** What a tenant's end-user portal shows, and how it looks (rule 43). */

export const EupFeatureAccess = Words(['none', 'admin', 'user']);
export type EupFeatureAccess = Static<typeof EupFeatureAccess>;

export const EupSettingsModel = Reply({
  url: Type.String(),
  logoId: Nullable(Id('file')),
  themeOverrides: Nullable(MapOf(Type.String())),
  showActivationsGraph: EupFeatureAccess,
  showActivationCodes: EupFeatureAccess,
  showEntitlementGroups: EupFeatureAccess,
  showUserManagement: EupFeatureAccess,
  /** Bytes. */
  logoSizeLimit: Int32(),
});
export type EupSettingsModel = Static<typeof EupSettingsModel>;

export const UpdateEupSettingsApiRequest = Request({
  url: Type.Optional(Nullable(Type.String({ maxLength: 260 }))),
  showActivationsGraph: Type.Optional(Nullable(EupFeatureAccess)),
  showActivationCodes: Type.Optional(Nullable(EupFeatureAccess)),
  showEntitlementGroups: Type.Optional(Nullable(EupFeatureAccess)),
  showUserManagement: Type.Optional(Nullable(EupFeatureAccess)),
  themeOverrides: Type.Optional(Nullable(MapOf(Type.String()))),
});
export type UpdateEupSettingsApiRequest = Static<typeof UpdateEupSettingsApiRequest>;
