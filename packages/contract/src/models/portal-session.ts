import { type Static, Type } from 'typebox';
import { passwordLengthMax } from '../limits.ts';
import { type PortalAccess, portalAccesses } from '../portal-access.ts';
import { AnyId, DateTime, Id, MapOf, Nullable, Reply, Request, Words } from '../schema.ts';
import { CustomerUserRole } from './contact-credentials.ts';

/** Signing in to the portal, and how it looks before anybody has. Ours, not the contract's. */

const Password = () => Type.String({ minLength: 1, maxLength: passwordLengthMax });
/** Slug or id; left out: the tenant of the host name, or the only one there is. */
const Tenant = () => Type.Optional(Type.String({ minLength: 1, maxLength: 63 }));
const Email = () => Type.String({ minLength: 1, maxLength: 254 });
/** `cookie` for browsers, which keep it out of reach of scripts; `token` for programs, as a Bearer token. */
const As = () => Type.Optional(Words(['cookie', 'token']));

export const PortalBrandingModel = Reply({
  tenant: Reply({ slug: Type.String(), name: Type.String() }),
  /** Path of the picture; null: there is none. */
  logoUrl: Nullable(Type.String()),
  /** Values of the style sheet by name; null: as the product brings it. */
  theme: Nullable(MapOf(Type.String())),
  /** Where the browser goes to sign in at the vendor's OpenID provider; null: there is none. */
  openIdUrl: Nullable(Type.String()),
});
export type PortalBrandingModel = Static<typeof PortalBrandingModel>;

export const PortalSignInRequest = Request({
  tenant: Tenant(),
  email: Email(),
  password: Password(),
  as: As(),
});
export type PortalSignInRequest = Static<typeof PortalSignInRequest>;

/** With the link that the vendor has opened. */
export const PortalLinkSignInRequest = Request({
  link: Type.String({ minLength: 1, maxLength: 2000 }),
  as: As(),
});
export type PortalLinkSignInRequest = Static<typeof PortalLinkSignInRequest>;

export const PortalForgottenPasswordRequest = Request({ tenant: Tenant(), email: Email() });
export type PortalForgottenPasswordRequest = Static<typeof PortalForgottenPasswordRequest>;

export const PortalSessionModel = Reply({
  /** Who is signed in; null: the vendor, in the customer's place. */
  contact: Nullable(
    Reply({
      id: AnyId(),
      email: Type.String(),
      firstName: Nullable(Type.String()),
      lastName: Nullable(Type.String()),
    }),
  ),
  /** Of the vendor's people, who opened the portal; null: a contact is signed in. */
  vendorName: Nullable(Type.String()),
  customer: Reply({ id: Id('cust'), name: Type.String() }),
  tenant: Reply({ slug: Type.String(), name: Type.String(), timeZone: Type.String() }),
  role: CustomerUserRole,
  method: Words(['password', 'openId', 'vendorLink']),
  /** What may be done and seen: the names of accesses. */
  permits: Type.Array(Words(Object.keys(portalAccesses) as PortalAccess[])),
  expiresAt: DateTime(),
  /** Only in the answer to a sign-in that asked for it. */
  token: Type.Optional(Type.String()),
});
export type PortalSessionModel = Static<typeof PortalSessionModel>;
