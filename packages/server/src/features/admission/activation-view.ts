import type {
  ActivationAttributeModel,
  ActivationFeatureModel,
  ActivationFeatureWithLimitsModel,
  ActivationModel,
  ActivationStateWithLimitsModel,
  LimitsModel,
} from '@leeway/contract';
import {
  type EntitlementTerms,
  entitlementStatus,
  type FeatureTerms,
  type FeatureUsage,
  graceEnd,
  type LimitsInUse,
  limitsInUse,
  type Seat,
  type Standing,
  type UsagePeriod,
  usagePeriodAt,
} from '@leeway/rules';
import { instantText, instantTextOrNull } from '../../platform/instant.ts';

/** A decision in the words of the contract. */

export const limitsModel = (limits: LimitsInUse): LimitsModel => ({ ...limits });

const statusOf = (seat: Seat, at: number) => (at < seat.leaseEnd ? 'active' : 'leaseExpired');

export const activationModel = (
  seat: Seat,
  of: { readonly entitlementId: string; readonly productId: string },
  at: number,
): ActivationModel => ({
  id: seat.activationId,
  activationMethod: seat.activationMethod,
  status: statusOf(seat, at),
  leaseExpiry: instantText(seat.leaseEnd),
  productId: of.productId,
  entitlementId: of.entitlementId,
  seatId: seat.seatId,
  seatName: seat.seatName,
  username: seat.username,
  activated: instantText(seat.activatedAt),
  lastLease: instantText(seat.lastLeaseAt),
  // A released seat is gone from the list; the log tells when.
  deactivated: null,
  mode: seat.mode,
});

/**
 * What answers about one entitlement share while its dates stay as they are. Kept, because calendars and texts of
 * instants cost more than the rest of an answer.
 */
interface Shared {
  readonly activationDate: number | null;
  readonly expiryDate: number | null;
  readonly maintenanceExpiryDate: number | null;
  readonly entitlementExpiryDate: string | null;
  readonly entitlementGracePeriodExpiry: string | null;
  readonly maintenanceExpiryText: string | null;
  readonly period: UsagePeriod;
  readonly periodTexts: Pick<ActivationFeatureModel, 'currentUsagePeriodStart' | 'nextUsagePeriodStart'>;
  readonly attributes: ActivationAttributeModel[];
  /** The features of a seat that holds no units, at the use they were last asked for. */
  usage: Standing['usage'] | null;
  features: ActivationFeatureModel[];
}

const sharedByTerms = new WeakMap<EntitlementTerms, Shared>();

const share = (standing: Standing): Shared => {
  const { terms, activationDate, expiryDate, maintenanceExpiryDate, usageResets, at } = standing;
  const { gracePeriod, timeZone, usageResetSchedule } = terms;
  const period = usagePeriodAt(usageResetSchedule, activationDate, timeZone, at, usageResets);
  return {
    activationDate,
    expiryDate,
    maintenanceExpiryDate,
    entitlementExpiryDate: instantTextOrNull(expiryDate),
    entitlementGracePeriodExpiry: instantTextOrNull(graceEnd(expiryDate, gracePeriod, timeZone)),
    maintenanceExpiryText: instantTextOrNull(maintenanceExpiryDate),
    period,
    periodTexts: {
      currentUsagePeriodStart: instantTextOrNull(period.start),
      nextUsagePeriodStart: instantTextOrNull(period.next),
    },
    attributes: terms.attributes.map((attribute) => ({ ...attribute })),
    usage: null,
    features: [],
  };
};

const covers = ({ start, next }: UsagePeriod, at: number) =>
  (start === null || at >= start) && (next === null || at < next);

const sharedOf = (standing: Standing): Shared => {
  const known = sharedByTerms.get(standing.terms);
  if (
    known &&
    known.activationDate === standing.activationDate &&
    known.expiryDate === standing.expiryDate &&
    known.maintenanceExpiryDate === standing.maintenanceExpiryDate &&
    covers(known.period, standing.at)
  ) {
    return known;
  }
  const shared = share(standing);
  sharedByTerms.set(standing.terms, shared);
  return shared;
};

const noPeriod = { currentUsagePeriodStart: null, nextUsagePeriodStart: null };

/** A reset by hand begins a period within the schedule's. */
const periodTextsOf = (usage: FeatureUsage | undefined, { period, periodTexts }: Shared) => {
  const begun = usage?.periodStart ?? null;
  return begun !== null && period.start !== null && begun > period.start
    ? { ...periodTexts, currentUsagePeriodStart: instantText(begun) }
    : periodTexts;
};

/**
 * `active`: what this seat holds of an element pool, what is used in this period of a usage count, 1 or 0 of a bool.
 * `total` and `available` count the overdraft in; null is unlimited.
 */
const featureModel = (
  feature: FeatureTerms,
  holdings: Seat['holdings'],
  { usage }: Standing,
  shared: Shared,
): ActivationFeatureModel => {
  const { key, type, featureId } = feature;
  if (type === 'bool') {
    return { key, type, active: feature.limits.bought ?? 0n, available: null, total: null, ...noPeriod };
  }
  const used = usage.get(featureId)?.used ?? 0n;
  const { available, hardCap: total } = limitsInUse(feature.limits, used);
  return type === 'usageCount'
    ? { key, type, active: used, available, total, ...periodTextsOf(usage.get(featureId), shared) }
    : { key, type, active: holdings.get(featureId) ?? 0n, available, total, ...noPeriod };
};

const featureModels = ({ holdings }: Seat, standing: Standing, shared: Shared): ActivationFeatureModel[] => {
  const model = (feature: FeatureTerms) => featureModel(feature, holdings, standing, shared);
  if (holdings.size > 0) return standing.terms.features.map(model);
  if (shared.usage !== standing.usage) {
    shared.usage = standing.usage;
    shared.features = standing.terms.features.map(model);
  }
  return shared.features;
};

/** Written out member by member: spreading parts together costs as much as all the rest of a reply. */
export const activationState = (
  seat: Seat,
  standing: Standing,
  limits: LimitsInUse,
): ActivationStateWithLimitsModel => {
  const { terms, at } = standing;
  const shared = sharedOf(standing);
  return {
    id: seat.activationId,
    activationMethod: seat.activationMethod,
    status: statusOf(seat, at),
    leaseExpiry: instantText(seat.leaseEnd),
    productId: terms.productId,
    entitlementId: terms.entitlementId,
    seatId: seat.seatId,
    seatName: seat.seatName,
    username: seat.username,
    activated: instantText(seat.activatedAt),
    lastLease: instantText(seat.lastLeaseAt),
    deactivated: null,
    mode: seat.mode,
    entitlementExpiryDate: shared.entitlementExpiryDate,
    entitlementGracePeriodExpiry: shared.entitlementGracePeriodExpiry,
    entitlementStatus: entitlementStatus(standing, terms.gracePeriod, terms.timeZone, at),
    entitlementConcurrencyMode: terms.concurrencyMode,
    hasMaintenance: terms.hasMaintenance,
    maintenanceExpiryDate: shared.maintenanceExpiryText,
    attributes: shared.attributes,
    features: featureModels(seat, standing, shared),
    limits,
  };
};

export const featureState = (
  feature: FeatureTerms,
  seat: Seat,
  standing: Standing,
  limits: LimitsInUse | null,
): ActivationFeatureWithLimitsModel => ({
  ...featureModel(feature, seat.holdings, standing, sharedOf(standing)),
  limits: limits && limitsModel(limits),
});
