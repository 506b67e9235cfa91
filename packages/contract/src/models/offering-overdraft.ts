import { type Static, Type } from 'typebox';
import { includeEditedMax } from '../limits.ts';
import { Id, Int32, Int64, Nullable, Reply, Request, Words } from '../schema.ts';
import { LimitsModel } from './limits.ts';
import { OverdraftLimitApiRequest, OverdraftLimitModel } from './shared.ts';

/** Ours, not the contract's: an offering's overdraft applied to what was sold of it already (rule 9). */

const asked = {
  /** Missing or null: the offering's present one. */
  overdraftSeatLimit: Type.Optional(Nullable(OverdraftLimitApiRequest)),
  /** Entitlements that are altered although their overdraft was edited; they follow the offering again. */
  includeEdited: Type.Optional(Nullable(Type.Array(Id('ent'), { maxItems: includeEditedMax }))),
};

export const PreviewOfferingOverdraftApiRequest = Request(asked);
export type PreviewOfferingOverdraftApiRequest = Static<typeof PreviewOfferingOverdraftApiRequest>;

export const ApplyOfferingOverdraftApiRequest = Request({
  ...asked,
  /** Rule 10: also where the hard cap would fall below present use. */
  forceSeatCount: Type.Optional(Nullable(Type.Boolean())),
  /** Of the preview; when something it showed is no longer so, the call is refused with 409. */
  revision: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 100 }))),
});
export type ApplyOfferingOverdraftApiRequest = Static<typeof ApplyOfferingOverdraftApiRequest>;

const OverdraftStandingModel = Reply({ overdraftSeatLimit: OverdraftLimitModel, limits: LimitsModel });

export const OverdraftEffectModel = Reply({
  id: Id('ent'),
  entitlementGroupId: Id('egr'),
  customerId: Nullable(Id('cust')),
  customerName: Nullable(Type.String()),
  edited: Type.Boolean(),
  /** Null: it is altered. Otherwise why it is not; `after` tells what naming it would make of it. */
  leftOut: Nullable(Words(['edited', 'exported'])),
  /** More is in use than the hard cap afterwards. */
  belowUsage: Type.Boolean(),
  before: OverdraftStandingModel,
  after: OverdraftStandingModel,
});
export type OverdraftEffectModel = Static<typeof OverdraftEffectModel>;

export const OverdraftTotalsModel = Reply({
  /** All that were sold of the offering: unchanged + altered + leftOut. */
  entitlements: Int32({ minimum: 0 }),
  unchanged: Int32({ minimum: 0 }),
  altered: Int32({ minimum: 0 }),
  leftOut: Int32({ minimum: 0 }),
  /** Of the altered ones. */
  belowUsage: Int32({ minimum: 0 }),
  /** Extra seats of the altered ones together; null: no bound. */
  allowanceBefore: Nullable(Int64({ minimum: 0 })),
  allowanceAfter: Nullable(Int64({ minimum: 0 })),
});
export type OverdraftTotalsModel = Static<typeof OverdraftTotalsModel>;

/** What applying would do, a page of entitlements at a time. `elementsTotal` counts altered and left out ones. */
export const OverdraftPreviewModel = Reply({
  offeringId: Id('off'),
  before: OverdraftLimitModel,
  after: OverdraftLimitModel,
  revision: Type.String(),
  totals: OverdraftTotalsModel,
  items: Type.Array(OverdraftEffectModel),
  pageSize: Int32({ minimum: 1 }),
  pageNumber: Int32({ minimum: 1 }),
  elementsTotal: Int32({ minimum: 0 }),
});
export type OverdraftPreviewModel = Static<typeof OverdraftPreviewModel>;

export const OverdraftAppliedModel = Reply({
  offeringId: Id('off'),
  before: OverdraftLimitModel,
  after: OverdraftLimitModel,
  totals: OverdraftTotalsModel,
});
export type OverdraftAppliedModel = Static<typeof OverdraftAppliedModel>;
