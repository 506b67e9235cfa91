import type {
  ActivateRequest,
  ActivationMode,
  DeactivationMethod,
  Decision,
  Reason,
  RefreshRequest,
  ReleaseRequest,
  Seat,
  SeatOfRow,
} from './admission-state.ts';
import {
  activationIn,
  countSeat,
  type EntitlementDraft,
  leaseOf,
  putSeat,
  record,
  recordDenial,
  removeSeat,
  seatIn,
  seatLimits,
  standingOf,
  tellLife,
} from './entitlement-draft.ts';
import { startDates } from './life.ts';
import { overdraftUsed } from './overdraft.ts';
import {
  boundReason,
  credentialsReason,
  hardCapReason,
  isOwnCapAlone,
  seatReasons,
  statusReason,
} from './seat-reasons.ts';
import { dueAfterStart, dueAtLeaseEnd, returnHoldings } from './settle.ts';

/** Records and tells a denial. `elsewhere`: why other entitlements the credentials open do not help; told, not recorded here. */
const deny = (
  draft: EntitlementDraft,
  { seatId, ipAddress }: { readonly seatId: string; readonly ipAddress: string | null },
  reasons: readonly [Reason, ...Reason[]],
  at: number,
  elsewhere: readonly Reason[] = [],
): Decision => {
  recordDenial(draft, {
    at,
    operation: 'activationDenied',
    activationId: null,
    seatId,
    leaseEnd: null,
    ipAddress,
    reasons,
  });
  const waitingHelps = reasons.every(({ code }) => code === 'seatLimitReached' || code === 'ownCapReached');
  return {
    outcome: 'denied',
    entitlementId: draft.snapshot.terms.entitlementId,
    reasons: [...reasons, ...elsewhere],
    limits: seatLimits(draft),
    retryAt:
      waitingHelps && draft.snapshot.terms.concurrencyMode === 'concurrent' ? draft.nextLeaseEnd : null,
  };
};

const grant = (draft: EntitlementDraft, seat: Seat, at: number): Decision => ({
  outcome: 'granted',
  seat,
  standing: standingOf(draft, at),
  limits: seatLimits(draft),
});

const start = (draft: EntitlementDraft, at: number): void => {
  if (draft.activationDate !== null) return;
  const dates = startDates(draft.snapshot.terms, at);
  draft.activationDate = dates.activationDate;
  draft.expiryDate = dates.expiryDate;
  draft.maintenanceExpiryDate = dates.maintenanceExpiryDate;
  tellLife(draft, { at, eventCode: 'entitlement.activated', date: at });
  dueAfterStart(draft, at);
};

/** The seat under a new lease. Written out, because a spread here costs more than the whole rest of a grant. */
const leased = (seat: Omit<Seat, 'leaseEnd' | 'counted'>, lastLeaseAt: number, leaseEnd: number): Seat => ({
  activationId: seat.activationId,
  seatId: seat.seatId,
  seatName: seat.seatName,
  activationMethod: seat.activationMethod,
  username: seat.username,
  mode: seat.mode,
  activatedAt: seat.activatedAt,
  lastLeaseAt,
  leaseEnd,
  counted: true,
  holdings: seat.holdings,
});

const seatOfRow = (
  seat: Seat,
  method: DeactivationMethod | null,
  releasedBy: string | null,
  isOverdraftSeat: boolean,
): SeatOfRow => ({
  seatName: seat.seatName,
  mode: seat.mode,
  activatedAt: seat.activatedAt,
  method,
  releasedBy,
  isOverdraftSeat,
});

const inOverdraft = (draft: EntitlementDraft): boolean =>
  overdraftUsed(draft.snapshot.terms.seats.bought, BigInt(draft.seatsUsed)) > 0n;

/** Takes a seat that is free: counts it, gives it a lease, records it. Capacity has been checked. */
const occupy = (
  draft: EntitlementDraft,
  seat: Omit<Seat, 'leaseEnd' | 'counted'>,
  ip: string | null,
): Seat => {
  const at = seat.lastLeaseAt;
  const taken = leased(seat, at, leaseOf(draft, seat.mode, at).end);
  putSeat(draft, taken);
  countSeat(draft, 1, at);
  dueAtLeaseEnd(draft, taken.leaseEnd);
  record(draft, {
    at,
    operation: 'activate',
    activationId: taken.activationId,
    seatId: taken.seatId,
    leaseEnd: taken.leaseEnd,
    ipAddress: ip,
    seat: seatOfRow(taken, null, null, inOverdraft(draft)),
  });
  return taken;
};

const overCap = (draft: EntitlementDraft): boolean => {
  const { hardCap } = draft.snapshot.terms.seats;
  return hardCap !== null && BigInt(draft.seatsUsed) > hardCap;
};

/**
 * Extends the lease of a seat that is held, unless more is in use than the hard cap (rule 10). The end never moves back,
 * so `dueAt` stays a lower bound.
 */
const renew = (draft: EntitlementDraft, seat: Seat, at: number, ipAddress: string | null): Seat => {
  const renewed = overCap(draft)
    ? seat
    : leased(seat, at, Math.max(seat.leaseEnd, leaseOf(draft, seat.mode, at).end));
  putSeat(draft, renewed);
  record(draft, {
    at,
    operation: 'refresh',
    activationId: seat.activationId,
    seatId: seat.seatId,
    leaseEnd: renewed.leaseEnd,
    ipAddress,
  });
  return renewed;
};

/** A client that changes between network and none keeps its seat. */
const inMode = (seat: Seat, mode: ActivationMode): Seat => (seat.mode === mode ? seat : { ...seat, mode });

/**
 * Rules 11 to 13. Among several entitlements of one code: the one where the seat is held, else one with a bought seat
 * free, else one with overdraft left. While a forced edit leaves more in use than the hard cap (rule 10), a holder
 * keeps the seat but its lease is not extended. Where the customer's own cap alone stands in the way of one of them, that
 * is what is recorded: the vendor's cap is not what was missing (rule 43).
 */
export const admitActivation = (
  candidates: readonly EntitlementDraft[],
  request: ActivateRequest,
  at: number,
): Decision => {
  const [first] = candidates;
  if (!first) {
    return {
      outcome: 'denied',
      entitlementId: null,
      reasons: [credentialsReason(request.activationMethod)],
      limits: null,
      retryAt: null,
    };
  }
  const usable = candidates.filter((draft) => statusReason(draft, at, true) === null);
  for (const draft of usable) {
    const held = seatIn(draft, request.seatId);
    if (held?.counted)
      return grant(draft, renew(draft, inMode(held, request.mode), at, request.ipAddress), at);
  }
  const free = usable.filter((draft) => seatReasons(draft).length === 0);
  const chosen = free.find((draft) => seatLimits(draft).used < (seatLimits(draft).bought ?? 0n)) ?? free[0];
  if (chosen) return grant(chosen, activate(chosen, request, at), at);

  const refused = usable.find(isOwnCapAlone) ?? usable[0] ?? first;
  const holds = seatIn(refused, request.seatId)?.counted === true;
  const reasons = [statusReason(refused, at, true), ...(holds ? [] : seatReasons(refused))];
  const [reason, ...others] = reasons.filter((r) => r !== null);
  if (!reason) throw new Error('a denial needs a reason');
  const named = [reason, ...others] as const;
  return deny(refused, request, named, at, reasonsElsewhere(candidates, refused, named, at));
};

/** Rule 11: an expired entitlement is not hidden behind another one that is full, and the other way round. */
const reasonsElsewhere = (
  candidates: readonly EntitlementDraft[],
  refused: EntitlementDraft,
  named: readonly [Reason, ...Reason[]],
  at: number,
): Reason[] => {
  if (named[0].code === 'entitlementNotActive') return [];
  const codes = new Set(named.map(({ code }) => code));
  const elsewhere: Reason[] = [];
  for (const draft of candidates) {
    if (draft === refused) continue;
    const status = statusReason(draft, at, true);
    for (const reason of status ? [status] : seatReasons(draft)) {
      if (codes.has(reason.code)) continue;
      codes.add(reason.code);
      elsewhere.push({ ...reason, detail: `Of another entitlement: ${reason.detail}` });
    }
  }
  return elsewhere;
};

const activate = (draft: EntitlementDraft, request: ActivateRequest, at: number): Seat => {
  start(draft, at);
  const former = seatIn(draft, request.seatId);
  return occupy(
    draft,
    {
      activationId: former?.activationId ?? request.newActivationId,
      seatId: request.seatId,
      seatName: request.seatName ?? former?.seatName ?? null,
      activationMethod: request.activationMethod,
      username: request.username,
      mode: request.mode,
      activatedAt: at,
      lastLeaseAt: at,
      holdings: new Map(),
    },
    request.ipAddress,
  );
};

const notOffline: Decision = { outcome: 'conflict', detail: 'The activation is not an offline one.' };

/** Rules 14, 15 and 10: extends a lease; an ended one passes the same admission as anyone. */
export const refreshActivation = (draft: EntitlementDraft, request: RefreshRequest, at: number): Decision => {
  const seat = activationIn(draft, request.activationId);
  if (!seat) return { outcome: 'noSuchActivation' };
  if (request.mode && request.mode !== seat.mode) return notOffline;
  const asked = { seatId: seat.seatId, ipAddress: request.ipAddress };
  const status = statusReason(draft, at, false);
  if (!seat.counted) {
    const [reason, ...others] = [status, ...seatReasons(draft)].filter((r) => r !== null);
    if (reason) return deny(draft, asked, [reason, ...others], at);
    return grant(draft, occupy(draft, { ...seat, activatedAt: at, lastLeaseAt: at }, request.ipAddress), at);
  }
  const over = overCap(draft);
  const reasons = [status ?? boundReason(draft, seat, at), over ? hardCapReason(draft) : null];
  const [reason, ...others] = reasons.filter((r) => r !== null);
  if (!reason) return grant(draft, renew(draft, seat, at, request.ipAddress), at);
  // Rule 10: the seat is taken away, its client did not give it up.
  if (over) release(draft, seat, at, { ipAddress: request.ipAddress, method: 'delete' });
  return deny(draft, asked, [reason, ...others], at);
};

/** Rule 17: frees the seat and returns what it holds. */
const release = (
  draft: EntitlementDraft,
  seat: Seat,
  at: number,
  {
    ipAddress,
    method,
    by = null,
  }: Pick<ReleaseRequest, 'ipAddress' | 'method'> & { readonly by?: string | null },
): void => {
  returnHoldings(draft, seat, at);
  removeSeat(draft, seat);
  const isOverdraftSeat = seat.counted && inOverdraft(draft);
  if (seat.counted) countSeat(draft, -1, at);
  record(draft, {
    at,
    operation: 'deactivate',
    activationId: seat.activationId,
    seatId: seat.seatId,
    leaseEnd: seat.leaseEnd,
    ipAddress,
    seat: seatOfRow(seat, method, by, isOverdraftSeat),
  });
};

export const releaseActivation = (draft: EntitlementDraft, request: ReleaseRequest, at: number): Decision => {
  const seat = activationIn(draft, request.activationId);
  if (!seat) return { outcome: 'noSuchActivation' };
  if (request.mode && request.mode !== seat.mode) return notOffline;
  release(draft, seat, at, request);
  return { outcome: 'released', entitlementId: request.entitlementId };
};
