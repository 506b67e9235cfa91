import type { EntitlementChanges, EntitlementSnapshot, LifeCourse } from './admission-state.ts';
import { addInterval, type Interval } from './calendar.ts';
import { closeUsage, openDraft } from './entitlement-draft.ts';
import { graceEnd, type LicenseStartType, type StartTerms, startDates, type TermDates } from './life.ts';

/** Rules 24 and 25: what a start, a renewal and a change of offering make of an entitlement's term. Instants in epoch ms. */

/** The later of two ends; null is never. */
const later = (one: number | null, other: number | null): number | null =>
  one === null || other === null ? null : Math.max(one, other);

export interface Renewal {
  readonly expiryDate: number;
  readonly maintenanceExpiryDate: number | null;
  /** Where the old term's usage ends (rule 24): to come when renewed ahead of time, else now. */
  readonly resetAt: number;
}

/**
 * Rule 24. Before the expiry: the present expiry and the duration, usage is reset at the old expiry. In grace, which begins
 * with the very instant of the expiry: the original expiry and the duration, reset now. Lapsed: now and the duration,
 * reset now. The new term brings its maintenance, counted from where the term begins; maintenance never gets shorter.
 */
export const renewedTerm = (
  dates: TermDates,
  terms: StartTerms & { readonly gracePeriod: Interval },
  at: number,
): Renewal | 'notStarted' | 'perpetual' => {
  const { activationDate, expiryDate, maintenanceExpiryDate } = dates;
  const { licenseType, licenseDuration, timeZone } = terms;
  if (licenseType === 'perpetual') return 'perpetual';
  if (activationDate === null || at < activationDate || expiryDate === null) return 'notStarted';
  const lapsedAt = graceEnd(expiryDate, terms.gracePeriod, timeZone) ?? expiryDate;
  const from = at < lapsedAt ? expiryDate : at;
  const maintained = terms.hasMaintenance
    ? later(maintenanceExpiryDate, addInterval(from, terms.maintenanceDuration, timeZone))
    : null;
  return {
    expiryDate: addInterval(from, licenseDuration, timeZone) ?? from,
    maintenanceExpiryDate: maintained,
    resetAt: Math.max(expiryDate, at),
  };
};

/**
 * Rule 24, with an end that was agreed beside the plan's duration; null: none was. It lies after the new term begins:
 * before that it would take time away, which is an edit and no renewal.
 */
export const agreedTerm = (
  renewal: Renewal,
  agreedExpiryDate: number | null,
): Renewal | 'endsBeforeItBegins' => {
  if (agreedExpiryDate === null) return renewal;
  return agreedExpiryDate > renewal.resetAt
    ? { ...renewal, expiryDate: agreedExpiryDate }
    : 'endsBeforeItBegins';
};

/**
 * Rule 24, of dates that are agreed at the sale: the start policy `custom` alone begins at a set date, and an end that is
 * agreed needs a start by then. `startsAt`: where it begins by itself; null: not yet.
 */
export const saleDatesFault = (
  licenseStartType: LicenseStartType,
  startsAt: number | null,
  agreed: { readonly startDate: boolean; readonly expiryDate: boolean },
): 'startIsNotSet' | 'endNeedsStart' | null => {
  if (agreed.startDate && licenseStartType !== 'custom') return 'startIsNotSet';
  if (agreed.expiryDate && !agreed.startDate && startsAt === null) return 'endNeedsStart';
  return null;
};

/** The instants at which usage is reset, with one more; those that no running period needs are forgotten. */
export const withReset = (resets: readonly number[], reset: number, at: number): number[] => {
  const began = resets.findLast((each) => each <= at);
  const needed = resets.filter((each) => each > at || each === began);
  return [...new Set([...needed, reset])].sort((a, b) => a - b);
};

/**
 * Rule 25: the term under another offering. A subscription lasts its new duration from now, a perpetual one for ever, and
 * so does the maintenance; the start stays. One that has not started waits for its start, unless its new offering needs
 * none; one that starts at a set date keeps that date and lasts from then.
 */
export const changedTerm = (
  dates: TermDates,
  terms: StartTerms & { readonly licenseStartType: LicenseStartType },
  at: number,
): TermDates => {
  const { activationDate } = dates;
  if (activationDate !== null) return { ...startDates(terms, Math.max(activationDate, at)), activationDate };
  return terms.licenseStartType === 'entitlementCreation' ? startDates(terms, at) : dates;
};

/**
 * Rule 22: closes usage counts at `at`, those of `featureIds` or all: a frozen figure for each, whatever its schedule. One
 * whose period began at that very instant has nothing to close.
 */
export const closeCounters = (
  snapshot: EntitlementSnapshot,
  featureIds: ReadonlySet<string> | 'all',
  at: number,
): Pick<EntitlementChanges, 'closings' | 'events' | 'usage' | 'sequence'> => {
  const draft = openDraft(snapshot);
  const counters = snapshot.terms.features.filter(
    ({ type, featureId }) => type === 'usageCount' && (featureIds === 'all' || featureIds.has(featureId)),
  );
  closeUsage(draft, counters, at);
  const { closings, events, usage, sequence } = draft;
  return { closings, events, usage, sequence };
};

/** Whether an entitlement waits for its start: by policy, or for a date that is set. */
export const awaitsStart = ({ activationDate }: Pick<LifeCourse, 'activationDate'>, at: number): boolean =>
  activationDate === null || at < activationDate;
