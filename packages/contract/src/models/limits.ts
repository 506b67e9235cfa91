import { type Static, Type } from 'typebox';
import { DateTime, Int64, Nullable, Reply, Words } from '../schema.ts';

/** What Leeway tells besides the contract: the limits in force, and why something was refused (rules 11, 33, 34). */

export const LimitState = Words(['within', 'overdraft', 'atHardCap']);
export type LimitState = Static<typeof LimitState>;

/** Limits and use of the seats or of one feature, true in overdraft too. Null stands for unlimited. */
export const LimitsModel = Reply({
  bought: Nullable(Int64({ minimum: 0 })),
  allowance: Nullable(Int64({ minimum: 0 })),
  hardCap: Nullable(Int64({ minimum: 0 })),
  used: Int64({ minimum: 0 }),
  overdraftUsed: Int64({ minimum: 0 }),
  available: Nullable(Int64({ minimum: 0 })),
  state: LimitState,
  /**
   * Of the seats, where the customer has set itself a cap below the hard cap: `available` ends there.
   */
  ownCap: Type.Optional(Int64({ minimum: 0 })),
});
export type LimitsModel = Static<typeof LimitsModel>;

export const ReasonModel = Reply({ code: Type.String(), detail: Type.String() });
export type ReasonModel = Static<typeof ReasonModel>;

/** The answer of the dry run: would this be granted, and if not, why and when to ask again. */
export const AvailabilityModel = Reply({
  granted: Type.Boolean(),
  reasons: Type.Array(ReasonModel),
  /** Null for a feature that is only on or off. */
  limits: Nullable(LimitsModel),
  retryAt: Nullable(DateTime()),
});
export type AvailabilityModel = Static<typeof AvailabilityModel>;
