import { dashboardDaysMax, dashboardOverdraftsMax, operations } from '@leeway/contract';
import { averageOf } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { pageAsked } from '../../platform/http/paging.ts';
import { invalid } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { bucketsAsked, rangeAsked } from '../history/index.ts';
import { billingCalendar } from '../statements/index.ts';
import { denialsColumns, opportunityColumns, renewalColumns } from './dashboard-files.ts';
import {
  type DaysAsked,
  daysReply,
  denialsByEntitlement,
  highestOverdrafts,
  inOverdraftNow,
} from './dashboard-lists.ts';
import { opportunities, renewalDays, renewalSummary, renewals, utilisation } from './dashboard-renewals.ts';
import type { Asked, DashboardFilter } from './dashboard-scope.ts';
import { deniedTotals } from './denied-store.ts';
import { seatsNow } from './overdrafts-store.ts';

/** The dashboard: figures of all entitlements, or of those that filters leave, as of some seconds ago. */

interface RangeQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const noSeats = { entitlements: 0, inOverdraft: 0, atHardCap: 0, used: 0n, bought: 0n, overdraftUsed: 0n };
const noDenials = { attempts: 0, trueDenials: 0, seats: 0, entitlements: 0, customers: 0 };

const askedAt = (clock: RoomContext['clock'], tenantId: string, filter: DashboardFilter): Asked => ({
  tenantId,
  filter,
  now: clock.now(),
});

/** @throws ApiProblem `validationFailed` */
const daysOf = async (db: Queryable, { tenantId, now }: Asked, query: RangeQuery): Promise<DaysAsked> => {
  const { timeZone } = await billingCalendar(db, tenantId);
  const range = rangeAsked(query, now, timeZone);
  const days = bucketsAsked('day', range, timeZone, now);
  if (days.length > dashboardDaysMax)
    throw invalid('from', `must be at most ${dashboardDaysMax} days before to`);
  const [start, end] = [days[0]?.start ?? range.start, days.at(-1)?.end ?? range.end];
  return { range: { start, end }, days, timeZone };
};

const registerEvidence = ({ route, database, clock }: RoomContext): void => {
  const askedOf = (tenantId: string, filter: DashboardFilter) => askedAt(clock, tenantId, filter);

  route(operations.listDashboardOverdrafts, async ({ tenantId, query }) => {
    const asked = askedOf(tenantId, query);
    const pageSize = Math.min(query.pageSize ?? 10, dashboardOverdraftsMax);
    const page = pageAsked({ ...query, pageSize });
    return highestOverdrafts(database, asked, await daysOf(database, asked, query), page);
  });

  route(operations.listEntitlementsInOverdraft, ({ tenantId, query }) =>
    inOverdraftNow(database, askedOf(tenantId, query), pageAsked(query)),
  );

  route(operations.listDashboardDenials, async ({ tenantId, query }) => {
    const asked = askedOf(tenantId, query);
    const days = await daysOf(database, asked, query);
    return denialsByEntitlement(database, asked, days, query.sort ?? 'attempts', pageAsked(query));
  });

  route(operations.getDashboardSummary, async ({ tenantId, query }) => {
    const asked = askedOf(tenantId, query);
    const days = await daysOf(database, asked, query);
    const [seats = noSeats, denials = noDenials, expiring] = await Promise.all([
      seatsNow(database, asked),
      deniedTotals(database, asked, days.range),
      renewalSummary(database, asked, days.timeZone),
    ]);
    const { entitlements, inOverdraft, atHardCap, used, bought, overdraftUsed } = seats;
    const utilizationRate = bought === 0n ? null : averageOf(used * 100n, bought);
    return {
      ...{ ...daysReply(days), entitlements, inOverdraft, atHardCap },
      ...{ seats: { used, bought, overdraftUsed, utilizationRate }, denials, renewals: expiring },
    };
  });
};

const registerForecast = ({ route, database, clock }: RoomContext): void => {
  route(operations.listDashboardRenewals, async ({ tenantId, query }) => {
    const { timeZone } = await billingCalendar(database, tenantId);
    const { days = renewalDays, class: kind = null } = query;
    const asked = { tenantId, filter: query, now: clock.now() };
    return renewals(database, asked, { days, class: kind, timeZone }, pageAsked(query));
  });

  route(operations.getDashboardUtilisation, ({ tenantId, query }) =>
    utilisation(database, { tenantId, filter: query, now: clock.now() }),
  );

  route(operations.listOpportunities, ({ tenantId, query }) => {
    const asked = { tenantId, filter: query, now: clock.now() };
    return opportunities(database, asked, query.kind ?? null, pageAsked(query));
  });
};

/** The lists as files: all of what a filter leaves. */
const registerFiles = ({ route, database, clock, sendList }: RoomContext): void => {
  route(operations.exportDashboardDenials, async (call) => {
    const { tenantId, query } = call;
    const asked = askedAt(clock, tenantId, query);
    const days = await daysOf(database, asked, query);
    return sendList(call, {
      ...{ title: 'Denials by entitlement', columns: denialsColumns },
      read: (db, page) => denialsByEntitlement(db, asked, days, query.sort ?? 'attempts', page),
    });
  });

  route(operations.exportDashboardRenewals, async (call) => {
    const { tenantId, query } = call;
    const asked = askedAt(clock, tenantId, query);
    const { timeZone } = await billingCalendar(database, tenantId);
    const { days = renewalDays, class: kind = null } = query;
    return sendList(call, {
      ...{ title: 'Renewals', columns: renewalColumns },
      read: (db, page) => renewals(db, asked, { days, class: kind, timeZone }, page),
    });
  });

  route(operations.exportOpportunities, (call) => {
    const { tenantId, query } = call;
    const asked = askedAt(clock, tenantId, query);
    return sendList(call, {
      ...{ title: 'Opportunities', columns: opportunityColumns },
      read: (db, page) => opportunities(db, asked, query.kind ?? null, page),
    });
  });
};

export const registerDashboard = (context: RoomContext): void => {
  registerEvidence(context);
  registerForecast(context);
  registerFiles(context);
};
