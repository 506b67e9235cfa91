import type { EntitlementTerms, FeatureTerms, LifeCourse, Seat } from './admission-state.ts';
import {
  closeUsage,
  countSeat,
  type EntitlementDraft,
  lifeIn,
  putSeat,
  record,
  setUsage,
  tellLife,
  usageOf,
} from './entitlement-draft.ts';
import { momentsToTell, nextLifeMoment, stillTold } from './life-events.ts';
import { usagePeriodAt } from './usage-period.ts';

/** Gives back what a seat holds of element pools (rule 17). */
export const returnHoldings = (draft: EntitlementDraft, seat: Seat, at: number): void => {
  for (const feature of draft.snapshot.terms.features) {
    const held = seat.holdings.get(feature.featureId);
    if (held === undefined) continue;
    const usage = usageOf(draft, feature.featureId, at);
    setUsage(draft, feature, { ...usage, used: usage.used - held }, at);
  }
};

const expireSeat = (draft: EntitlementDraft, seat: Seat, at: number): void => {
  returnHoldings(draft, seat, at);
  putSeat(draft, { ...seat, counted: false, holdings: new Map() });
  countSeat(draft, -1, at);
  record(draft, {
    at,
    operation: 'leaseExpired',
    activationId: seat.activationId,
    seatId: seat.seatId,
    leaseEnd: seat.leaseEnd,
    ipAddress: null,
  });
};

const isCounter = (feature: FeatureTerms) => feature.type === 'usageCount';

/** The instants up to `now` at which a usage period that is still open has ended, oldest first (rule 18). */
const turnsUntil = (draft: EntitlementDraft, now: number): number[] => {
  const { terms, usage, usageResets } = draft.snapshot;
  const starts = terms.features
    .filter(isCounter)
    .map((feature) => usage.get(feature.featureId)?.periodStart ?? null)
    .filter((start) => start !== null);
  const turns: number[] = [];
  if (starts.length === 0) return turns;
  const endOf = (start: number) =>
    usagePeriodAt(terms.usageResetSchedule, draft.activationDate, terms.timeZone, start, usageResets).next;
  let end = endOf(Math.min(...starts));
  while (end !== null && end <= now) {
    turns.push(end);
    end = endOf(end);
  }
  return turns;
};

const closePeriods = (draft: EntitlementDraft, turn: number): void =>
  closeUsage(draft, draft.snapshot.terms.features.filter(isCounter), turn);

const earlier = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));

/** The next instant at which time alone changes something, given the earliest lease end; null: never. */
export const nextDue = (
  terms: EntitlementTerms,
  life: LifeCourse,
  nextLeaseEnd: number | null,
  now: number,
): number | null => {
  const { usageResetSchedule, timeZone } = terms;
  const periodEnd = terms.features.some(isCounter)
    ? usagePeriodAt(usageResetSchedule, life.activationDate, timeZone, now, life.usageResets).next
    : null;
  const leaseEnd = terms.concurrencyMode === 'concurrent' ? nextLeaseEnd : null;
  return earlier(earlier(leaseEnd, periodEnd), nextLifeMoment(life, terms, now));
};

/** Something that time did, as of its instant. */
interface Happening {
  readonly at: number;
  readonly happen: () => void;
}

/**
 * Leases that ended. A seat that was bound until `since` counts as long, though its lease ended earlier: the entitlement
 * was node-locked until then.
 */
const leaseEnds = (draft: EntitlementDraft, since: number, now: number): Happening[] => {
  const { terms, overdue } = draft.snapshot;
  if (terms.concurrencyMode !== 'concurrent') return [];
  return overdue
    .filter((seat) => seat.counted && seat.leaseEnd <= now)
    .sort((a, b) => a.leaseEnd - b.leaseEnd || (a.activationId < b.activationId ? -1 : 1))
    .map((seat) => {
      const at = Math.max(seat.leaseEnd, since);
      return { at, happen: () => expireSeat(draft, seat, at) };
    });
};

/**
 * Records what time alone has done up to `now`, in the order it happened: seats whose lease ended stop counting at that
 * very instant (rule 14, concurrent mode only), usage periods close, starts and ends are told (rule 23). Afterwards
 * `dueAt` is exact again.
 */
export const settle = (draft: EntitlementDraft, now: number): void => {
  const since = draft.dueAt;
  if (since === null || since > now) return;
  const { terms, nextLeaseEnd } = draft.snapshot;
  const moments = momentsToTell(lifeIn(draft), terms, since, now);
  const happenings: Happening[] = [
    ...turnsUntil(draft, now).map((at) => ({ at, happen: () => closePeriods(draft, at) })),
    ...leaseEnds(draft, since, now),
    ...moments.map((moment) => ({ at: moment.at, happen: () => tellLife(draft, moment) })),
  ];
  // Stable: of one instant, the period closes before the lease ends, and that before the whole term.
  for (const { happen } of happenings.sort((a, b) => a.at - b.at)) happen();
  Object.assign(draft, stillTold(lifeIn(draft), terms, now));
  draft.dueAt = nextDue(terms, lifeIn(draft), nextLeaseEnd, now);
};

/** Notes the lease of a seat that was just taken. */
export const dueAtLeaseEnd = (draft: EntitlementDraft, leaseEnd: number): void => {
  if (draft.snapshot.terms.concurrencyMode !== 'concurrent') return;
  draft.dueAt = earlier(draft.dueAt, leaseEnd);
  draft.nextLeaseEnd = earlier(draft.nextLeaseEnd, leaseEnd);
};

/** Notes what time will do first to an entitlement that started at `now`. */
export const dueAfterStart = (draft: EntitlementDraft, now: number): void => {
  draft.dueAt = earlier(draft.dueAt, nextDue(draft.snapshot.terms, lifeIn(draft), null, now));
};
