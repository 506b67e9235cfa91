import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Int64, Nullable, Page, Reply, Request } from '../schema.ts';
import { ThresholdMeasure } from './event-payloads.ts';
import { LimitsModel } from './limits.ts';

/** Levels of use at which somebody wants to be told. Ours; the contract has none. */

const time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' });

export const ThresholdMailModel = Reply({
  /** The vendor's people who answer for the customer. */
  toOwners: Type.Boolean(),
  /** The customer's key contacts. */
  toContacts: Type.Boolean(),
  /** Others. */
  addresses: Type.Array(Type.String()),
});
export type ThresholdMailModel = Static<typeof ThresholdMailModel>;

/** Mails wait until it is over; events do not. In the tenant's time zone, over midnight when `until` is earlier. */
export const QuietHoursModel = Reply({ from: time, until: time });
export type QuietHoursModel = Static<typeof QuietHoursModel>;

export const ThresholdModel = Reply({
  id: Id('thr'),
  /** A customer's own, set in the portal and told to its people only; null: the vendor's. */
  customerId: Nullable(Id('cust')),
  /** Of what was sold of this offering, or of this entitlement; both null: of everything of the tenant. */
  offeringId: Nullable(Id('off')),
  entitlementId: Nullable(Id('ent')),
  /** Null: the seats. */
  featureKey: Nullable(Type.String()),
  measure: ThresholdMeasure,
  /** Whole per cent, which may pass 100, or units. */
  value: Int32({ minimum: 1 }),
  /** Null: none is sent. */
  mail: Nullable(ThresholdMailModel),
  quietHours: Nullable(QuietHoursModel),
  createdAt: DateTime(),
});
export type ThresholdModel = Static<typeof ThresholdModel>;

export const PaginatedListOfThresholdModel = Page(ThresholdModel);

const email = Type.String({ minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' });

export const ThresholdApiRequest = Request({
  offeringId: Type.Optional(Nullable(Id('off'))),
  entitlementId: Type.Optional(Nullable(Id('ent'))),
  featureKey: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 100 }))),
  measure: ThresholdMeasure,
  value: Int32({ minimum: 1 }),
  mail: Type.Optional(
    Nullable(
      Request({
        toOwners: Type.Optional(Type.Boolean()),
        toContacts: Type.Optional(Type.Boolean()),
        addresses: Type.Optional(Type.Array(email, { maxItems: 20 })),
      }),
    ),
  ),
  quietHours: Type.Optional(Nullable(Request({ from: time, until: time }))),
});
export type ThresholdApiRequest = Static<typeof ThresholdApiRequest>;

/** What a threshold would make of one entitlement as it is now. */
export const ThresholdTrialModel = Reply({
  entitlementId: Id('ent'),
  limits: LimitsModel,
  /** The use at which it is crossed; null: it has no level under these limits. */
  level: Nullable(Int64()),
  crossed: Type.Boolean(),
  /** Who would get a mail. */
  recipients: Type.Array(Type.String()),
});
export type ThresholdTrialModel = Static<typeof ThresholdTrialModel>;

export const ListOfThresholdTrialModel = Reply({
  items: Type.Array(ThresholdTrialModel),
  elementsTotal: Int32({ minimum: 0 }),
});
