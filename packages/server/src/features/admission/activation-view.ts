import type {
  ActivationFeatureModel,
  ActivationFeatureWithLimitsModel,
  ActivationModel,
  ActivationStateWithLimitsModel,
  LimitsModel,
} from '@leeway/contract';
import {
  entitlementStatus,
  type FeatureTerms,
  graceEnd,
  type LimitsInUse,
  limitsInUse,
  type Seat,
  type Standing,
  usagePeriodAt,
} from '@leeway/rules';

/** A decision in the words of the contract. */

const iso = (at: number) => new Date(at).toISOString();
const isoOrNull = (at: number | null) => (at === null ? null : iso(at));

export const limitsModel = (limits: LimitsInUse): LimitsModel => ({ ...limits });

export const activationModel = (
  seat: Seat,
  of: { readonly entitlementId: string; readonly productId: string },
  at: number,
): ActivationModel => ({
  id: seat.activationId,
  activationMethod: seat.activationMethod,
  status: at < seat.leaseEnd ? 'active' : 'leaseExpired',
  leaseExpiry: iso(seat.leaseEnd),
  productId: of.productId,
  entitlementId: of.entitlementId,
  seatId: seat.seatId,
  seatName: seat.seatName,
  username: seat.username,
  activated: iso(seat.activatedAt),
  lastLease: iso(seat.lastLeaseAt),
  // A released seat is gone from the list; the log tells when.
  deactivated: null,
  mode: 'online',
});

/**
 * `active`: what this seat holds of an element pool, what is used in this period of a usage count, 1 or 0 of a bool.
 * `total` and `available` count the overdraft in; null is unlimited.
 */
const featureModel = (feature: FeatureTerms, seat: Seat, standing: Standing): ActivationFeatureModel => {
  const { terms, activationDate, at } = standing;
  if (feature.type === 'bool') {
    const { key, type, limits } = feature;
    const periods = { currentUsagePeriodStart: null, nextUsagePeriodStart: null };
    return { key, type, active: limits.bought ?? 0n, available: null, total: null, ...periods };
  }
  const used = standing.usage.get(feature.featureId)?.used ?? 0n;
  const limits = limitsInUse(feature.limits, used);
  const counts = feature.type === 'usageCount';
  const period = counts
    ? usagePeriodAt(terms.usageResetSchedule, activationDate, terms.timeZone, at)
    : { start: null, next: null };
  return {
    key: feature.key,
    type: feature.type,
    active: counts ? used : (seat.holdings.get(feature.featureId) ?? 0n),
    available: limits.available,
    total: limits.hardCap,
    currentUsagePeriodStart: isoOrNull(period.start),
    nextUsagePeriodStart: isoOrNull(period.next),
  };
};

export const activationState = (
  seat: Seat,
  standing: Standing,
  limits: LimitsInUse,
): ActivationStateWithLimitsModel => {
  const { terms, at } = standing;
  return {
    ...activationModel(seat, terms, at),
    entitlementExpiryDate: isoOrNull(standing.expiryDate),
    entitlementGracePeriodExpiry: isoOrNull(graceEnd(standing.expiryDate, terms.gracePeriod, terms.timeZone)),
    entitlementStatus: entitlementStatus(standing, terms.gracePeriod, terms.timeZone, at),
    entitlementConcurrencyMode: terms.concurrencyMode,
    hasMaintenance: terms.hasMaintenance,
    maintenanceExpiryDate: isoOrNull(standing.maintenanceExpiryDate),
    attributes: [],
    features: terms.features.map((feature) => featureModel(feature, seat, standing)),
    limits: limitsModel(limits),
  };
};

export const featureState = (
  feature: FeatureTerms,
  seat: Seat,
  standing: Standing,
  limits: LimitsInUse | null,
): ActivationFeatureWithLimitsModel => ({
  ...featureModel(feature, seat, standing),
  limits: limits && limitsModel(limits),
});
