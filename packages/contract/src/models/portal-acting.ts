import { type Static, Type } from 'typebox';
import { AnyId, DateTime, Id, Int32, Int64, Nullable, Page, Reply, Request, Words } from '../schema.ts';
import { ThresholdMeasure } from './event-payloads.ts';
import { QuietHoursModel } from './thresholds.ts';

/** What a customer's admins do themselves: their own cap, more seats, their own thresholds (rule 43). Ours. */

export const OwnCapModel = Reply({
  entitlementId: Id('ent'),
  /** Null: none, the hard cap alone counts. */
  ownCap: Nullable(Int32({ minimum: 0 })),
  bought: Int64({ minimum: 0 }),
  /** Null: without limit. */
  hardCap: Nullable(Int64({ minimum: 0 })),
  used: Int64({ minimum: 0 }),
  setAt: Nullable(DateTime()),
  setBy: Nullable(Type.String()),
});
export type OwnCapModel = Static<typeof OwnCapModel>;

/** At most the hard cap; null takes it off. Below what is in use nobody loses a seat, and nobody gets another one. */
export const SetOwnCapApiRequest = Request({ ownCap: Nullable(Int32({ minimum: 0 })) });
export type SetOwnCapApiRequest = Static<typeof SetOwnCapApiRequest>;

export const SeatRequestState = Words(['open', 'accepted', 'declined']);

export const SeatRequestModel = Reply({
  id: Id('srq'),
  entitlementId: Id('ent'),
  customerId: Id('cust'),
  offeringName: Type.String(),
  /** How many more; null: the vendor is to propose. */
  seats: Nullable(Int32({ minimum: 1 })),
  note: Nullable(Type.String()),
  state: SeatRequestState,
  requestedAt: DateTime(),
  requestedBy: Type.String(),
  contactId: Nullable(AnyId()),
  answeredAt: Nullable(DateTime()),
  /** What the vendor answered. */
  answer: Nullable(Type.String()),
});
export type SeatRequestModel = Static<typeof SeatRequestModel>;

export const PaginatedListOfSeatRequestModel = Page(SeatRequestModel);

/** `seats`: how many more. One request of an entitlement is open at a time: another one changes it. */
export const RequestSeatsApiRequest = Request({
  seats: Type.Optional(Nullable(Int32({ minimum: 1, maximum: 1_000_000 }))),
  note: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 2000 }))),
});
export type RequestSeatsApiRequest = Static<typeof RequestSeatsApiRequest>;

export const OwnThresholdModel = Reply({
  id: Id('thr'),
  entitlementId: Id('ent'),
  /** Null: the seats. */
  featureKey: Nullable(Type.String()),
  measure: ThresholdMeasure,
  /** Whole per cent, which may pass 100, or units. */
  value: Int32({ minimum: 1 }),
  addresses: Type.Array(Type.String()),
  quietHours: Nullable(QuietHoursModel),
  createdAt: DateTime(),
});
export type OwnThresholdModel = Static<typeof OwnThresholdModel>;

export const PaginatedListOfOwnThresholdModel = Page(OwnThresholdModel);

const time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });

export const OwnThresholdApiRequest = Request({
  entitlementId: Id('ent'),
  featureKey: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 100 }))),
  measure: ThresholdMeasure,
  value: Int32({ minimum: 1 }),
  addresses: Type.Array(Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' }), {
    minItems: 1,
    maxItems: 20,
  }),
  quietHours: Type.Optional(Nullable(Request({ from: time, until: time }))),
});
export type OwnThresholdApiRequest = Static<typeof OwnThresholdApiRequest>;
