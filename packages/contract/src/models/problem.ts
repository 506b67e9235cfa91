import { type Static, Type } from 'typebox';
import { DateTime, Nullable, Reply } from '../schema.ts';
import { LimitsModel, ReasonModel } from './limits.ts';

/** The one shape of every error (rule 44): RFC 9457 and the contract's `ApiError` in one object. */

/** One invalid field: its dotted path (`overdraftSeatLimit.value`, `skus.0`), a word for the fault, a sentence. */
export const ValidationError = Reply({
  message: Nullable(Type.String()),
  propertyName: Nullable(Type.String()),
  code: Nullable(Type.String()),
});
export type ValidationError = Static<typeof ValidationError>;

export const ProblemModel = Reply({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer({ minimum: 400, maximum: 599 }),
  detail: Type.String(),
  instance: Type.String(),
  details: Nullable(Type.String()),
  error: Nullable(Type.String()),
  errorCode: Nullable(Type.String()),
  validationErrors: Nullable(Type.Array(ValidationError)),
  /** Every failing reason of a denial; the first one is also in `errorCode`. */
  reasons: Type.Optional(Type.Array(ReasonModel)),
  /** What a denial was decided against; null for a feature that is only on or off. */
  limits: Type.Optional(Nullable(LimitsModel)),
  /** The earliest instant at which a repetition can succeed; null when none is known. */
  retryAt: Type.Optional(Nullable(DateTime())),
});
export type ProblemModel = Static<typeof ProblemModel>;
