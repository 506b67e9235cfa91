import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Int64, Nullable, Page, Reply, Words } from '../schema.ts';

/** The activity log (rule 28) as the contract shows it. */

export const ActivationOperation = Words([
  'activate',
  'refresh',
  'deactivate',
  'activationDenied',
  'featureCheckout',
  'featureReturn',
  'featureCheckoutDenied',
  'featureUsage',
]);
export type ActivationOperation = Static<typeof ActivationOperation>;

export const LocationModel = Reply({
  ipAddress: Nullable(Type.String()),
  countryCode: Nullable(Type.String()),
  regionCode: Nullable(Type.String()),
});
export type LocationModel = Static<typeof LocationModel>;

export const ActivationLogModel = Reply({
  activationId: Nullable(Id('act')),
  seatId: Type.String(),
  timestamp: DateTime(),
  operation: ActivationOperation,
  leaseExpiry: Nullable(DateTime()),
  location: LocationModel,
  /** Seats in use after the operation; null where the operation concerned a feature. */
  seatsUsed: Nullable(Int32({ minimum: 0 })),
  /** More than bought was in use after the operation. */
  overdraft: Type.Boolean(),
  /** How often: above 1 only where repeated denials share a row (rule 16). */
  attempts: Int32({ minimum: 1 }),
  /** The limits in force at that instant, of the seats or of the feature; null: unlimited. */
  bought: Nullable(Int64({ minimum: 0 })),
  hardCap: Nullable(Int64({ minimum: 0 })),
  featureKey: Nullable(Type.String()),
  /** The amount of the feature asked for. */
  amount: Nullable(Int64({ minimum: 0 })),
  /** Ours: who took the seat away by hand, by name; null: nobody did. */
  releasedBy: Nullable(Type.String()),
});
export type ActivationLogModel = Static<typeof ActivationLogModel>;

export const PaginatedListOfActivationLogModel = Page(ActivationLogModel);
export type PaginatedListOfActivationLogModel = Static<typeof PaginatedListOfActivationLogModel>;
