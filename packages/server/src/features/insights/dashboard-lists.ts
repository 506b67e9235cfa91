import type {
  DashboardDenialsItemModel,
  DashboardOverdraftModel,
  EntitlementInOverdraftModel,
} from '@leeway/contract';
import { averageOf, type Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type PageAsked, pageReply } from '../../platform/http/paging.ts';
import { instantText } from '../../platform/instant.ts';
import { type SeatDays, seatDaysOf } from '../history/index.ts';
import { type Asked, linesOf } from './dashboard-scope.ts';
import { type DenialsOrder, deniedByDay, deniedOf, deniedReasons, pageOfDenied } from './denied-store.ts';
import { entitlementsInOverdraft, rankOverdrafts } from './overdrafts-store.ts';

/** Overdrafts and denials, entitlement by entitlement. */

const hourMs = 3_600_000;

/** Whole days of the account's time zone. */
export interface DaysAsked {
  readonly range: Span;
  readonly days: readonly Span[];
  readonly timeZone: string;
}

export const daysReply = ({ range, timeZone }: DaysAsked) => ({
  from: instantText(range.start),
  to: instantText(range.end),
  timeZone,
});

const dayModels = ({ days }: Pick<SeatDays, 'days'>, denied: ReadonlyMap<number, number> | undefined) =>
  days.map(({ start, max, bought, hardCap }, index) => ({
    ...{ start: instantText(start), max, bought, hardCap, denials: denied?.get(index) ?? 0 },
  }));

export const highestOverdrafts = async (
  db: Queryable,
  asked: Asked,
  daysAsked: DaysAsked,
  page: PageAsked,
) => {
  const { range, days } = daysAsked;
  const { tenantId, now } = asked;
  const { rows, total } = await rankOverdrafts(db, asked, range, page);
  const ids = rows.map(({ entitlement_id }) => entitlement_id);
  const [figures, denied, byDay] = await Promise.all([
    seatDaysOf(db, tenantId, ids, days, now),
    deniedOf(db, asked, ids, range),
    deniedByDay(db, tenantId, ids, days),
  ]);
  const items = await linesOf(db, tenantId, rows, (row, { subject, present }): DashboardOverdraftModel => {
    const id = row.entitlement_id;
    const seats = figures.get(id) ?? { days: [], overdraftMs: 0, overdraftUsedMs: 0n };
    const refused = denied.get(id);
    return {
      ...{ ...subject, ...present, overdraftPeak: row.peak, overdraftSeconds: seats.overdraftMs / 1000 },
      overdraftSeatHours: averageOf(seats.overdraftUsedMs, hourMs),
      ...{ deniedAttempts: refused?.attempts ?? 0, trueDenials: refused?.true_denials ?? 0 },
      ...{ deniedSeats: refused?.seats ?? 0, days: dayModels(seats, byDay.get(id)) },
    };
  });
  return { ...daysReply(daysAsked), ...pageReply(page, items, total) };
};

export const inOverdraftNow = async (db: Queryable, asked: Asked, page: PageAsked) => {
  const { rows, total } = await entitlementsInOverdraft(db, asked, page);
  const items = await linesOf(
    db,
    asked.tenantId,
    rows,
    ({ since, peak }, { subject, present }): EntitlementInOverdraftModel => ({
      ...{ ...subject, ...present, since: since.toISOString(), overdraftPeak: peak },
      atHardCap: present.state === 'atHardCap',
    }),
  );
  return pageReply(page, items, total);
};

export const denialsByEntitlement = async (
  db: Queryable,
  asked: Asked,
  daysAsked: DaysAsked,
  order: DenialsOrder,
  page: PageAsked,
) => {
  const { rows, total } = await pageOfDenied(db, asked, daysAsked.range, order, page);
  const ids = rows.map(({ entitlement_id }) => entitlement_id);
  const reasons = await deniedReasons(db, asked.tenantId, ids, daysAsked.range);
  const items = await linesOf(
    db,
    asked.tenantId,
    rows,
    (row, { subject }): DashboardDenialsItemModel => ({
      ...{ ...subject, attempts: row.attempts, trueDenials: row.true_denials, deniedSeats: row.seats },
      lastDeniedAt: row.last_at.toISOString(),
      byReason: reasons
        .filter(({ entitlement_id }) => entitlement_id === row.entitlement_id)
        .map(({ reason, attempts }) => ({ reason, attempts })),
    }),
  );
  return { ...daysReply(daysAsked), ...pageReply(page, items, total) };
};
