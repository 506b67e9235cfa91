import { addInterval, farFuture, type Interval, noInterval } from './calendar.ts';

/** Entitlement life (rulebook section 7): status at an instant, start, and what bounds a lease. */

export type EntitlementStatus =
  | 'active'
  | 'gracePeriod'
  | 'expired'
  | 'disabled'
  | 'exported'
  | 'created'
  | 'customerDisabled';

export type LicenseType = 'subscription' | 'perpetual';
export type LicenseStartType = 'activation' | 'entitlementCreation' | 'custom' | 'manualActivation';

/** The dates and switches a status follows from. Instants in epoch milliseconds. */
export interface LifeDates {
  readonly activationDate: number | null;
  readonly expiryDate: number | null;
  readonly disabledDate: number | null;
  readonly customerDisabled: boolean;
  readonly exported: boolean;
}

/** End of the grace period; null when the entitlement never expires. No grace: the expiry itself. */
export const graceEnd = (
  expiryDate: number | null,
  gracePeriod: Interval,
  timeZone: string,
): number | null =>
  expiryDate === null ? null : (addInterval(expiryDate, gracePeriod, timeZone) ?? expiryDate);

/**
 * Rule 23. Switches come before time: an entitlement that was switched off says so whatever its dates.
 * Ends are exclusive: at its expiry instant an entitlement is no longer active.
 */
export const entitlementStatus = (
  dates: LifeDates,
  gracePeriod: Interval,
  timeZone: string,
  at: number,
): EntitlementStatus => {
  if (dates.disabledDate !== null) return 'disabled';
  if (dates.customerDisabled) return 'customerDisabled';
  if (dates.exported) return 'exported';
  if (dates.activationDate === null || at < dates.activationDate) return 'created';
  if (dates.expiryDate === null || at < dates.expiryDate) return 'active';
  const end = graceEnd(dates.expiryDate, gracePeriod, timeZone);
  return end !== null && at < end ? 'gracePeriod' : 'expired';
};

/** Seats and features can be taken in these. */
export const grantsUse = (status: EntitlementStatus): boolean =>
  status === 'active' || status === 'gracePeriod';

/** Between which instants an entitlement is held, in epoch ms; nulls before its start, and ends that never come. */
export interface TermDates {
  readonly activationDate: number | null;
  readonly expiryDate: number | null;
  readonly maintenanceExpiryDate: number | null;
}

export interface StartTerms {
  readonly licenseType: LicenseType;
  readonly licenseDuration: Interval;
  readonly hasMaintenance: boolean;
  readonly maintenanceDuration: Interval;
  readonly timeZone: string;
}

/** Rule 24: the dates an entitlement has once it starts at `at`. A perpetual one never expires. */
export const startDates = (
  terms: StartTerms,
  at: number,
): TermDates & { readonly activationDate: number } => ({
  activationDate: at,
  expiryDate:
    terms.licenseType === 'perpetual' ? null : addInterval(at, terms.licenseDuration, terms.timeZone),
  maintenanceExpiryDate: terms.hasMaintenance
    ? addInterval(at, terms.maintenanceDuration, terms.timeZone)
    : null,
});

/** The last period added: the seats of a batch are leased in one instant, mostly for one period, and to add it is dear. */
let lastAdded = { now: Number.NaN, leasePeriod: noInterval, timeZone: '', end: farFuture };

const afterPeriod = (now: number, leasePeriod: Interval, timeZone: string): number => {
  const { type, count } = leasePeriod;
  const last = lastAdded;
  if (
    last.now !== now ||
    last.leasePeriod.type !== type ||
    last.leasePeriod.count !== count ||
    last.timeZone !== timeZone
  ) {
    const end = addInterval(now, leasePeriod, timeZone) ?? farFuture;
    lastAdded = { now, leasePeriod: { type, count }, timeZone, end };
  }
  return lastAdded.end;
};

/** Rule 15: min(now + lease period, expiry + grace). `bound` null: never expires; period `none`: as long as possible. */
export const leaseEnd = (
  now: number,
  leasePeriod: Interval,
  bound: number | null,
  timeZone: string,
): number => Math.min(afterPeriod(now, leasePeriod, timeZone), bound ?? farFuture);
