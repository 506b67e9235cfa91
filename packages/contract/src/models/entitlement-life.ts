import { type Static, Type } from 'typebox';
import { DateTime, Id, Nullable, Request } from '../schema.ts';

/** What moves an entitlement through its life. */

export const ChangeEntitlementOfferingApiRequest = Request({ offeringId: Id('off') });
export type ChangeEntitlementOfferingApiRequest = Static<typeof ChangeEntitlementOfferingApiRequest>;

export const ResetEntitlementOverridesApiRequest = Request({
  resetLeasePeriod: Type.Optional(Nullable(Type.Boolean())),
  resetOfflineLeasePeriod: Type.Optional(Nullable(Type.Boolean())),
  resetGracePeriod: Type.Optional(Nullable(Type.Boolean())),
  resetSeatCount: Type.Optional(Nullable(Type.Boolean())),
  resetOverdraftSeatLimit: Type.Optional(Nullable(Type.Boolean())),
  resetFeatures: Type.Optional(Nullable(Type.Array(Type.String()))),
  resetAttributes: Type.Optional(Nullable(Type.Array(Type.String()))),
  resetUsageResetSchedule: Type.Optional(Nullable(Type.Boolean())),
});
export type ResetEntitlementOverridesApiRequest = Static<typeof ResetEntitlementOverridesApiRequest>;

/** Ours: the start policy `custom` needs a date, and the contract has no member for it. */
export const SetEntitlementStartApiRequest = Request({ startDate: DateTime() });
export type SetEntitlementStartApiRequest = Static<typeof SetEntitlementStartApiRequest>;
