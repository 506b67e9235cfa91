import type { EntitlementTerms } from './admission-state.ts';
import { addInterval, farFuture } from './calendar.ts';
import type { Step } from './denied-demand.ts';
import type { Span } from './history-buckets.ts';
import { type Limits, overdraftUsed } from './overdraft.ts';
import { admit, changeTerms, createWorld, putEntitlement, unstarted, type World } from './replay.ts';

/**
 * What-if (rule 39): the recorded requests for seats of one entitlement, decided again by the same rules at other limits.
 *
 * A seat that was granted holds as long as it held then: until it was released or its lease ended. Whoever is denied
 * in the replay asks again when the log has the next request of that seat, a refresh included: its client then
 * tries to go on. A seat that was denied then and is granted now holds for a lease period from its last recorded attempt.
 * Seats held when the span begins stay, as with a forced edit (rule 10). With the limits as they were the replay gives
 * exactly what happened.
 */

export type DemandOperation = 'activate' | 'refresh' | 'deactivate' | 'leaseExpired' | 'activationDenied';

/** A row of the log that says something about seats, in the order of the log. */
export interface DemandRow {
  readonly at: number;
  readonly operation: DemandOperation;
  readonly activationId: string | null;
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
}

const id = 'replayed';

const termsFor = (terms: EntitlementTerms, seats: Limits): EntitlementTerms => ({
  ...terms,
  entitlementId: id,
  seats,
  // Each lease is given the end it had, whatever periods are in force today.
  licenseType: 'perpetual',
  concurrencyMode: 'concurrent',
  usageResetSchedule: 'never',
  features: [],
});

/** An exact number of milliseconds as a lease period. */
const lasting = (ms: number): EntitlementTerms['leasePeriod'] => ({ type: 'second', count: ms / 1000 });

/** Until when each seat held, by the row that began it or first shows it in the span. */
const endsOfSeats = (rows: readonly DemandRow[]): Map<DemandRow, number> => {
  const ends = new Map<DemandRow, number>();
  const endAhead = new Map<string, number>();
  for (const row of rows.toReversed()) {
    if (row.operation === 'leaseExpired') endAhead.set(row.seatId, row.at);
    else if (row.operation === 'deactivate') endAhead.set(row.seatId, farFuture);
    else if (row.operation !== 'activationDenied') ends.set(row, endAhead.get(row.seatId) ?? farFuture);
    if (row.operation === 'activate') endAhead.delete(row.seatId);
  }
  return ends;
};

/** Seats that held when the span began: those that a row shows, and as many that no row shows. */
const seatsHeldBefore = ({ rows, seatsUsed }: RecordedDemand, ends: ReadonlyMap<DemandRow, number>) => {
  const held = new Map<string, number>();
  const begun = new Set<string>();
  for (const row of rows) {
    const { seatId, operation, at } = row;
    if (begun.has(seatId) || operation === 'activationDenied') continue;
    begun.add(seatId);
    if (operation === 'activate') continue;
    held.set(
      seatId,
      operation === 'leaseExpired'
        ? at
        : operation === 'deactivate'
          ? farFuture
          : (ends.get(row) ?? farFuture),
    );
  }
  for (let unseen = held.size; unseen < seatsUsed; unseen++) held.set(`\u0000${unseen}`, farFuture);
  return held;
};

interface Course {
  readonly world: World;
  readonly used: Step[];
  readonly denied: Set<string>;
  deniedAttempts: number;
}

const entitlementOf = ({ world }: Course) => {
  const entitlement = world.entitlements.get(id);
  if (!entitlement) throw new Error('the replayed entitlement is gone');
  return entitlement;
};

const noteUsed = (course: Course, at: number): void => {
  const { used } = course;
  const value = BigInt(entitlementOf(course).seatsUsed);
  if (used.at(-1)?.at === at) used.pop();
  if (used.at(-1)?.value !== value) used.push({ at, value });
};

/** Records leases that ended before `now`, each at its instant. */
const endLeases = (course: Course, now: number): void => {
  const entitlement = entitlementOf(course);
  while (entitlement.dueAt !== null && entitlement.dueAt <= now) {
    const at = entitlement.dueAt;
    admit(course.world, [{ kind: 'settle', entitlementId: id }], at);
    noteUsed(course, at);
  }
};

const ask = (course: Course, seatId: string, at: number, leaseMs: number, attempts: number): void => {
  const entitlement = entitlementOf(course);
  entitlement.terms = { ...entitlement.terms, leasePeriod: lasting(leaseMs) };
  const { decisions } = admit(
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
    course.deniedAttempts += attempts;
    course.denied.add(seatId);
  }
  noteUsed(course, at);
};

const heldBy = (course: Course, seatId: string) => {
  const { activationIds, seats } = entitlementOf(course);
  const seat = seats.get(activationIds.get(seatId) ?? '');
  return seat?.counted ? seat : undefined;
};

const release = (course: Course, seatId: string, at: number): void => {
  const seat = heldBy(course, seatId);
  if (!seat) return;
  const { activationId } = seat;
  admit(
    course.world,
    [{ kind: 'release', entitlementId: id, activationId, ipAddress: null, method: 'deactivate' }],
    at,
  );
  noteUsed(course, at);
};

/** While more is in use than the hard cap, a refresh frees the seat (rule 10). */
const refresh = (course: Course, { seatId, at, overHardCap }: DemandRow, leaseMs: number): void => {
  const seat = heldBy(course, seatId);
  const { terms, seatsUsed } = entitlementOf(course);
  const { hardCap } = terms.seats;
  const isOver = hardCap !== null && BigInt(seatsUsed) > hardCap;
  if (!seat) {
    ask(course, seatId, at, leaseMs, 1);
    return;
  }
  // Its lease has the end it had then already. What the log calls a refresh while more was in use than the hard cap was
  // an activation by the holder, which keeps the seat.
  if (!isOver || overHardCap) return;
  const { activationId } = seat;
  const request = { kind: 'refresh', entitlementId: id, activationId, ipAddress: null } as const;
  if (admit(course.world, [request], at).decisions[0]?.outcome === 'denied') {
    course.deniedAttempts += 1;
    course.denied.add(seatId);
  }
  noteUsed(course, at);
};

const play = (course: Course, row: DemandRow, end: number | undefined, demandMs: number): void => {
  const { operation, seatId, at, attempts } = row;
  const leaseMs = (end ?? farFuture) - at;
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

/** Replays a span at limits that may change on the way. `terms`: of the entitlement at present. */
export const replayDemand = (
  terms: EntitlementTerms,
  demand: RecordedDemand,
  limits: readonly LimitsStep[],
): ReplayedUse => {
  const { start, end } = demand.span;
  const world = createWorld();
  putEntitlement(world, termsFor(terms, unlimited), { ...unstarted, activationDate: start });
  const course: Course = { world, used: [], denied: new Set(), deniedAttempts: 0 };
  const ends = endsOfSeats(demand.rows);
  for (const [seatId, until] of seatsHeldBefore(demand, ends)) ask(course, seatId, start, until - start, 1);
  noteUsed(course, start);
  const demandMs = leaseMsOf(terms, start);
  const changes = [...limits];
  const changeUntil = (at: number) => {
    for (let next = changes[0]; next && next.at <= at; next = changes[0]) {
      endLeases(course, Math.max(next.at, start));
      changeTerms(
        world,
        { ...entitlementOf(course).terms, seats: next.limits },
        Math.max(next.at, start),
        true,
      );
      changes.shift();
    }
  };
  changeUntil(start);
  for (const row of demand.rows) {
    changeUntil(row.at);
    endLeases(course, row.at);
    play(course, row, ends.get(row), demandMs);
  }
  changeUntil(end - 1);
  endLeases(course, end - 1);
  const { used, denied, deniedAttempts } = course;
  return { used, deniedAttempts, deniedSeats: denied.size };
};

/** Units in use beyond the bought ones, as steps. */
export const overdraftSteps = (used: readonly Step[], limits: readonly LimitsStep[]): Step[] => {
  const instants = [...new Set([...used, ...limits].map(({ at }) => at))].sort((a, b) => a - b);
  const steps: Step[] = [];
  let [nextUsed, nextLimits] = [0, 0];
  for (const at of instants) {
    while ((used[nextUsed]?.at ?? farFuture) <= at) nextUsed++;
    while ((limits[nextLimits]?.at ?? farFuture) <= at) nextLimits++;
    const bought = limits[nextLimits - 1]?.limits.bought ?? null;
    const value = overdraftUsed(bought, used[nextUsed - 1]?.value ?? 0n);
    if (steps.at(-1)?.value !== value) steps.push({ at, value });
  }
  return steps;
};
