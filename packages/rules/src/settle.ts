import type { EntitlementTerms, FeatureTerms, Seat } from './admission-state.ts';
import {
  closeUsage,
  countSeat,
  type EntitlementDraft,
  putSeat,
  record,
  setUsage,
  usageOf,
} from './entitlement-draft.ts';
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

const expireSeat = (draft: EntitlementDraft, seat: Seat): void => {
  returnHoldings(draft, seat, seat.leaseEnd);
  putSeat(draft, { ...seat, counted: false, holdings: new Map() });
  countSeat(draft, -1, seat.leaseEnd);
  record(draft, {
    at: seat.leaseEnd,
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
  const { terms, usage } = draft.snapshot;
  const starts = terms.features
    .filter(isCounter)
    .map((feature) => usage.get(feature.featureId)?.periodStart ?? null)
    .filter((start) => start !== null);
  const turns: number[] = [];
  if (starts.length === 0) return turns;
  const endOf = (start: number) =>
    usagePeriodAt(terms.usageResetSchedule, draft.activationDate, terms.timeZone, start).next;
  let end = endOf(Math.min(...starts));
  while (end !== null && end <= now) {
    turns.push(end);
    end = endOf(end);
  }
  return turns;
};

const closePeriods = (draft: EntitlementDraft, turn: number): void => {
  for (const feature of draft.snapshot.terms.features.filter(isCounter)) {
    const { periodStart } = usageOf(draft, feature.featureId, turn);
    if (periodStart !== null && periodStart < turn) closeUsage(draft, feature, turn);
  }
};

const earlier = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));

/** The next instant at which time alone changes something, given the earliest lease end; null: never. */
export const nextDue = (
  terms: EntitlementTerms,
  activationDate: number | null,
  nextLeaseEnd: number | null,
  now: number,
): number | null =>
  earlier(
    terms.concurrencyMode === 'concurrent' ? nextLeaseEnd : null,
    terms.features.some(isCounter)
      ? usagePeriodAt(terms.usageResetSchedule, activationDate, terms.timeZone, now).next
      : null,
  );

/**
 * Records what time alone has done up to `now`, in the order it happened: seats whose lease ended stop counting at that
 * very instant (rule 14, concurrent mode only), usage periods close. Afterwards `dueAt` is exact again.
 */
export const settle = (draft: EntitlementDraft, now: number): void => {
  if (draft.dueAt === null || draft.dueAt > now) return;
  const { terms, overdue, nextLeaseEnd } = draft.snapshot;
  const turns = turnsUntil(draft, now);
  const closeUntil = (until: number) => {
    for (let turn = turns[0]; turn !== undefined && turn <= until; turn = turns[0]) {
      closePeriods(draft, turn);
      turns.shift();
    }
  };
  const ended =
    terms.concurrencyMode === 'concurrent'
      ? overdue.filter((seat) => seat.counted && seat.leaseEnd <= now)
      : [];
  ended.sort((a, b) => a.leaseEnd - b.leaseEnd || (a.activationId < b.activationId ? -1 : 1));
  for (const seat of ended) {
    closeUntil(seat.leaseEnd);
    expireSeat(draft, seat);
  }
  closeUntil(now);
  draft.dueAt = nextDue(terms, draft.activationDate, nextLeaseEnd, now);
};

/** Notes the lease of a seat that was just taken. */
export const dueAtLeaseEnd = (draft: EntitlementDraft, leaseEnd: number): void => {
  if (draft.snapshot.terms.concurrencyMode !== 'concurrent') return;
  draft.dueAt = earlier(draft.dueAt, leaseEnd);
  draft.nextLeaseEnd = earlier(draft.nextLeaseEnd, leaseEnd);
};

/** Notes when the first usage period of an entitlement that started at `now` ends. */
export const dueAtPeriodEnd = (draft: EntitlementDraft, now: number): void => {
  draft.dueAt = earlier(draft.dueAt, nextDue(draft.snapshot.terms, draft.activationDate, null, now));
};
