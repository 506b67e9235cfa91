import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Int64, Nullable, Page, Reply, Words } from '../schema.ts';
import { LimitsModel } from './limits.ts';
import { ConcurrencyMode, EntitlementStatus, FeatureType, LicenseType } from './shared.ts';

/** What a customer sees of what it bought (rule 43). Ours, not the contract's. */

/** `denied`: somebody was, in this calendar month. */
export const PortalStanding = Words(['notUsable', 'denied', 'atLimit', 'overdraft', 'within']);
export type PortalStanding = Static<typeof PortalStanding>;

export const PortalDateKind = Words(['starts', 'expires', 'graceEnds', 'maintenanceEnds', 'expired']);

export const PortalFeatureModel = Reply({
  key: Type.String(),
  description: Nullable(Type.String()),
  type: FeatureType,
  /** Null: only on or off. */
  limits: Nullable(LimitsModel),
  /** On or off; of a metered feature always true. */
  enabled: Type.Boolean(),
  /** When its count begins anew; null: never. */
  resetsAt: Nullable(DateTime()),
});
export type PortalFeatureModel = Static<typeof PortalFeatureModel>;

export const PortalEntitlementModel = Reply({
  id: Id('ent'),
  offeringName: Type.String(),
  sku: Type.String(),
  productName: Type.String(),
  status: EntitlementStatus,
  licenseType: LicenseType,
  concurrencyMode: ConcurrencyMode,
  /** Null: orders are not shown to the reader. */
  entitlementGroupId: Nullable(Id('egr')),
  orderRefId: Nullable(Type.String()),
  /** Of the seats, by the vendor's hard cap. */
  limits: LimitsModel,
  /** The customer's own, below the hard cap; null: none. */
  ownCap: Nullable(Int64({ minimum: 0 })),
  /** Where requests are denied: the own cap or the hard cap; null: nowhere. */
  limit: Nullable(Int64({ minimum: 0 })),
  /** "17 more until the limit"; null: without limit. */
  seatsUntilLimit: Nullable(Int64({ minimum: 0 })),
  /** The worst that is so: in words and colour. */
  standing: PortalStanding,
  /** Since this calendar month began in the vendor's time zone. */
  deniedThisMonth: Reply({
    attempts: Int32({ minimum: 0 }),
    seats: Int32({ minimum: 0 }),
    lastDeniedAt: Nullable(DateTime()),
  }),
  /** Null: use over time is not shown to the reader. */
  trend: Nullable(
    Type.Object({
      direction: Words(['rising', 'steady', 'falling', 'unknown']),
      /** Seats a month; null: fewer than two months are known. */
      perMonth: Nullable(Type.Number()),
    }),
  ),
  /** The next date that matters; null: none. */
  nextDate: Nullable(Type.Object({ kind: PortalDateKind, at: DateTime() })),
  created: DateTime(),
});
export type PortalEntitlementModel = Static<typeof PortalEntitlementModel>;

export const PortalEntitlementDetailModel = Reply({
  ...PortalEntitlementModel.properties,
  features: Type.Array(PortalFeatureModel),
});
export type PortalEntitlementDetailModel = Static<typeof PortalEntitlementDetailModel>;

/** The one thing to act on first: the worst standing. */
export const PortalAttentionModel = Type.Object({
  entitlementId: Id('ent'),
  standing: PortalStanding,
  /** What helps: of a user always `askAdmin`. */
  nextStep: Words(['requestSeats', 'raiseOwnCap', 'renew', 'contactVendor', 'askAdmin']),
});
export type PortalAttentionModel = Static<typeof PortalAttentionModel>;

export const PortalOverviewModel = Reply({
  customer: Reply({ id: Id('cust'), name: Type.String() }),
  asOf: DateTime(),
  timeZone: Type.String(),
  /** Null: nobody is denied, and nothing is in overdraft. */
  attention: Nullable(PortalAttentionModel),
  /** Worst standing first, then the most used. */
  entitlements: Type.Array(PortalEntitlementModel),
  /** More than are listed. */
  elementsTotal: Int32({ minimum: 0 }),
});
export type PortalOverviewModel = Static<typeof PortalOverviewModel>;

export const PortalCapacityModel = Reply({
  entitlementId: Id('ent'),
  timeZone: Type.String(),
  /** A straight line through the highest use of each whole month. */
  method: Words(['leastSquaresOfMonthlyPeaks']),
  /** Whole calendar months, oldest first, at most twelve. */
  months: Type.Array(Type.Object({ start: DateTime(), peak: Int64({ minimum: 0 }) })),
  /** Seats a month; null: too few months are known. */
  growthPerMonth: Nullable(Type.Number()),
  bought: Nullable(Int64({ minimum: 0 })),
  /** Where requests are denied: the own cap or the hard cap; null: nowhere. */
  limit: Nullable(Int64({ minimum: 0 })),
  /** The month in which the line reaches it, by its beginning; null: see `reason`. */
  reachesBoughtIn: Nullable(DateTime()),
  reachesLimitIn: Nullable(DateTime()),
  /** Why there is no month for the limit; null: there is one. */
  reason: Nullable(Words(['tooFewMonths', 'notGrowing', 'noLimit', 'reachedAlready', 'notWithinTwoYears'])),
});
export type PortalCapacityModel = Static<typeof PortalCapacityModel>;

export const PortalSeatModel = Reply({
  activationId: Id('act'),
  seatId: Type.String(),
  seatName: Nullable(Type.String()),
  /** The address of who activated it with an account; null: with a code. */
  username: Nullable(Type.String()),
  activated: DateTime(),
  lastLease: DateTime(),
  leaseExpiry: DateTime(),
  mode: Words(['online', 'offline']),
  /** Rule 4: by its rank among the live seats. */
  isOverdraftSeat: Type.Boolean(),
});
export type PortalSeatModel = Static<typeof PortalSeatModel>;

export const PaginatedListOfPortalSeatModel = Page(PortalSeatModel);
