import type { Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/**
 * Sums over many entitlements. What is summed are changes: an hour in which an entitlement did nothing has no row and needs
 * none. $1 tenant, $2 customer, $3 offering, $4 product (null: any).
 */

export interface Scope {
  readonly tenantId: string;
  readonly customerId: string | null;
  readonly offeringId: string | null;
  readonly productId: string | null;
}

const named = ({ tenantId, customerId, offeringId, productId }: Scope) => [
  ...[tenantId, customerId, offeringId, productId],
];

const chosen = `
  select e.entitlement_id
  from entitlements e
  join entitlement_groups g on g.tenant_id = e.tenant_id and g.entitlement_group_id = e.entitlement_group_id
  where e.tenant_id = $1 and ($2::text is null or g.customer_id = $2)
    and ($3::text is null or e.offering_id = $3) and ($4::text is null or e.product_id = $4)`;

const countSql = `select count(*)::int as entitlements from (${chosen}) c`;

// Seats x milliseconds of a month stay within 64 bits, which are much faster than numeric.
const ms = (later: string, earlier: string) =>
  `round(date_part('epoch', ${later} - ${earlier}) * 1000)::bigint`;

/**
 * What the changes within a row's hour add to the integral over its bucket: the integral of the hour up to where it is
 * counted, without what the opening level alone would have made, and the net change for the rest of the bucket.
 */
const changeMs = (integral: string, opening: string, closing: string) => `
  ${integral} - ${opening} * counted_ms + (${closing} - ${opening}) * left_ms`;

const summed = {
  used: ['used_ms::bigint', 'opening_used', 'closing_used'],
  bought: ['bought_ms::bigint', 'opening_bought', 'closing_bought'],
  overdraft_used: ['overdraft_used_ms::bigint', 'opening_over', 'closing_over'],
  overdraft: ['overdraft_ms', 'least(opening_over, 1)', 'least(closing_over, 1)'],
  at_hard_cap: ['at_hard_cap_ms', 'opening_capped', 'closing_capped'],
} as const;

const sums = Object.entries(summed)
  .map(
    ([name, [integral, opening, closing]]) => `
    sum(${closing} - ${opening})::text as ${name}_change,
    sum(${changeMs(integral, opening, closing)})::text as ${name}_change_ms`,
  )
  .join(',');

/** $5 starts of the buckets, $6 their ends, $7 end of the last. Bucket 0 is all that was before the first. */
export const changesSql = `
  with chosen as materialized (${chosen}),
  hours as (
    select h.*, width_bucket(h.hour_start, $5::timestamptz[]) as bucket, least(h.hour_end, m.at) as counted_until,
      greatest(h.opening_used - h.opening_bought, 0) as opening_over,
      greatest(h.closing_used - h.closing_bought, 0) as closing_over,
      -- an entitlement that begins in the hour has no limits before
      (h.opening_bought > 0 and h.opening_used >= coalesce(h.opening_hard_cap, 9223372036854775807))::int
        as opening_capped,
      (h.closing_used >= coalesce(h.closing_hard_cap, 9223372036854775807))::int as closing_capped
    from chosen c
    join history_hours h on h.tenant_id = $1 and h.entitlement_id = c.entitlement_id and h.feature_key = ''
    join history_meters m on m.tenant_id = $1 and m.entitlement_id = c.entitlement_id and m.feature_key = ''
    where h.hour_start < $7
  ),
  counted as (
    select h.*, ${ms('h.counted_until', 'h.hour_start')} as counted_ms,
      ${ms('coalesce(($6::timestamptz[])[h.bucket], h.hour_end)', 'h.counted_until')} as left_ms
    from hours h
  )
  select bucket, sum(grants)::int as grants, ${sums}
  from counted
  group by bucket
  order by bucket`;

type Sums = { readonly [N in keyof typeof summed as `${N}_change` | `${N}_change_ms`]: string };

export interface ChangesRow extends Sums {
  /** From 1; 0: before the first. */
  readonly bucket: number;
  readonly grants: number;
}

export const selectChanges = (db: Queryable, scope: Scope, spans: readonly Span[]): Promise<ChangesRow[]> => {
  const ends = spans.map(({ end }) => new Date(end));
  return db.query<ChangesRow>(changesSql, [
    ...named(scope),
    spans.map(({ start }) => new Date(start)),
    ends,
    ends.at(-1),
  ]);
};

export const countEntitlements = async (db: Queryable, scope: Scope): Promise<number> =>
  (await db.query<{ entitlements: number }>(countSql, named(scope)))[0]?.entitlements ?? 0;

/** $5 starts of the buckets, $6 start of the first, $7 end of the last. */
export const deniedSql = `
  with chosen as materialized (${chosen})
  select width_bucket(d.at, $5::timestamptz[]) as index, sum(d.attempts)::int as attempts,
    count(distinct (d.entitlement_id, d.seat_id))::int as seats
  from chosen c
  join history_denials d on d.tenant_id = $1 and d.entitlement_id = c.entitlement_id
  where d.feature_key = '' and d.at >= $6 and d.at < $7
  group by 1`;

export const selectDenied = async (db: Queryable, scope: Scope, spans: readonly Span[]) => {
  const rows = await db.query<{ index: number; attempts: number; seats: number }>(deniedSql, [
    ...named(scope),
    spans.map(({ start }) => new Date(start)),
    new Date(spans[0]?.start ?? 0),
    new Date(spans.at(-1)?.end ?? 0),
  ]);
  return new Map(rows.map((row) => [row.index - 1, row]));
};
