import { type Static, Type } from 'typebox';
import {
  AnyId,
  DateTime,
  Id,
  Int32,
  Nullable,
  Page,
  Reply,
  Request,
  userEmailPattern,
  Words,
} from '../schema.ts';
import { CustomerUserRole } from './contact-credentials.ts';
import { EntitlementStatus } from './shared.ts';

/** Orders, codes and users as a customer sees them (rule 43), and where the vendor sets up how they sign in. Ours. */

const GroupEntitlement = Reply({ id: Id('ent'), offeringName: Type.String(), status: EntitlementStatus });

export const PortalGroupModel = Reply({
  id: Id('egr'),
  created: DateTime(),
  orderRefId: Nullable(Type.String()),
  entitlements: Type.Array(GroupEntitlement),
  /** Contacts that are listed: users who see it and may use it. */
  memberCount: Int32({ minimum: 0 }),
});
export type PortalGroupModel = Static<typeof PortalGroupModel>;

export const PaginatedListOfPortalGroupModel = Page(PortalGroupModel);

export const PortalCodesModel = Reply({
  entitlementGroupId: Id('egr'),
  orderRefId: Nullable(Type.String()),
  activationCodes: Type.Array(Type.String()),
  entitlements: Type.Array(GroupEntitlement),
});
export type PortalCodesModel = Static<typeof PortalCodesModel>;

export const PaginatedListOfPortalCodesModel = Page(PortalCodesModel);

export const PortalUserState = Words(['active', 'invited', 'locked']);

export const PortalUserModel = Reply({
  /** The contact's. */
  id: AnyId(),
  email: Type.String(),
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
  role: CustomerUserRole,
  authentication: Words(['password', 'openIdToken']),
  /** `invited`: has not chosen a password yet; `locked`: after too many wrong ones, until it is reset. */
  state: PortalUserState,
  isSelf: Type.Boolean(),
});
export type PortalUserModel = Static<typeof PortalUserModel>;

export const PaginatedListOfPortalUserModel = Page(PortalUserModel);

export const PortalMemberModel = Reply({
  id: AnyId(),
  email: Type.String(),
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
});
export type PortalMemberModel = Static<typeof PortalMemberModel>;

export const PaginatedListOfPortalMemberModel = Page(PortalMemberModel);

export const InvitePortalUserApiRequest = Request({
  email: Type.String({ maxLength: 254, pattern: userEmailPattern }),
  firstName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  lastName: Type.Optional(Nullable(Type.String({ maxLength: 50 }))),
  role: CustomerUserRole,
});
export type InvitePortalUserApiRequest = Static<typeof InvitePortalUserApiRequest>;

export const UpdatePortalUserApiRequest = Request({ role: CustomerUserRole });
export type UpdatePortalUserApiRequest = Static<typeof UpdatePortalUserApiRequest>;

export const InviteContactToPortalApiRequest = Request({ role: CustomerUserRole });
export type InviteContactToPortalApiRequest = Static<typeof InviteContactToPortalApiRequest>;

/** The host name that chooses the tenant: none, or one of its own. */
const Host = () =>
  Nullable(
    Type.String({
      maxLength: 253,
      pattern: '^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$',
    }),
  );

export const PortalHostModel = Reply({ host: Host() });
export const UpdatePortalHostApiRequest = Request({ host: Host() });

const text = () => Type.String({ minLength: 1, maxLength: 500 });

export const PortalOpenIdSettingsModel = Reply({
  enabled: Type.Boolean(),
  /** The provider; null: none was named. */
  issuer: Nullable(Type.String()),
  clientId: Nullable(Type.String()),
  /** Whether there is one; itself it is never shown. */
  hasClientSecret: Type.Boolean(),
  /** What the provider must know as redirect URI. */
  callbackUrl: Type.String(),
});
export type PortalOpenIdSettingsModel = Static<typeof PortalOpenIdSettingsModel>;

export const UpdatePortalOpenIdSettingsApiRequest = Request({
  enabled: Type.Boolean(),
  issuer: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 500, format: 'uri' }))),
  clientId: Type.Optional(Nullable(text())),
  /** Left out: stays, unless the issuer changes. Null: a public client, which has none. */
  clientSecret: Type.Optional(Nullable(text())),
});
export type UpdatePortalOpenIdSettingsApiRequest = Static<typeof UpdatePortalOpenIdSettingsApiRequest>;
