import type {
  ActivationMode,
  ActivityOperation,
  ActivityRow,
  EntitlementChanges,
  EntitlementEvent,
  EntitlementSnapshot,
  FeatureTerms,
  FeatureUsage,
  LifeCourse,
  Reason,
  Seat,
  SeatOfRow,
  Standing,
  StateEvent,
  ToldEnds,
  UsageClosing,
} from './admission-state.ts';
import { graceEnd, leaseEnd } from './life.ts';
import type { LifeMoment } from './life-events.ts';
import { type Limits, type LimitsInUse, limitsInUse, overdraftUsed } from './overdraft.ts';
import { featureTransition, overdraftTransitions } from './overdraft-events.ts';
import { underOwnCap } from './own-cap.ts';
import { usagePeriodAt } from './usage-period.ts';

/**
 * One entitlement while a batch is decided: the snapshot with what the batch has changed so far laid over it. It keeps
 * the books (counters, log rows, events of a changed state); whether something is granted is decided elsewhere.
 */
export interface EntitlementDraft {
  readonly snapshot: EntitlementSnapshot;
  seatsUsed: number;
  sequence: bigint;
  activationDate: number | null;
  expiryDate: number | null;
  maintenanceExpiryDate: number | null;
  toldExpiry: number | null;
  toldMaintenanceExpiry: number | null;
  dueAt: number | null;
  /** No seat that still holds has an earlier lease end. Exact unless the batch renewed or released that very seat. */
  nextLeaseEnd: number | null;
  readonly seats: Map<string, { was: Seat | null; is: Seat | null }>;
  readonly seatIds: Map<string, string>;
  readonly usage: Map<string, FeatureUsage>;
  readonly log: ActivityRow[];
  readonly events: EntitlementEvent[];
  readonly closings: UsageClosing[];
  readonly denials: Map<string, ActivityRow>;
}

export const openDraft = (snapshot: EntitlementSnapshot): EntitlementDraft => ({
  snapshot,
  seatsUsed: snapshot.seatsUsed,
  sequence: snapshot.sequence,
  activationDate: snapshot.activationDate,
  expiryDate: snapshot.expiryDate,
  maintenanceExpiryDate: snapshot.maintenanceExpiryDate,
  toldExpiry: snapshot.toldExpiry,
  toldMaintenanceExpiry: snapshot.toldMaintenanceExpiry,
  dueAt: snapshot.dueAt,
  nextLeaseEnd: snapshot.nextLeaseEnd,
  seats: new Map(),
  seatIds: new Map(),
  usage: new Map(),
  log: [],
  events: [],
  closings: [],
  denials: new Map(),
});

export const activationIn = (draft: EntitlementDraft, activationId: string): Seat | null => {
  const changed = draft.seats.get(activationId);
  return changed ? changed.is : (draft.snapshot.activation(activationId) ?? null);
};

export const seatIn = (draft: EntitlementDraft, seatId: string): Seat | null => {
  const changedId = draft.seatIds.get(seatId);
  if (changedId !== undefined) return activationIn(draft, changedId);
  const known = draft.snapshot.seatOf(seatId);
  return known ? activationIn(draft, known.activationId) : null;
};

export const putSeat = (draft: EntitlementDraft, seat: Seat): void => {
  const before = draft.seats.get(seat.activationId);
  const was = before ? before.was : (draft.snapshot.activation(seat.activationId) ?? null);
  draft.seats.set(seat.activationId, { was, is: seat });
  draft.seatIds.set(seat.seatId, seat.activationId);
};

export const removeSeat = (draft: EntitlementDraft, seat: Seat): void => {
  const before = draft.seats.get(seat.activationId);
  const was = before ? before.was : (draft.snapshot.activation(seat.activationId) ?? null);
  draft.seats.set(seat.activationId, { was, is: null });
};

export const lifeIn = (draft: EntitlementDraft): LifeCourse => ({
  activationDate: draft.activationDate,
  expiryDate: draft.expiryDate,
  maintenanceExpiryDate: draft.maintenanceExpiryDate,
  usageResets: draft.snapshot.usageResets,
  toldExpiry: draft.toldExpiry,
  toldMaintenanceExpiry: draft.toldMaintenanceExpiry,
});

export const usageOf = (draft: EntitlementDraft, featureId: string, at: number): FeatureUsage => {
  const known = draft.usage.get(featureId) ?? draft.snapshot.usage.get(featureId);
  if (known) return known;
  const { terms, usageResets } = draft.snapshot;
  const { usageResetSchedule, timeZone } = terms;
  const { start } = usagePeriodAt(usageResetSchedule, draft.activationDate, timeZone, at, usageResets);
  return { used: 0n, periodStart: start };
};

/** The lease end of a seat that is granted or renewed at `at` (rule 15), and the bound it may not pass. */
export const leaseOf = (draft: EntitlementDraft, mode: ActivationMode, at: number) => {
  const { terms } = draft.snapshot;
  const bound = graceEnd(draft.expiryDate, terms.gracePeriod, terms.timeZone);
  const leasePeriod = mode === 'offline' ? terms.offlineLeasePeriod : terms.leasePeriod;
  return { bound, end: leaseEnd(at, leasePeriod, bound, terms.timeZone) };
};

const nextSequence = (draft: EntitlementDraft) => {
  draft.sequence += 1n;
  return draft.sequence;
};

const emit = (
  draft: EntitlementDraft,
  at: number,
  eventCode: StateEvent['eventCode'],
  used: bigint,
  limits: Limits,
  featureKey: string | null,
) => {
  draft.events.push({
    entitlementId: draft.snapshot.terms.entitlementId,
    sequence: nextSequence(draft),
    at,
    eventCode,
    featureKey,
    used,
    limits,
  });
};

/** Tells a start, an end or the notice of one, and remembers which end is told (rule 23). */
export const tellLife = (draft: EntitlementDraft, { at, eventCode, date }: LifeMoment): void => {
  if (eventCode === 'entitlement.expired') draft.toldExpiry = date;
  if (eventCode === 'entitlement.maintenance.expired') draft.toldMaintenanceExpiry = date;
  const { entitlementId, licenseType } = draft.snapshot.terms;
  const { expiryDate } = draft;
  const sequence = nextSequence(draft);
  draft.events.push({ entitlementId, sequence, at, eventCode, date, licenseType, expiryDate });
};

/** Changes the seats counted by one and tells a change of state: once, because it is told where it happens. */
export const countSeat = (draft: EntitlementDraft, step: 1 | -1, at: number): void => {
  const limits = draft.snapshot.terms.seats;
  const before = BigInt(draft.seatsUsed);
  draft.seatsUsed += step;
  const after = BigInt(draft.seatsUsed);
  for (const code of overdraftTransitions(limits, before, after)) emit(draft, at, code, after, limits, null);
};

export const setUsage = (
  draft: EntitlementDraft,
  feature: FeatureTerms,
  usage: FeatureUsage,
  at: number,
): void => {
  const before = usageOf(draft, feature.featureId, at).used;
  draft.usage.set(feature.featureId, usage);
  const { limits, key } = feature;
  const code = featureTransition({ limits, used: before }, { limits, used: usage.used });
  if (code) emit(draft, at, code, usage.used, limits, key);
};

/**
 * Rule 22: freezes the figures of the periods of these usage counts that end here, tells them together and starts the
 * next periods. One whose period began at that very instant has nothing to close.
 */
export const closeUsage = (
  draft: EntitlementDraft,
  features: readonly FeatureTerms[],
  periodEnd: number,
): void => {
  const { entitlementId } = draft.snapshot.terms;
  const closed = features.flatMap((feature) => {
    const { used, periodStart } = usageOf(draft, feature.featureId, periodEnd);
    if (periodStart === null || periodStart >= periodEnd) return [];
    const { featureId, key: featureKey, limits } = feature;
    const figures = { featureKey, used, overdraftUsed: overdraftUsed(limits.bought, used) };
    draft.closings.push({ entitlementId, featureId, periodStart, periodEnd, ...figures });
    return [{ feature, periodStart, figures }];
  });
  if (closed.length === 0) return;
  draft.events.push({
    entitlementId,
    sequence: nextSequence(draft),
    at: periodEnd,
    eventCode: 'entitlement.usage.summary',
    periodStart: Math.min(...closed.map(({ periodStart }) => periodStart)),
    periodEnd,
    usages: closed.map(({ figures }) => figures),
  });
  for (const { feature } of closed) setUsage(draft, feature, { used: 0n, periodStart: periodEnd }, periodEnd);
};

interface Recorded {
  readonly at: number;
  readonly operation: ActivityOperation;
  readonly activationId: string | null;
  readonly seatId: string;
  readonly leaseEnd: number | null;
  readonly ipAddress: string | null;
  readonly reasons?: readonly Reason[];
  readonly feature?: { readonly key: string; readonly amount: bigint; readonly terms: FeatureTerms | null };
  readonly seat?: SeatOfRow;
}

const rowOf = (draft: EntitlementDraft, recorded: Recorded): ActivityRow => {
  const { seats, entitlementId } = draft.snapshot.terms;
  const feature = recorded.feature;
  const metered = feature?.terms && feature.terms.type !== 'bool' ? feature.terms : null;
  return {
    entitlementId,
    at: recorded.at,
    sequence: nextSequence(draft),
    operation: recorded.operation,
    activationId: recorded.activationId,
    seatId: recorded.seatId,
    seatsUsed: draft.seatsUsed,
    bought: seats.bought ?? 0n,
    hardCap: seats.hardCap,
    overdraft: metered
      ? overdraftUsed(metered.limits.bought, usageOf(draft, metered.featureId, recorded.at).used) > 0n
      : overdraftUsed(seats.bought, BigInt(draft.seatsUsed)) > 0n,
    leaseEnd: recorded.leaseEnd,
    ipAddress: recorded.ipAddress,
    attempts: 1,
    reasons: recorded.reasons?.map((reason) => reason.code) ?? null,
    featureKey: feature?.key ?? null,
    amount: feature?.amount ?? null,
    featureUsed: metered ? usageOf(draft, metered.featureId, recorded.at).used : null,
    featureBought: metered?.limits.bought ?? null,
    featureHardCap: metered?.limits.hardCap ?? null,
    seat: recorded.seat ?? null,
  };
};

export const record = (draft: EntitlementDraft, recorded: Recorded): void => {
  draft.log.push(rowOf(draft, recorded));
};

/** Rule 16 within a batch: denials of one seat, on the seats or on one feature, are one row with exact attempts. */
export const recordDenial = (draft: EntitlementDraft, recorded: Recorded): void => {
  const key = `${recorded.feature?.key ?? ''}\u0000${recorded.seatId}`;
  const earlier = draft.denials.get(key);
  if (earlier) draft.denials.set(key, { ...earlier, attempts: earlier.attempts + 1 });
  else draft.denials.set(key, rowOf(draft, recorded));
};

export const seatLimits = (draft: EntitlementDraft): LimitsInUse =>
  underOwnCap(limitsInUse(draft.snapshot.terms.seats, BigInt(draft.seatsUsed)), draft.snapshot.terms.ownCap);

export const standingOf = (draft: EntitlementDraft, at: number): Standing => ({
  terms: draft.snapshot.terms,
  activationDate: draft.activationDate,
  expiryDate: draft.expiryDate,
  maintenanceExpiryDate: draft.maintenanceExpiryDate,
  disabledDate: draft.snapshot.disabledDate,
  customerDisabled: draft.snapshot.customerDisabled,
  exported: draft.snapshot.exported,
  usageResets: draft.snapshot.usageResets,
  usage: draft.usage.size === 0 ? draft.snapshot.usage : new Map([...draft.snapshot.usage, ...draft.usage]),
  at,
});

const toldIn = (draft: EntitlementDraft): ToldEnds | null => {
  const { toldExpiry, toldMaintenanceExpiry, snapshot } = draft;
  const same = toldExpiry === snapshot.toldExpiry && toldMaintenanceExpiry === snapshot.toldMaintenanceExpiry;
  return same ? null : { toldExpiry, toldMaintenanceExpiry };
};

/** What the batch changed, or null when nothing did. */
export const changesOf = (draft: EntitlementDraft): EntitlementChanges | null => {
  const { snapshot } = draft;
  const denials = [...draft.denials.values()];
  if (draft.sequence === snapshot.sequence && draft.dueAt === snapshot.dueAt && draft.seats.size === 0)
    return null;
  return {
    entitlementId: snapshot.terms.entitlementId,
    seatsUsed: draft.seatsUsed,
    sequence: draft.sequence,
    dueAt: draft.dueAt,
    started:
      draft.activationDate !== null && draft.activationDate !== snapshot.activationDate
        ? {
            activationDate: draft.activationDate,
            expiryDate: draft.expiryDate,
            maintenanceExpiryDate: draft.maintenanceExpiryDate,
          }
        : null,
    seats: draft.seats,
    usage: draft.usage,
    told: toldIn(draft),
    log: draft.log,
    events: draft.events,
    closings: draft.closings,
    denials,
  };
};
