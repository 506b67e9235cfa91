import type { EntitlementStatus } from './life.ts';
import type { Limits, LimitsInUse } from './overdraft.ts';
import { ownCapInForce } from './own-cap.ts';

/** What a customer is told of what it bought (rule 43): where it stands, what to act on first, what comes next. */

export type PortalStanding = 'notUsable' | 'denied' | 'atLimit' | 'overdraft' | 'within';

/** Worst first. */
const standings: readonly PortalStanding[] = ['notUsable', 'denied', 'atLimit', 'overdraft', 'within'];

/** Worst first: negative when `one` is worse. */
export const compareStandings = (one: PortalStanding, other: PortalStanding): number =>
  standings.indexOf(one) - standings.indexOf(other);

/** Where requests are denied: the customer's own cap, or the hard cap; null: nowhere. */
export const limitInForce = (limits: Limits, ownCap: bigint | null): bigint | null =>
  ownCapInForce(limits, ownCap) ?? limits.hardCap;

/** "17 more until the limit"; null: without limit. */
export const unitsUntil = (limit: bigint | null, used: bigint): bigint | null => {
  if (limit === null) return null;
  return used < limit ? limit - used : 0n;
};

export interface SoldInUse {
  readonly status: EntitlementStatus;
  readonly limits: LimitsInUse;
  readonly ownCap: bigint | null;
  /** Attempts in this calendar month. */
  readonly deniedAttempts: number;
}

const usable: readonly EntitlementStatus[] = ['created', 'active', 'gracePeriod', 'exported'];

/** The worst that is so. */
export const standingOf = ({ status, limits, ownCap, deniedAttempts }: SoldInUse): PortalStanding => {
  if (!usable.includes(status)) return 'notUsable';
  if (deniedAttempts > 0) return 'denied';
  const limit = limitInForce(limits, ownCap);
  if (limit !== null && limits.used >= limit && limits.used > 0n) return 'atLimit';
  return limits.overdraftUsed > 0n ? 'overdraft' : 'within';
};

export type NextStep = 'requestSeats' | 'raiseOwnCap' | 'renew' | 'contactVendor' | 'askAdmin';

/** What helps; null: nothing is wrong. */
export const nextStepOf = (
  standing: PortalStanding,
  { status, limits, ownCap }: SoldInUse,
  role: 'user' | 'admin',
): NextStep | null => {
  if (standing === 'within') return null;
  if (role === 'user') return 'askAdmin';
  if (standing === 'notUsable') return status === 'expired' ? 'renew' : 'contactVendor';
  return ownCapInForce(limits, ownCap) !== null && standing !== 'overdraft' ? 'raiseOwnCap' : 'requestSeats';
};

/** Seats a month that count as a trend, of what was bought: less is noise. */
const steadyShare = 0.01;

export const trendDirection = (
  perMonth: number | null,
  bought: bigint,
): 'rising' | 'steady' | 'falling' | 'unknown' => {
  if (perMonth === null) return 'unknown';
  if (Math.abs(perMonth) < Math.max(0.1, Number(bought) * steadyShare)) return 'steady';
  return perMonth > 0 ? 'rising' : 'falling';
};

export interface LifeDates {
  readonly status: EntitlementStatus;
  /** Epoch ms; null: none. So are the others. */
  readonly activationDate: number | null;
  readonly expiryDate: number | null;
  readonly graceEnd: number | null;
  readonly maintenanceExpiryDate: number | null;
}

export interface DateThatMatters {
  readonly kind: 'starts' | 'expires' | 'graceEnds' | 'maintenanceEnds' | 'expired';
  readonly at: number;
}

/** The next date that matters; of what has expired, when it did. Null: none. */
export const nextDateOf = (dates: LifeDates, now: number): DateThatMatters | null => {
  const { status, activationDate, expiryDate, graceEnd, maintenanceExpiryDate } = dates;
  if (status === 'expired') return expiryDate === null ? null : { kind: 'expired', at: expiryDate };
  const coming = (kind: DateThatMatters['kind'], at: number | null): DateThatMatters[] =>
    at === null || at <= now ? [] : [{ kind, at }];
  return (
    [
      ...coming('starts', activationDate),
      ...coming('expires', expiryDate),
      ...(status === 'gracePeriod' ? coming('graceEnds', graceEnd) : []),
      ...coming('maintenanceEnds', maintenanceExpiryDate),
    ].sort((one, other) => one.at - other.at)[0] ?? null
  );
};
