import type { Decision, FeatureRequest, FeatureTerms, Reason, Seat } from './admission-state.ts';
import {
  activationIn,
  type EntitlementDraft,
  putSeat,
  record,
  recordDenial,
  setUsage,
  standingOf,
  usageOf,
} from './entitlement-draft.ts';
import { fits, limitsInUse, unitsMax } from './overdraft.ts';
import { statusReason } from './seat-reasons.ts';

/** A seat and the feature a request names, or the decision that ends it. */
const found = (draft: EntitlementDraft, request: FeatureRequest) => {
  const seat = activationIn(draft, request.activationId);
  if (!seat) return { ended: { outcome: 'noSuchActivation' } as const };
  const feature = draft.snapshot.terms.features.find((terms) => terms.key === request.featureKey);
  if (!feature) return { ended: { outcome: 'noSuchFeature', featureKey: request.featureKey } as const };
  if (!seat.counted) {
    const detail = `The lease of seat "${seat.seatId}" has ended; activate or refresh it first.`;
    return { ended: { outcome: 'conflict', detail } as const };
  }
  return { seat, feature };
};

const limitsNow = (draft: EntitlementDraft, feature: FeatureTerms, at: number) =>
  feature.type === 'bool' ? null : limitsInUse(feature.limits, usageOf(draft, feature.featureId, at).used);

const granted = (draft: EntitlementDraft, seat: Seat, feature: FeatureTerms, at: number): Decision => ({
  outcome: 'featureGranted',
  seat,
  standing: standingOf(draft, at),
  feature,
  limits: limitsNow(draft, feature, at),
});

const recorded = (request: FeatureRequest, seat: Seat, feature: FeatureTerms, at: number) => ({
  at,
  activationId: seat.activationId,
  seatId: seat.seatId,
  leaseEnd: null,
  ipAddress: request.ipAddress,
  feature: { key: feature.key, amount: request.amount, terms: feature },
});

export const capacityReason = (
  draft: EntitlementDraft,
  feature: FeatureTerms,
  request: { readonly amount: bigint },
  at: number,
) => {
  if (feature.type === 'bool') {
    const detail = `The feature "${feature.key}" is not part of this entitlement.`;
    return feature.limits.bought === 0n ? ({ code: 'featureLimitReached', detail } as const) : null;
  }
  const { used } = usageOf(draft, feature.featureId, at);
  if (fits(feature.limits, used, request.amount)) return null;
  const detail = `${used} of ${feature.limits.hardCap ?? unitsMax} units of "${feature.key}" are used; ${request.amount} more do not fit.`;
  return { code: 'featureLimitReached', detail } as const;
};

/** Rules 18 to 21: all or nothing, exact at the cap. */
export const checkoutFeature = (draft: EntitlementDraft, request: FeatureRequest, at: number): Decision => {
  const { ended, seat, feature } = found(draft, request);
  if (ended) return ended;
  const reasons: (Reason | null)[] = [
    statusReason(draft, at, false),
    capacityReason(draft, feature, request, at),
  ];
  const [reason, ...others] = reasons.filter((r) => r !== null);
  if (reason) {
    const all = [reason, ...others] as const;
    recordDenial(draft, {
      ...recorded(request, seat, feature, at),
      operation: 'featureCheckoutDenied',
      reasons: all,
    });
    const { entitlementId } = draft.snapshot.terms;
    return {
      outcome: 'denied',
      entitlementId,
      reasons: [...all],
      limits: limitsNow(draft, feature, at),
      retryAt: null,
    };
  }
  if (feature.type === 'bool') {
    record(draft, { ...recorded(request, seat, feature, at), operation: 'featureUsage' });
    return granted(draft, seat, feature, at);
  }
  const usage = usageOf(draft, feature.featureId, at);
  setUsage(draft, feature, { ...usage, used: usage.used + request.amount }, at);
  const holder = feature.type === 'elementPool' ? hold(draft, seat, feature, request.amount) : seat;
  record(draft, { ...recorded(request, seat, feature, at), operation: 'featureCheckout' });
  return granted(draft, holder, feature, at);
};

const hold = (draft: EntitlementDraft, seat: Seat, feature: FeatureTerms, amount: bigint): Seat => {
  const held = (seat.holdings.get(feature.featureId) ?? 0n) + amount;
  const holdings = new Map(seat.holdings);
  if (held === 0n) holdings.delete(feature.featureId);
  else holdings.set(feature.featureId, held);
  const holder = { ...seat, holdings };
  putSeat(draft, holder);
  return holder;
};

/** Rule 19: never more than this seat holds. Recording what happened is not refused by a status or a limit. */
export const returnFeature = (draft: EntitlementDraft, request: FeatureRequest, at: number): Decision => {
  const { ended, seat, feature } = found(draft, request);
  if (ended) return ended;
  if (feature.type !== 'elementPool') {
    return { outcome: 'conflict', detail: `Units of "${feature.key}" (${feature.type}) cannot be returned.` };
  }
  const held = seat.holdings.get(feature.featureId) ?? 0n;
  if (request.amount > held) {
    const detail = `Seat "${seat.seatId}" holds ${held} of "${feature.key}"; ${request.amount} cannot be returned.`;
    return { outcome: 'conflict', detail };
  }
  const usage = usageOf(draft, feature.featureId, at);
  setUsage(draft, feature, { ...usage, used: usage.used - request.amount }, at);
  const holder = hold(draft, seat, feature, -request.amount);
  record(draft, { ...recorded(request, seat, feature, at), operation: 'featureReturn' });
  return granted(draft, holder, feature, at);
};
