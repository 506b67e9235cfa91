import type { ActivationMethod, Reason, Seat } from './admission-state.ts';
import { type EntitlementDraft, leaseOf } from './entitlement-draft.ts';
import { entitlementStatus, grantsUse } from './life.ts';
import { fits } from './overdraft.ts';
import { isAtOwnCap } from './own-cap.ts';

/** Why a seat is not granted, each in a sentence for the caller (rule 11). */

const credentialWords = {
  activationCode: 'The activation code opens',
  openIdToken: 'The user of the token may use',
  password: 'The user may use',
} as const;

/** The credentials open nothing. */
export const credentialsReason = (method: ActivationMethod): Reason => ({
  code: 'credentialsRejected',
  detail: `${credentialWords[method]} no entitlement of this product.`,
});

/** Why the entitlement's status forbids use at `at`, or null. One that starts with its first activation may start. */
export const statusReason = (draft: EntitlementDraft, at: number, mayStart: boolean): Reason | null => {
  const { snapshot } = draft;
  const dates = { ...snapshot, activationDate: draft.activationDate, expiryDate: draft.expiryDate };
  const { gracePeriod, timeZone, licenseStartType } = snapshot.terms;
  const status = entitlementStatus(dates, gracePeriod, timeZone, at);
  if (grantsUse(status)) return null;
  if (
    status === 'created' &&
    mayStart &&
    draft.activationDate === null &&
    licenseStartType === 'activation'
  ) {
    return null;
  }
  const since =
    status === 'expired' && draft.expiryDate !== null ? ` since ${isoDate(draft.expiryDate)}` : '';
  return { code: 'entitlementNotActive', detail: `The entitlement is ${statusWords[status]}${since}.` };
};

const statusWords = {
  active: 'active',
  gracePeriod: 'in its grace period',
  expired: 'expired',
  disabled: 'disabled',
  exported: 'exported to a local server',
  created: 'not started',
  customerDisabled: 'not usable because its customer is disabled',
} as const;

const isoDate = (at: number) => new Date(at).toISOString();

/** Why no further seat fits below the hard cap, or null. */
export const hardCapReason = (draft: EntitlementDraft): Reason | null => {
  const { seats } = draft.snapshot.terms;
  if (fits(seats, BigInt(draft.seatsUsed), 1n)) return null;
  const overdraft =
    seats.allowance === 0n ? '' : ` (${seats.bought} bought and ${seats.allowance} overdraft)`;
  return {
    code: 'seatLimitReached',
    detail: `${draft.seatsUsed} of ${seats.hardCap} seats are in use${overdraft}.`,
  };
};

/** Why the customer itself allows no further seat, or null. */
const ownCapReason = ({ snapshot, seatsUsed }: EntitlementDraft): Reason | null => {
  const { seats, ownCap } = snapshot.terms;
  if (!isAtOwnCap(seats, ownCap, BigInt(seatsUsed))) return null;
  const most = seats.hardCap === null ? '' : `, to at most ${seats.hardCap}`;
  return {
    code: 'ownCapReached',
    detail: `${seatsUsed} seats are in use, and the customer's own cap is ${ownCap}; its admin can raise it in the portal${most}.`,
  };
};

const noReasons: readonly Reason[] = [];

/** Every reason why no further seat fits: the hard cap, and the customer's own below it. */
export const seatReasons = (draft: EntitlementDraft): readonly Reason[] => {
  const hardCap = hardCapReason(draft);
  const ownCap = ownCapReason(draft);
  if (hardCap) return ownCap ? [hardCap, ownCap] : [hardCap];
  return ownCap ? [ownCap] : noReasons;
};

/** The customer would have the seat if it allowed itself more. */
export const isOwnCapAlone = (draft: EntitlementDraft): boolean => {
  const [first, ...others] = seatReasons(draft);
  return first?.code === 'ownCapReached' && others.length === 0;
};

/** Rule 15: a lease that lasts as long as the entitlement cannot be extended. */
export const boundReason = (draft: EntitlementDraft, seat: Seat, at: number): Reason | null => {
  const { bound } = leaseOf(draft, seat.mode, at);
  if (bound === null || seat.leaseEnd < bound) return null;
  const detail = `The lease already lasts until the entitlement ends, ${isoDate(bound)}; it cannot be extended.`;
  return { code: 'entitlementNotActive', detail };
};
