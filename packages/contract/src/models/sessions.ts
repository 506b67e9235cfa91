import { type Static, Type } from 'typebox';
import { passwordLengthMax } from '../limits.ts';
import { DateTime, Id, Nullable, Reply, Request, Words } from '../schema.ts';
import { SecondFactorStateModel } from './second-factor.ts';

/** Signing in to the console: ours alone. */

const Password = () => Type.String({ minLength: 1, maxLength: passwordLengthMax });

export const SignInRequest = Request({
  /** Slug or id; needed only when several tenants know the same name with the same password. */
  tenant: Type.Optional(Type.String({ minLength: 1, maxLength: 63 })),
  email: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  username: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  password: Password(),
  /** `cookie` for browsers, which keep it out of reach of scripts; `token` for programs, as a Bearer token. */
  as: Type.Optional(Words(['cookie', 'token'])),
});
export type SignInRequest = Static<typeof SignInRequest>;

export const SessionModel = Reply({
  user: Reply({
    id: Id('user'),
    username: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
    email: Type.String(),
  }),
  tenant: Reply({ id: Id('t'), slug: Type.String(), name: Type.String(), timeZone: Type.String() }),
  role: Reply({ id: Id('role'), name: Type.String() }),
  /** Scopes and finer permissions of the role, see docs/permissions.md. */
  permissions: Type.Array(Type.String()),
  scopes: Type.Array(Type.String()),
  expiresAt: DateTime(),
  /** With the tenant's OpenID provider the second factor is the provider's. */
  method: Words(['password', 'openId']),
  secondFactor: SecondFactorStateModel,
  /** Whether nothing but setting up a second factor is possible, until that is done. */
  mustEnrol: Type.Boolean(),
  /** Only in the answer to a sign-in that asked for it. */
  token: Type.Optional(Type.String()),
});
export type SessionModel = Static<typeof SessionModel>;

export const AcceptInvitationRequest = Request({
  token: Type.String({ minLength: 1, maxLength: 200 }),
  password: Password(),
});
export type AcceptInvitationRequest = Static<typeof AcceptInvitationRequest>;

export const ChangePasswordRequest = Request({ currentPassword: Password(), newPassword: Password() });
export type ChangePasswordRequest = Static<typeof ChangePasswordRequest>;

/** One of a user's own sessions, as the user sees them. */
export const OwnSessionModel = Reply({
  id: Id('ses'),
  /** Where it was signed in from; null: not known. */
  address: Nullable(Type.String()),
  method: Words(['password', 'openId']),
  createdAt: DateTime(),
  /** To the minute. */
  lastUsedAt: DateTime(),
  expiresAt: DateTime(),
  /** Whether it is the one that asks. */
  isThis: Type.Boolean(),
});

export const ListOfOwnSessionModel = Reply({ items: Type.Array(OwnSessionModel) });
export type ListOfOwnSessionModel = Static<typeof ListOfOwnSessionModel>;

export const UpdateOwnNameRequest = Request({
  firstName: Type.String({ minLength: 1, maxLength: 50 }),
  lastName: Type.String({ minLength: 1, maxLength: 50 }),
});
export type UpdateOwnNameRequest = Static<typeof UpdateOwnNameRequest>;
