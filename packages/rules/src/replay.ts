import { decideBatch } from './admission.ts';
import type {
  AdmissionRequest,
  BatchResult,
  EntitlementChanges,
  EntitlementSnapshot,
  EntitlementTerms,
  FeatureUsage,
  LifeCourse,
  Seat,
  ToldEnds,
} from './admission-state.ts';
import { type LeaseQueue, popLease, pushLease } from './lease-queue.ts';
import type { LifeDates } from './life.ts';
import { stillTold } from './life-events.ts';
import { admitsTerms, termsChangeEvents } from './limit-change.ts';
import { nextDue } from './settle.ts';
import { usagePeriodAt } from './usage-period.ts';

/**
 * A world of entitlements in memory, moved by the same decisions as the server's: what replays a history (the demo's
 * year, what-if) runs on. Time is what the caller says; instants must not decrease.
 */

export interface EntitlementDates extends LifeDates {
  readonly maintenanceExpiryDate: number | null;
  /** Instants at which renewals end a usage period, ascending. */
  readonly usageResets: readonly number[];
}

/** Not started and not switched off. */
export const unstarted: EntitlementDates = {
  activationDate: null,
  expiryDate: null,
  maintenanceExpiryDate: null,
  usageResets: [],
  disabledDate: null,
  customerDisabled: false,
  exported: false,
};

/** One entitlement with all its seats. Change it only through the functions below. */
export interface ReplayedEntitlement {
  terms: EntitlementTerms;
  dates: EntitlementDates;
  told: ToldEnds;
  seatsUsed: number;
  sequence: bigint;
  dueAt: number | null;
  readonly seats: Map<string, Seat>;
  readonly activationIds: Map<string, string>;
  leases: LeaseQueue;
  usage: ReadonlyMap<string, FeatureUsage>;
}

export interface World {
  readonly entitlements: Map<string, ReplayedEntitlement>;
  /** No entitlement is due before this instant. */
  dueAt: number;
}

export const createWorld = (): World => ({ entitlements: new Map(), dueAt: Number.POSITIVE_INFINITY });

/** Adds an entitlement without seats. Throws when its id is taken. */
export const putEntitlement = (world: World, terms: EntitlementTerms, dates: EntitlementDates): void => {
  const { entitlementId } = terms;
  if (world.entitlements.has(entitlementId)) throw new Error(`entitlement ${entitlementId} exists already`);
  const { activationDate } = dates;
  const held: ReplayedEntitlement = {
    terms,
    dates,
    told: { toldExpiry: null, toldMaintenanceExpiry: null },
    seatsUsed: 0,
    sequence: 0n,
    dueAt: null,
    seats: new Map(),
    activationIds: new Map(),
    leases: [],
    usage: new Map(),
  };
  world.entitlements.set(entitlementId, held);
  if (activationDate !== null) setDue(world, held, nextDue(terms, lifeOf(held), null, activationDate));
};

const lifeOf = ({ dates, told }: ReplayedEntitlement): LifeCourse => ({ ...dates, ...told });

const entitlementIn = (world: World, entitlementId: string): ReplayedEntitlement => {
  const held = world.entitlements.get(entitlementId);
  if (!held) throw new Error(`no entitlement ${entitlementId}`);
  return held;
};

/** The seat with this activation id, or undefined when it was released or never taken. */
export const seatOfActivation = (world: World, entitlementId: string, activationId: string) =>
  world.entitlements.get(entitlementId)?.seats.get(activationId);

/** Decides the requests in order at `now` and applies the outcome; the result says what was decided and written. */
export const admit = (world: World, requests: readonly AdmissionRequest[], now: number): BatchResult => {
  const result = decideBatch(snapshotsFor(world, requests, now), requests, now);
  for (const changes of result.changes) applyChanges(world, changes);
  return result;
};

/** The entitlements the requests name, as they are at `now`. To be used before the world moves on. */
export const snapshotsFor = (
  world: World,
  requests: readonly AdmissionRequest[],
  now: number,
): Map<string, EntitlementSnapshot> => {
  const snapshots = new Map<string, EntitlementSnapshot>();
  for (const request of requests) {
    const ids = request.kind === 'activate' ? request.candidates : [request.entitlementId];
    for (const id of ids) {
      const held = world.entitlements.get(id);
      if (held && !snapshots.has(id)) snapshots.set(id, snapshotOf(held, now));
    }
  }
  return snapshots;
};

/** Entitlements that time alone has changed by `now`, in the order of their due instants: settle these. */
export const dueEntitlements = (world: World, now: number): string[] => {
  if (world.dueAt > now) return [];
  const due: { readonly id: string; readonly dueAt: number }[] = [];
  let later = Number.POSITIVE_INFINITY;
  for (const [id, { dueAt }] of world.entitlements) {
    if (dueAt === null) continue;
    if (dueAt <= now) due.push({ id, dueAt });
    else later = Math.min(later, dueAt);
  }
  world.dueAt = due.reduce((earliest, { dueAt }) => Math.min(earliest, dueAt), later);
  return due.sort((a, b) => a.dueAt - b.dueAt).map(({ id }) => id);
};

const unchanged = {
  started: null,
  told: null,
  seats: new Map<string, never>(),
  usage: new Map<string, never>(),
  log: [],
  events: [],
  closings: [],
  denials: [],
};

/**
 * Gives an entitlement other terms at `now` (rule 10): refused when a hard cap would fall below present use, unless
 * forced. `changes` holds what time had done before and the events of the change; it is applied in both cases.
 */
export const changeTerms = (
  world: World,
  terms: EntitlementTerms,
  now: number,
  forced: boolean,
): { readonly admitted: boolean; readonly changes: readonly EntitlementChanges[] } => {
  const { entitlementId } = terms;
  const { changes } = admit(world, [{ kind: 'settle', entitlementId }], now);
  const held = entitlementIn(world, entitlementId);
  if (!admitsTerms(held, terms, forced)) return { admitted: false, changes };
  const events = termsChangeEvents(held, terms, now);
  held.sequence += BigInt(events.length);
  const { start } = periodOf(terms, held.dates, now);
  if (start !== null && terms.usageResetSchedule !== held.terms.usageResetSchedule) beginPeriod(held, start);
  held.terms = terms;
  held.leases = [];
  for (const seat of held.seats.values()) queueLease(held, seat);
  // Seats that were bound past their lease count until now, not until its end.
  const nextLeaseEnd = nextLease(held)?.leaseEnd ?? null;
  const due = nextDue(terms, lifeOf(held), nextLeaseEnd, now);
  const dueAt = due === null ? null : Math.max(due, now);
  setDue(world, held, dueAt);
  if (events.length === 0) return { admitted: true, changes };
  const { seatsUsed, sequence } = held;
  const change = { ...unchanged, entitlementId, seatsUsed, sequence, dueAt, events };
  return { admitted: true, changes: [...changes, change] };
};

const periodOf = (terms: EntitlementTerms, { activationDate, usageResets }: EntitlementDates, at: number) =>
  usagePeriodAt(terms.usageResetSchedule, activationDate, terms.timeZone, at, usageResets);

/** Counters go on in the present period: nothing closes that never was a period. */
const beginPeriod = (held: ReplayedEntitlement, start: number): void => {
  const begun = [...held.usage].map(([featureId, usage]): [string, FeatureUsage] => [
    featureId,
    usage.periodStart === null || usage.periodStart < start ? { ...usage, periodStart: start } : usage,
  ]);
  held.usage = new Map(begun);
};

/** Starts, prolongs or switches an entitlement: its dates become the given ones. Leases that run keep their end. */
export const changeDates = (
  world: World,
  entitlementId: string,
  dates: EntitlementDates,
  now: number,
): readonly EntitlementChanges[] => {
  const { changes } = admit(world, [{ kind: 'settle', entitlementId }], now);
  const held = entitlementIn(world, entitlementId);
  held.dates = dates;
  held.told = stillTold(lifeOf(held), held.terms, now);
  setDue(world, held, nextDue(held.terms, lifeOf(held), nextLease(held)?.leaseEnd ?? null, now));
  return changes;
};

const snapshotOf = (held: ReplayedEntitlement, now: number): EntitlementSnapshot => {
  const due = held.dueAt !== null && held.dueAt <= now;
  const overdue = due ? takeOverdue(held, now) : [];
  const nextLeaseEnd = nextLease(held)?.leaseEnd ?? null;
  // Deciding is not applying: the ended leases stay queued until their seats stop counting.
  for (const seat of overdue) queueLease(held, seat);
  const { dates } = held;
  return {
    activationDate: dates.activationDate,
    expiryDate: dates.expiryDate,
    maintenanceExpiryDate: dates.maintenanceExpiryDate,
    disabledDate: dates.disabledDate,
    customerDisabled: dates.customerDisabled,
    exported: dates.exported,
    usageResets: dates.usageResets,
    toldExpiry: held.told.toldExpiry,
    toldMaintenanceExpiry: held.told.toldMaintenanceExpiry,
    terms: held.terms,
    seatsUsed: held.seatsUsed,
    sequence: held.sequence,
    dueAt: held.dueAt,
    seatOf: (seatId) => {
      const activationId = held.activationIds.get(seatId);
      return activationId === undefined ? undefined : held.seats.get(activationId);
    },
    activation: (activationId) => held.seats.get(activationId),
    overdue,
    nextLeaseEnd,
    usage: held.usage,
  };
};

/** The queued lease that ends first and still holds. */
const nextLease = (held: ReplayedEntitlement): Seat | undefined => {
  for (let entry = held.leases[0]; entry; entry = held.leases[0]) {
    const seat = held.seats.get(entry.activationId);
    if (seat?.counted && seat.leaseEnd === entry.leaseEnd) return seat;
    popLease(held.leases);
  }
  return undefined;
};

const takeOverdue = (held: ReplayedEntitlement, now: number): Seat[] => {
  const overdue: Seat[] = [];
  for (let seat = nextLease(held); seat && seat.leaseEnd <= now; seat = nextLease(held)) {
    overdue.push(seat);
    popLease(held.leases);
  }
  return overdue;
};

const queueLease = (held: ReplayedEntitlement, { activationId, leaseEnd, counted }: Seat): void => {
  if (counted && held.terms.concurrencyMode === 'concurrent')
    pushLease(held.leases, { leaseEnd, activationId });
};

const setDue = (world: World, held: ReplayedEntitlement, dueAt: number | null): void => {
  held.dueAt = dueAt;
  if (dueAt !== null) world.dueAt = Math.min(world.dueAt, dueAt);
};

const applyChanges = (world: World, changes: EntitlementChanges): void => {
  const held = entitlementIn(world, changes.entitlementId);
  held.seatsUsed = changes.seatsUsed;
  held.sequence = changes.sequence;
  if (changes.started) held.dates = { ...held.dates, ...changes.started };
  if (changes.told) held.told = changes.told;
  for (const [activationId, { was, is }] of changes.seats) {
    if (is) {
      held.seats.set(activationId, is);
      held.activationIds.set(is.seatId, activationId);
      if (!was?.counted || was.leaseEnd !== is.leaseEnd) queueLease(held, is);
    } else if (was) {
      held.seats.delete(activationId);
      if (held.activationIds.get(was.seatId) === activationId) held.activationIds.delete(was.seatId);
    }
  }
  if (changes.usage.size > 0) held.usage = new Map([...held.usage, ...changes.usage]);
  setDue(world, held, changes.dueAt);
};
