import type { Reply, Row } from '../../api/wire.ts';
import type { Texts } from '../texts/en.ts';

/** What the API answers, in whole sentences. The figures are the API's own. */

export type Entitlement = Reply<'getPortalOverview'>['entitlements'][number];
export type SeatRequest = Row<'listOwnSeatRequests'>;

/** "17 more until the limit of 120" */
export const untilLimitText = ({ seats }: Texts, { limit, seatsUntilLimit }: Entitlement): string =>
  limit === null || seatsUntilLimit === null ? seats.noLimit : seats.untilLimit(seatsUntilLimit, limit);

export const nextDateText = ({ dates }: Texts, { nextDate }: Entitlement): string =>
  nextDate === null ? dates.none : dates[nextDate.kind](nextDate.at);

export const trendText = ({ trends }: Texts, { trend }: Entitlement): string => {
  const { direction = 'unknown', perMonth = null } = trend ?? {};
  if (perMonth === null || direction === 'steady' || direction === 'unknown') {
    return direction === 'steady' ? trends.steady : trends.unknown;
  }
  return trends[direction](Math.round(Math.abs(perMonth) * 10) / 10);
};

export const deniedText = ({ overview }: Texts, { deniedThisMonth }: Entitlement): string =>
  deniedThisMonth.attempts === 0
    ? overview.nobodyDenied
    : overview.deniedTimes(deniedThisMonth.attempts, deniedThisMonth.seats);

type Capacity = Reply<'getPortalCapacity'>;

/** "At this growth you reach the limit of 120 in March." */
export const capacityText = (
  { capacity: words }: Texts,
  { reachesBoughtIn, reachesLimitIn, bought, limit, reason, timeZone }: Capacity,
  now: number,
): string | null => {
  if (reachesLimitIn !== null) return words.reaches(reachesLimitIn, timeZone, now, limit);
  if (reachesBoughtIn !== null && bought !== null) {
    return words.reachesBought(reachesBoughtIn, timeZone, now, bought);
  }
  return reason === null ? null : words[reason];
};
