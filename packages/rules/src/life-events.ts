import type { EntitlementTerms, LifeCourse, LifeEventCode, ToldEnds } from './admission-state.ts';
import { addDays } from './calendar.ts';
import { graceEnd, type TermDates } from './life.ts';

/** Rule 23: what time does to an entitlement's life, the instants at which it does, and what of it is told. */

type TermsOfLife = Pick<EntitlementTerms, 'gracePeriod' | 'timeZone'>;

export interface LifeMoment {
  readonly at: number;
  readonly eventCode: LifeEventCode;
  /** The start or the end it tells of. */
  readonly date: number;
}

const noticesBefore = [
  { days: 30, word: 'expires30days' },
  { days: 7, word: 'expires7days' },
  { days: 1, word: 'expires1day' },
] as const;

/** Days before an end by the wall clock; a term shorter than that has no such notice. */
const noticesOf = (
  end: number | null,
  prefix: 'entitlement' | 'entitlement.maintenance',
  startedAt: number,
  timeZone: string,
): LifeMoment[] =>
  end === null
    ? []
    : noticesBefore
        .map(
          ({ days, word }): LifeMoment => ({
            at: addDays(end, -days, timeZone),
            eventCode: `${prefix}.${word}`,
            date: end,
          }),
        )
        .filter(({ at }) => at > startedAt);

/** The start and the notices of the ends, whenever they are. */
const passingMoments = (dates: TermDates, { timeZone }: TermsOfLife): LifeMoment[] => {
  const { activationDate: start, expiryDate, maintenanceExpiryDate } = dates;
  if (start === null) return [];
  return [
    { at: start, eventCode: 'entitlement.activated', date: start },
    ...noticesOf(expiryDate, 'entitlement', start, timeZone),
    ...noticesOf(maintenanceExpiryDate, 'entitlement.maintenance', start, timeZone),
  ];
};

/** The end of the term with its grace, which the product may move at any time, and the end of the maintenance. */
const endsOf = (dates: TermDates, { gracePeriod, timeZone }: TermsOfLife) => ({
  expired: graceEnd(dates.expiryDate, gracePeriod, timeZone),
  maintenanceExpired: dates.maintenanceExpiryDate,
});

/** An end that is over and of which that is not told. One that was moved back is no other end. */
const isUntold = (end: number | null, told: number | null, now: number): end is number =>
  end !== null && end <= now && (told === null || told < end);

const stillOver = (end: number | null, told: number | null, now: number): number | null =>
  end !== null && told !== null && end <= Math.min(now, told) ? told : null;

/** Ends that were told and are still over: an end that has moved ahead will be told again. */
export const stillTold = (life: TermDates & ToldEnds, terms: TermsOfLife, now: number): ToldEnds => {
  const { expired, maintenanceExpired } = endsOf(life, terms);
  return {
    toldExpiry: stillOver(expired, life.toldExpiry, now),
    toldMaintenanceExpiry: stillOver(maintenanceExpired, life.toldMaintenanceExpiry, now),
  };
};

/**
 * What is to be told at `now`, in the order it happened. Notices and starts are told when they fall between `since` (all
 * before that is told) and now; an end is told once, also one that an edit has moved into the past: as of `since` then.
 */
export const momentsToTell = (
  life: TermDates & ToldEnds,
  terms: TermsOfLife,
  since: number,
  now: number,
): LifeMoment[] => {
  const { expired, maintenanceExpired } = endsOf(life, terms);
  const passed = passingMoments(life, terms).filter(({ at }) => since <= at && at <= now);
  const ends: LifeMoment[] = [];
  if (isUntold(maintenanceExpired, life.toldMaintenanceExpiry, now)) {
    const at = Math.max(maintenanceExpired, since);
    ends.push({ at, eventCode: 'entitlement.maintenance.expired', date: maintenanceExpired });
  }
  if (isUntold(expired, life.toldExpiry, now)) {
    ends.push({ at: Math.max(expired, since), eventCode: 'entitlement.expired', date: expired });
  }
  return [...passed, ...ends].sort((a, b) => a.at - b.at);
};

/** The next instant after `now` at which there is something to tell: the very next when an end is over and not told. */
export const nextLifeMoment = (life: LifeCourse, terms: TermsOfLife, now: number): number | null => {
  const { activationDate, expiryDate, maintenanceExpiryDate } = life;
  if (activationDate === null) return null;
  // Perpetual and long started: most of what is asked a thousand times a second.
  if (expiryDate === null && maintenanceExpiryDate === null && activationDate <= now) return null;
  const { expired, maintenanceExpired } = endsOf(life, terms);
  const untold = (end: number | null, told: number | null) =>
    end === null || (told !== null && end <= told) ? [] : [Math.max(end, now + 1)];
  const ends = [
    ...untold(expired, life.toldExpiry),
    ...untold(maintenanceExpired, life.toldMaintenanceExpiry),
  ];
  const coming = passingMoments(life, terms).map(({ at }) => at);
  const instants = [...coming.filter((at) => at > now), ...ends];
  return instants.length === 0 ? null : Math.min(...instants);
};
