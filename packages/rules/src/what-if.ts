import type { EntitlementTerms } from './admission-state.ts';
import { addInterval, farFuture } from './calendar.ts';
import type { Step } from './denied-demand.ts';
import type { Span } from './history-buckets.ts';
import { type LeaseQueue, popLease, pushLease } from './lease-queue.ts';
import { fits, type Limits, overdraftUsed } from './overdraft.ts';

/**
 * What-if (rule 39): the recorded requests for seats of one entitlement, decided again by the same rules at other limits.
 *
 * A seat that was granted holds as long as it held then: until it was released or its lease ended. Whoever is denied
 * in the replay asks again when the log has the next request of that seat, a refresh included: its client then
 * tries to go on. A seat that was denied then and is granted now holds for a lease period from its last recorded attempt.
 * Seats held when the span begins stay, as with a forced edit (rule 10). With the limits as they were the replay gives
 * exactly what happened.
 *
 * Only seats are replayed, and no state is told: that needs no books but who holds until when. A year of a large
 * entitlement is some hundred thousand requests, so they do not pass through `decideBatch`; the tests hold the outcome
 * against what it decides, request for request.
 */

export type DemandOperation = 'activate' | 'refresh' | 'deactivate' | 'leaseExpired' | 'activationDenied';

/** A row of the log that says something about seats, in the order of the log. */
export interface DemandRow {
  readonly at: number;
  readonly operation: DemandOperation;
  readonly seatId: string;
  /** Of a denial: asked this often. */
  readonly attempts: number;
  /** Of a denial: for want of seats alone. Others would be denied at any limits and ask for nothing here. */
  readonly forWantOfSeats: boolean;
  /** In use after the operation. */
  readonly seatsUsed: number;
  /** And that was more than the hard cap. */
  readonly overHardCap: boolean;
}

export interface RecordedDemand {
  readonly span: Span;
  /** Seats in use when the span begins. */
  readonly seatsUsed: number;
  readonly rows: readonly DemandRow[];
}

/** Limits in force from an instant on; the first at the beginning of the span or before. */
export interface LimitsStep {
  readonly at: number;
  readonly limits: Limits;
}

export interface ReplayedUse {
  /** Seats in use, from the beginning of the span. */
  readonly used: readonly Step[];
  readonly deniedAttempts: number;
  /** Distinct seats that were denied. */
  readonly deniedSeats: number;
  /** When, in the order of time. */
  readonly denials: readonly DeniedAttempts[];
}

export interface DeniedAttempts {
  readonly at: number;
  readonly attempts: number;
}

/** Until when each seat held, for each row that began it or shows it. */
const endsOfSeats = (rows: readonly DemandRow[]): Float64Array => {
  const ends = new Float64Array(rows.length).fill(farFuture);
  const endAhead = new Map<string, number>();
  for (let index = rows.length - 1; index >= 0; index--) {
    const row = rows[index];
    if (!row || row.operation === 'activationDenied') continue;
    const { seatId, operation, at } = row;
    if (operation === 'leaseExpired') endAhead.set(seatId, at);
    else if (operation === 'deactivate') endAhead.set(seatId, farFuture);
    ends[index] = endAhead.get(seatId) ?? farFuture;
    if (operation === 'activate') endAhead.delete(seatId);
  }
  return ends;
};

/** Seats that held when the span began, and until when: those that a row shows, and as many that no row shows. */
const seatsHeldBefore = ({ rows, seatsUsed }: RecordedDemand, ends: Float64Array) => {
  const held = new Map<string, number>();
  const begun = new Set<string>();
  rows.forEach(({ seatId, operation }, index) => {
    if (operation === 'activationDenied' || begun.has(seatId)) return;
    begun.add(seatId);
    if (operation !== 'activate') held.set(seatId, ends[index] ?? farFuture);
  });
  for (let unseen = held.size; unseen < seatsUsed; unseen++) held.set(`\u0000${unseen}`, farFuture);
  return held;
};

/** The seats of the entitlement as the replay moves on. */
interface Course {
  limits: Limits;
  /** Until when each seat holds. */
  readonly held: Map<string, number>;
  readonly leases: LeaseQueue;
  readonly used: Step[];
  readonly denied: Set<string>;
  readonly denials: DeniedAttempts[];
  deniedAttempts: number;
}

/** Of the changes of one instant only the last leaves a step. */
const noteUsed = ({ used, held }: Course, at: number): void => {
  const value = BigInt(held.size);
  if (used.at(-1)?.at === at) used.pop();
  if (used.at(-1)?.value !== value) used.push({ at, value });
};

/** Rule 14: a seat whose lease ended is free from that instant on. */
const endLeases = (course: Course, now: number): void => {
  const { leases, held } = course;
  for (let lease = leases[0]; lease && lease.leaseEnd <= now; lease = leases[0]) {
    popLease(leases);
    const { activationId: seatId, leaseEnd } = lease;
    if (held.get(seatId) !== leaseEnd) continue;
    held.delete(seatId);
    noteUsed(course, leaseEnd);
  }
};

const holdUntil = ({ held, leases }: Course, seatId: string, leaseEnd: number): void => {
  held.set(seatId, leaseEnd);
  if (leaseEnd < farFuture) pushLease(leases, { leaseEnd, activationId: seatId });
};

const noteDenied = (course: Course, denied: DeniedAttempts, seatId: string): void => {
  course.deniedAttempts += denied.attempts;
  course.denials.push(denied);
  course.denied.add(seatId);
};

const isOver = ({ limits, held }: Course): boolean =>
  limits.hardCap !== null && BigInt(held.size) > limits.hardCap;

/** Rules 10 to 13: who holds a seat keeps it, and prolongs it unless too many are in use; else it is one more or none. */
const ask = (course: Course, seatId: string, at: number, leaseEnd: number, attempts: number): void => {
  endLeases(course, at);
  const holdsUntil = course.held.get(seatId);
  if (holdsUntil !== undefined) {
    if (holdsUntil < leaseEnd && !isOver(course)) holdUntil(course, seatId, leaseEnd);
  } else if (fits(course.limits, BigInt(course.held.size), 1n)) {
    holdUntil(course, seatId, leaseEnd);
    noteUsed(course, at);
  } else noteDenied(course, { at, attempts }, seatId);
};

const holds = ({ held }: Course, seatId: string, at: number): boolean => (held.get(seatId) ?? at) > at;

const release = (course: Course, seatId: string, at: number): void => {
  if (!holds(course, seatId, at)) return;
  endLeases(course, at);
  course.held.delete(seatId);
  noteUsed(course, at);
};

/** While more is in use than the hard cap, a refresh frees the seat (rule 10). */
const refresh = (course: Course, { seatId, at, overHardCap }: DemandRow, leaseEnd: number): void => {
  if (!holds(course, seatId, at)) {
    ask(course, seatId, at, leaseEnd, 1);
    return;
  }
  // Its lease has the end it had then already. What the log calls a refresh while more was in use than the hard cap was
  // an activation by the holder, which keeps the seat.
  if (overHardCap || !isOver(course)) return;
  endLeases(course, at);
  if (!isOver(course)) return;
  release(course, seatId, at);
  noteDenied(course, { at, attempts: 1 }, seatId);
};

const play = (course: Course, row: DemandRow, leaseEnd: number, demandMs: number): void => {
  const { operation, seatId, at, attempts } = row;
  if (operation === 'activate') ask(course, seatId, at, leaseEnd, 1);
  else if (operation === 'refresh') refresh(course, row, leaseEnd);
  // Who holds by another lease than then, because of a denial, ends with the recorded one: its user had gone.
  else if (operation !== 'activationDenied') release(course, seatId, at);
  else if (row.forWantOfSeats) ask(course, seatId, at, Math.min(at + demandMs, farFuture), attempts);
};

/** How long a seat that was denied then holds when it is granted now. */
const leaseMsOf = ({ concurrencyMode, leasePeriod, timeZone }: EntitlementTerms, at: number): number =>
  (concurrencyMode === 'nodeLock' ? farFuture : (addInterval(at, leasePeriod, timeZone) ?? farFuture)) - at;

const unlimited: Limits = { bought: 0n, allowance: null, hardCap: null };

/**
 * Replays a span at limits that may change on the way, each as by a forced edit: nobody is cut off (rule 10). `terms`: of
 * the entitlement at present.
 */
export const replayDemand = (
  terms: EntitlementTerms,
  demand: RecordedDemand,
  limits: readonly LimitsStep[],
): ReplayedUse => {
  const { start, end } = demand.span;
  const used: Step[] = [{ at: start, value: 0n }];
  const course: Course = {
    ...{ limits: unlimited, held: new Map(), leases: [], used },
    ...{ denied: new Set(), denials: [], deniedAttempts: 0 },
  };
  const ends = endsOfSeats(demand.rows);
  for (const [seatId, until] of seatsHeldBefore(demand, ends)) ask(course, seatId, start, until, 1);
  const demandMs = leaseMsOf(terms, start);
  let next = 0;
  const putLimitsUntil = (at: number) => {
    for (let step = limits[next]; step && step.at <= at; step = limits[++next]) course.limits = step.limits;
  };
  demand.rows.forEach((row, index) => {
    putLimitsUntil(row.at);
    play(course, row, ends[index] ?? farFuture, demandMs);
  });
  endLeases(course, end - 1);
  const { denied, denials, deniedAttempts } = course;
  return { used, deniedAttempts, deniedSeats: denied.size, denials };
};

/** Units in use beyond the bought ones, as steps. */
export const overdraftSteps = (used: readonly Step[], limits: readonly LimitsStep[]): Step[] => {
  const steps: Step[] = [];
  let [nextUsed, nextLimits] = [0, 0];
  let [inUse, bought]: [bigint, bigint | null] = [0n, null];
  while (nextUsed < used.length || nextLimits < limits.length) {
    const at = Math.min(used[nextUsed]?.at ?? farFuture, limits[nextLimits]?.at ?? farFuture);
    for (let step = used[nextUsed]; step && step.at <= at; step = used[++nextUsed]) inUse = step.value;
    for (let step = limits[nextLimits]; step && step.at <= at; step = limits[++nextLimits])
      bought = step.limits.bought;
    const value = overdraftUsed(bought, inUse);
    if (steps.at(-1)?.value !== value) steps.push({ at, value });
  }
  return steps;
};
