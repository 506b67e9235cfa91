import { denialWindowPatienceMs, type Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import {
  type Asked,
  type DashboardFilter,
  findPage,
  inScope,
  pageOfFound,
  scopeValues,
} from './dashboard-scope.ts';

/** Denied seats of many entitlements. */

const patience = `interval '${denialWindowPatienceMs} ms'`;

interface Placeholders {
  readonly from: string;
  readonly to: string;
  readonly now: string;
}

/** Rule 31: a window counts when it closes, 15 minutes after the last denial in it; an attempt when it is made. */
const countedSql = (which: string, { from, to, now }: Placeholders) => `
  select entitlement_id, sum(attempts)::int as attempts, count(*) filter (where is_in)::int as seats,
    sum(true_denials)::int as true_denials, max(last_at) as last_at
  from (
    select entitlement_id, seat_id, coalesce(sum(attempts) filter (where at >= ${from}), 0) as attempts,
      bool_or(at >= ${from}) as is_in, max(at) as last_at,
      count(*) filter (
        where at + ${patience} > ${from} and is_true_denial(d, least(${to}, ${now}::timestamptz))
      ) as true_denials
    from history_denials d
    where tenant_id = $1 and ${which} and feature_key = ''
      and at > ${from}::timestamptz - ${patience} and at < ${to}
    group by entitlement_id, seat_id
  ) of_seat
  group by entitlement_id`;

/** $7 and $8: the range. */
const foundSql = (filter: DashboardFilter) => `
  select *
  from (${countedSql(inScope(filter, 'entitlement_id'), { from: '$7', to: '$8', now: '$6' })}) counted
  where attempts > 0 or true_denials > 0`;

export interface DeniedRow {
  readonly entitlement_id: string;
  readonly attempts: number;
  readonly seats: number;
  readonly true_denials: number;
  readonly last_at: Date;
}

const orders = {
  attempts: 'attempts desc, true_denials desc, last_at desc, entitlement_id',
  latest: 'last_at desc, attempts desc, entitlement_id',
} as const;
export type DenialsOrder = keyof typeof orders;

/** $9 and $10: the page. */
export const deniedPageSql = (filter: DashboardFilter, order: DenialsOrder) => `
  with found as (${foundSql(filter)})
  ${pageOfFound(orders[order], '$9', '$10')}`;

const values = (asked: Asked, { start, end }: Span) => [
  ...scopeValues(asked),
  ...[new Date(start), new Date(end)],
];

export const pageOfDenied = (
  db: Queryable,
  asked: Asked,
  range: Span,
  order: DenialsOrder,
  { pageSize, offset }: PageAsked,
) => findPage<DeniedRow>(db, deniedPageSql(asked.filter, order), [...values(asked, range), pageSize, offset]);

export const deniedTotalsSql = (filter: DashboardFilter) => `
  select coalesce(sum(attempts), 0)::int as attempts, coalesce(sum(true_denials), 0)::int as "trueDenials",
    coalesce(sum(seats), 0)::int as seats, coalesce(sum(entitlements), 0)::int as entitlements,
    count(customer_id)::int as customers
  from (
    select g.customer_id, sum(d.attempts) as attempts, sum(d.true_denials) as true_denials, sum(d.seats) as seats,
      count(*) as entitlements
    from (${foundSql(filter)}) d
    join entitlements e on e.tenant_id = $1 and e.entitlement_id = d.entitlement_id
    join entitlement_groups g on g.tenant_id = $1 and g.entitlement_group_id = e.entitlement_group_id
    group by g.customer_id
  ) c`;

export interface DeniedTotals {
  readonly attempts: number;
  readonly trueDenials: number;
  readonly seats: number;
  readonly entitlements: number;
  readonly customers: number;
}

export const deniedTotals = async (db: Queryable, asked: Asked, range: Span) =>
  (await db.query<DeniedTotals>(deniedTotalsSql(asked.filter), values(asked, range)))[0];

export const deniedOfSql = countedSql('entitlement_id = any ($2::text[])', {
  from: '$3',
  to: '$4',
  now: '$5',
});

/** Of some entitlements; one without any has no row. */
export const deniedOf = async (
  db: Queryable,
  { tenantId, now }: Asked,
  entitlementIds: readonly string[],
  { start, end }: Span,
): Promise<Map<string, DeniedRow>> => {
  const rows = await db.query<DeniedRow>(deniedOfSql, [
    ...[tenantId, entitlementIds, new Date(start), new Date(end), new Date(now)],
  ]);
  return new Map(rows.map((row) => [row.entitlement_id, row]));
};

export const deniedByDaySql = `
  select entitlement_id, width_bucket(at, $3::timestamptz[]) as index, sum(attempts)::int as attempts
  from history_denials
  where tenant_id = $1 and entitlement_id = any ($2::text[]) and feature_key = '' and at >= $4 and at < $5
  group by 1, 2`;

/** Attempts denied on each day, by entitlement and index of the day. */
export const deniedByDay = async (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
  days: readonly Span[],
): Promise<Map<string, Map<number, number>>> => {
  const byEntitlement = new Map<string, Map<number, number>>();
  const rows = await db.query<{ entitlement_id: string; index: number; attempts: number }>(deniedByDaySql, [
    ...[tenantId, entitlementIds, days.map(({ start }) => new Date(start))],
    ...[new Date(days[0]?.start ?? 0), new Date(days.at(-1)?.end ?? 0)],
  ]);
  for (const { entitlement_id, index, attempts } of rows) {
    const known = byEntitlement.get(entitlement_id) ?? new Map<number, number>();
    byEntitlement.set(entitlement_id, known.set(index - 1, attempts));
  }
  return byEntitlement;
};

export const reasonsSql = `
  select d.entitlement_id, r.reason, sum(d.attempts)::int as attempts
  from history_denials d
  cross join lateral unnest(d.reasons) r (reason)
  where d.tenant_id = $1 and d.entitlement_id = any ($2::text[]) and d.feature_key = '' and d.at >= $3 and d.at < $4
  group by 1, 2
  order by attempts desc, r.reason`;

interface ReasonRow {
  readonly entitlement_id: string;
  readonly reason: string;
  readonly attempts: number;
}

/** Attempts by reason, most first; an attempt that had several counts for each. */
export const deniedReasons = (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
  { start, end }: Span,
): Promise<ReasonRow[]> =>
  db.query<ReasonRow>(reasonsSql, [tenantId, entitlementIds, new Date(start), new Date(end)]);
