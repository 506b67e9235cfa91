import { type Static, Type } from 'typebox';
import { DateTime, Id, Int64, Nullable, Page, Reply, Request, Words } from '../schema.ts';

/** What overdraft costs (rule 40). Ours; the contract has none. Money is whole minor units of a currency. */

export const RateKind = Words([
  'peakOverdraftUnit',
  'p99OverdraftUnit',
  'overdraftSeatHour',
  'overdraftUnit',
]);
export type RateKind = Static<typeof RateKind>;

const currency = () => Type.String({ pattern: '^[A-Z]{3}$' });

const ratePrice = {
  kind: RateKind,
  /** Minor units of the currency (cents) for `unitCount` units. */
  amount: Int64({ minimum: 0 }),
  /** A price below a minor unit is one for many units: 5 cents for 1,000. */
  unitCount: Type.Optional(Int64({ minimum: 1 })),
  /** ISO 4217. */
  currency: currency(),
};

export const RateApiRequest = Request({
  ...ratePrice,
  /** At most one of the two; neither: every entitlement of the account. */
  entitlementId: Type.Optional(Nullable(Id('ent'))),
  offeringId: Type.Optional(Nullable(Id('off'))),
  /** Left out: the seats. */
  featureKey: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 100 }))),
  /** In force for billing periods that begin from here on. */
  validFrom: Type.Optional(Nullable(DateTime())),
  /** And before here. */
  validTo: Type.Optional(Nullable(DateTime())),
  /**
   * True-up, only with `peakOverdraftUnit`: units that an earlier billing period has reached already are not counted
   * again. The earlier periods are those that begin from here on: the start of the term.
   */
  trueUpFrom: Type.Optional(Nullable(DateTime())),
});
export type RateApiRequest = Static<typeof RateApiRequest>;

/** A price without a place: what a what-if is priced with. */
export const RatePriceApiRequest = Request(ratePrice);
export type RatePriceApiRequest = Static<typeof RatePriceApiRequest>;

export const RateModel = Reply({
  id: Id('rate'),
  kind: RateKind,
  amount: Int64({ minimum: 0 }),
  unitCount: Int64({ minimum: 1 }),
  currency: currency(),
  entitlementId: Nullable(Id('ent')),
  /** Whose the entitlement is, as the customer is called. Null: a rate of an offering or the account, or nobody's. */
  customerName: Nullable(Type.String()),
  offeringId: Nullable(Id('off')),
  /** Of the offering, or of the entitlement. Null: a rate of the account. */
  offeringName: Nullable(Type.String()),
  featureKey: Nullable(Type.String()),
  validFrom: Nullable(DateTime()),
  validTo: Nullable(DateTime()),
  trueUpFrom: Nullable(DateTime()),
  creationDate: DateTime(),
});
export type RateModel = Static<typeof RateModel>;

export const PaginatedListOfRateModel = Page(RateModel);

export const BillingSettingsModel = Reply({
  /** Periods follow the calendar in the account's time zone. */
  billingPeriodLength: Words(['month', 'quarter', 'year']),
});

export const UpdateBillingSettingsApiRequest = Request({
  billingPeriodLength: Words(['month', 'quarter', 'year']),
});
