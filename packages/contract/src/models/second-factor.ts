import { type Static, Type } from 'typebox';
import { passwordLengthMax } from '../limits.ts';
import { DateTime, Int32, Nullable, Reply, Request, Words } from '../schema.ts';

/** The second factor of a console user, a forgotten password, and how else one can sign in: ours alone. */

/** Six digits of an authenticator app, or a recovery code; blanks and hyphens do not count. */
const Code = () => Type.String({ minLength: 1, maxLength: 40 });
const Password = () => Type.String({ minLength: 1, maxLength: passwordLengthMax });
const Token = () => Type.String({ minLength: 1, maxLength: 200 });

/** The password was right: the answer 202 to a sign-in of who has a second factor. */
export const SecondFactorChallengeModel = Reply({
  secondFactor: Reply({
    /** Good for one sign-in, with a code, until it expires. */
    token: Type.String(),
    expiresAt: DateTime(),
  }),
});
export type SecondFactorChallengeModel = Static<typeof SecondFactorChallengeModel>;

export const SecondFactorSignInRequest = Request({
  token: Token(),
  code: Code(),
  /** As in the sign-in. */
  as: Type.Optional(Words(['cookie', 'token'])),
});
export type SecondFactorSignInRequest = Static<typeof SecondFactorSignInRequest>;

/** What a session tells of the user's second factor. */
export const SecondFactorStateModel = Reply({
  enabled: Type.Boolean(),
  /** Null: there is none. */
  enabledAt: Nullable(DateTime()),
  recoveryCodesLeft: Int32({ minimum: 0 }),
  /** Whether the tenant asks everyone for one (`enforceMfa`). */
  enforced: Type.Boolean(),
});
export type SecondFactorStateModel = Static<typeof SecondFactorStateModel>;

/** Counts once a first code has confirmed it. */
export const SecondFactorEnrolmentModel = Reply({
  /** Base32, to type in. */
  secret: Type.String(),
  /** `otpauth://totp/…`, to show as a QR code. */
  uri: Type.String(),
  expiresAt: DateTime(),
});
export type SecondFactorEnrolmentModel = Static<typeof SecondFactorEnrolmentModel>;

export const SecondFactorCodeRequest = Request({ code: Code() });
export type SecondFactorCodeRequest = Static<typeof SecondFactorCodeRequest>;

export const DisableSecondFactorRequest = Request({ password: Password(), code: Code() });
export type DisableSecondFactorRequest = Static<typeof DisableSecondFactorRequest>;

/** Shown this once. */
export const RecoveryCodesModel = Reply({ recoveryCodes: Type.Array(Type.String()) });
export type RecoveryCodesModel = Static<typeof RecoveryCodesModel>;

export const ForgottenPasswordRequest = Request({ email: Type.String({ minLength: 1, maxLength: 100 }) });
export type ForgottenPasswordRequest = Static<typeof ForgottenPasswordRequest>;

export const ResetPasswordRequest = Request({ token: Token(), password: Password() });
export type ResetPasswordRequest = Static<typeof ResetPasswordRequest>;

/** How people of a tenant can sign in. */
export const SignInOptionsModel = Reply({
  /** Where the browser goes to sign in at the tenant's OpenID provider; null: with a password only. */
  openIdUrl: Nullable(Type.String()),
});
export type SignInOptionsModel = Static<typeof SignInOptionsModel>;
