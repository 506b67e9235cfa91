import { type Static, Type } from 'typebox';
import { AnyId, Nullable, Reply, Request, Words } from '../schema.ts';

/** How a contact signs in to the portal and activates by account. */

export const CustomerUserRole = Words(['user', 'admin']);
export type CustomerUserRole = Static<typeof CustomerUserRole>;

export const PasswordAction = Words(['setup', 'reset']);
export type PasswordAction = Static<typeof PasswordAction>;

const PasswordAuthenticationModel = Type.Object({ type: Type.Literal('password') });

const OpenIdAuthenticationModel = Type.Object({
  type: Type.Literal('openIdToken'),
  claimValue: Type.String({ minLength: 1, maxLength: 100 }),
});

/** `type` decides which, and with it which fault a caller is told. */
export const AuthenticationModel = Type.Unsafe<
  Static<typeof PasswordAuthenticationModel> | Static<typeof OpenIdAuthenticationModel>
>({
  type: 'object',
  discriminator: { propertyName: 'type' },
  oneOf: [PasswordAuthenticationModel, OpenIdAuthenticationModel],
});
export type AuthenticationModel = Static<typeof AuthenticationModel>;

/** All null but the id: the contact has no credentials. */
export const GetCredentialsModel = Reply({
  /** The contact's. */
  id: AnyId(),
  authentication: Type.Unsafe<AuthenticationModel | null>({
    oneOf: [PasswordAuthenticationModel, OpenIdAuthenticationModel, Type.Null()],
  }),
  role: Nullable(CustomerUserRole),
  /** Whether one can sign in with them: the contact is active, and its password, where it needs one, is set. */
  active: Nullable(Type.Boolean()),
  /** After too many wrong passwords, until the password is reset. */
  locked: Nullable(Type.Boolean()),
});
export type GetCredentialsModel = Static<typeof GetCredentialsModel>;

export const UpdateCredentialsApiRequest = Request({
  authentication: AuthenticationModel,
  role: CustomerUserRole,
});
export type UpdateCredentialsApiRequest = Static<typeof UpdateCredentialsApiRequest>;

export const ContactPasswordActionApiRequest = Request({ action: PasswordAction });
export type ContactPasswordActionApiRequest = Static<typeof ContactPasswordActionApiRequest>;
