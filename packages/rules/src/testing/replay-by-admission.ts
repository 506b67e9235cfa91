import type { EntitlementChanges, EntitlementTerms } from '../admission-state.ts';
import { addInterval, farFuture } from '../calendar.ts';
import type { Step } from '../denied-demand.ts';
import type { Limits } from '../overdraft.ts';
import { admit, changeTerms, createWorld, putEntitlement, unstarted, type World } from '../replay.ts';
import type { DemandRow, DeniedAttempts, LimitsStep, RecordedDemand, ReplayedUse } from '../what-if.ts';

/** What-if the long way: every recorded request is decided by the admission of live requests. */

const id = 'replayed';

const termsFor = (terms: EntitlementTerms, seats: Limits): EntitlementTerms => ({
  ...terms,
  entitlementId: id,
  seats,
  // What the customer did not allow itself is no demand, and what it will allow itself nobody knows.
  ownCap: null,
  // Each lease is given the end it had, whatever periods are in force today.
  licenseType: 'perpetual',
  concurrencyMode: 'concurrent',
  usageResetSchedule: 'never',
  features: [],
});

/** An exact number of milliseconds as a lease period. */
const lasting = (ms: number): EntitlementTerms['leasePeriod'] => ({ type: 'second', count: ms / 1000 });

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

interface Course {
  readonly world: World;
  /** Of the replayed entitlement, with the lease period of the seat asked for at the moment. */
  terms: { -readonly [Name in keyof EntitlementTerms]: EntitlementTerms[Name] };
  readonly used: Step[];
  readonly denied: Set<string>;
  readonly denials: DeniedAttempts[];
  deniedAttempts: number;
}

const entitlementOf = ({ world }: Course) => {
  const entitlement = world.entitlements.get(id);
  if (!entitlement) throw new Error('the replayed entitlement is gone');
  return entitlement;
};

/** The log that the replay writes says what was in use; ended leases come with it, each at its instant. */
const noteUsed = ({ used }: Course, changes: readonly EntitlementChanges[]): void => {
  for (const { log } of changes) {
    for (const { at, seatsUsed } of log) {
      const value = BigInt(seatsUsed);
      if (used.at(-1)?.at === at) used.pop();
      if (used.at(-1)?.value !== value) used.push({ at, value });
    }
  }
};

const endLeases = (course: Course, now: number): void => {
  const { dueAt } = entitlementOf(course);
  if (dueAt !== null && dueAt <= now)
    noteUsed(course, admit(course.world, [{ kind: 'settle', entitlementId: id }], now).changes);
};

const noteDenied = (course: Course, denied: DeniedAttempts, seatId: string): void => {
  course.deniedAttempts += denied.attempts;
  course.denials.push(denied);
  course.denied.add(seatId);
};

const ask = (course: Course, seatId: string, at: number, leaseMs: number, attempts: number): void => {
  // A copy of the terms for each request would take longer than the decision.
  course.terms.leasePeriod = lasting(leaseMs);
  const { decisions, changes } = admit(
    course.world,
    [
      {
        ...{ kind: 'activate', candidates: [id], seatId, seatName: null, username: null, ipAddress: null },
        ...{ activationMethod: 'activationCode', mode: 'online', newActivationId: `${seatId}@${at}` },
      },
    ],
    at,
  );
  if (decisions[0]?.outcome === 'denied') {
    noteDenied(course, { at, attempts }, seatId);
  }
  noteUsed(course, changes);
};

const heldBy = (course: Course, seatId: string, at: number) => {
  const { activationIds, seats } = entitlementOf(course);
  const seat = seats.get(activationIds.get(seatId) ?? '');
  return seat?.counted && seat.leaseEnd > at ? seat : undefined;
};

const release = (course: Course, seatId: string, at: number): void => {
  const seat = heldBy(course, seatId, at);
  if (!seat) return;
  const { activationId } = seat;
  const request = { kind: 'release', entitlementId: id, activationId, method: 'deactivate' } as const;
  noteUsed(course, admit(course.world, [{ ...request, ipAddress: null }], at).changes);
};

const isOver = (course: Course): boolean => {
  const { terms, seatsUsed } = entitlementOf(course);
  const { hardCap } = terms.seats;
  return hardCap !== null && BigInt(seatsUsed) > hardCap;
};

/** While more is in use than the hard cap, a refresh frees the seat (rule 10). */
const refresh = (course: Course, { seatId, at, overHardCap }: DemandRow, leaseMs: number): void => {
  const seat = heldBy(course, seatId, at);
  if (!seat) {
    ask(course, seatId, at, leaseMs, 1);
    return;
  }
  // Its lease has the end it had then already. What the log calls a refresh while more was in use than the hard cap was
  // an activation by the holder, which keeps the seat.
  if (overHardCap || !isOver(course)) return;
  endLeases(course, at);
  if (!isOver(course)) return;
  const { activationId } = seat;
  const request = { kind: 'refresh', entitlementId: id, activationId, ipAddress: null } as const;
  const { decisions, changes } = admit(course.world, [request], at);
  if (decisions[0]?.outcome === 'denied') {
    noteDenied(course, { at, attempts: 1 }, seatId);
  }
  noteUsed(course, changes);
};

const play = (course: Course, row: DemandRow, end: number, demandMs: number): void => {
  const { operation, seatId, at, attempts } = row;
  const leaseMs = end - at;
  if (operation === 'activate') ask(course, seatId, at, leaseMs, 1);
  else if (operation === 'refresh') refresh(course, row, leaseMs);
  // Who holds by another lease than then, because of a denial, ends with the recorded one: its user had gone.
  else if (operation !== 'activationDenied') release(course, seatId, at);
  else if (row.forWantOfSeats) ask(course, seatId, at, demandMs, attempts);
};

/** How long a seat that was denied then holds when it is granted now. */
const leaseMsOf = ({ concurrencyMode, leasePeriod, timeZone }: EntitlementTerms, at: number): number =>
  (concurrencyMode === 'nodeLock' ? farFuture : (addInterval(at, leasePeriod, timeZone) ?? farFuture)) - at;

const unlimited: Limits = { bought: 0n, allowance: null, hardCap: null };

/** Puts limits in force as by a forced edit: nobody is cut off (rule 10). */
const putLimits = (course: Course, { limits }: LimitsStep, at: number): void => {
  course.terms = { ...course.terms, seats: limits };
  noteUsed(course, changeTerms(course.world, course.terms, at, true).changes);
};

/** Replays a span at limits that may change on the way. `terms`: of the entitlement at present. */
export const replayByAdmission = (
  terms: EntitlementTerms,
  demand: RecordedDemand,
  limits: readonly LimitsStep[],
): ReplayedUse => {
  const { start, end } = demand.span;
  const world = createWorld();
  const replayed = termsFor(terms, unlimited);
  putEntitlement(world, replayed, { ...unstarted, activationDate: start });
  const used: Step[] = [{ at: start, value: 0n }];
  const course: Course = { world, terms: replayed, used, denied: new Set(), denials: [], deniedAttempts: 0 };
  const ends = endsOfSeats(demand.rows);
  for (const [seatId, until] of seatsHeldBefore(demand, ends)) ask(course, seatId, start, until - start, 1);
  const demandMs = leaseMsOf(terms, start);
  let next = 0;
  const putLimitsUntil = (at: number) => {
    for (let step = limits[next]; step && step.at <= at; step = limits[++next])
      putLimits(course, step, Math.max(step.at, start));
  };
  putLimitsUntil(start);
  demand.rows.forEach((row, index) => {
    putLimitsUntil(row.at);
    play(course, row, ends[index] ?? farFuture, demandMs);
  });
  putLimitsUntil(end - 1);
  endLeases(course, end - 1);
  const { denied, denials, deniedAttempts } = course;
  return { used, deniedAttempts, deniedSeats: denied.size, denials };
};
