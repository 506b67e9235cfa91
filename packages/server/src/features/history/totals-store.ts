import type { HistoryBucket, Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { boundsOf, hourColumns, sumRowsSql } from './sums-store.ts';

/**
 * Sums over many entitlements. What is summed are changes: an hour in which an entitlement did nothing has no row and needs
 * none. Of a tenant, an offering or a product they are kept ready; of a customer they are made of the hours of what it has.
 */

export interface Scope {
  readonly tenantId: string;
  readonly customerId: string | null;
  readonly offeringId: string | null;
  readonly productId: string | null;
  /** A user who is an owner of the customer, of whichever kind; null or left out: any. */
  readonly ownerUserId?: string | null;
}

const named = ({ tenantId, customerId, offeringId, productId }: Scope) => [
  ...[tenantId, customerId, offeringId, productId],
];

/** What an owner answers for; `owner` is the parameter that names the user. Groups are `g`. */
const ofOwnerSql = (owner: string) => `
  and g.customer_id in (
    select c.customer_id from customers c
    where c.tenant_id = $1 and ${owner} in (c.sales_owner, c.customer_success_owner, c.service_owner)
  )`;

/** The owner is the last parameter, where one is asked for. */
const withOwner = ({ ownerUserId }: Scope, values: readonly unknown[]) =>
  ownerUserId ? [...values, ownerUserId] : values;

/** $1 tenant, $2 customer, $3 offering, $4 product (null: any). Null: all of the tenant, no choice to be made. */
const chosenSql = ({ customerId, offeringId, productId, ownerUserId }: Scope, owner: string) => `
  select e.entitlement_id
  from entitlements e
  ${customerId === null && !ownerUserId ? '' : 'join entitlement_groups g on g.tenant_id = e.tenant_id and g.entitlement_group_id = e.entitlement_group_id'}
  where e.tenant_id = $1
    and ${customerId === null ? '$2::text is null' : 'g.customer_id = $2'}
    and ${offeringId === null ? '$3::text is null' : 'e.offering_id = $3'}
    and ${productId === null ? '$4::text is null' : 'e.product_id = $4'}
    ${ownerUserId ? ofOwnerSql(owner) : ''}`;

const countSql = (scope: Scope) => `select count(*)::int as entitlements from (${chosenSql(scope, '$5')}) c`;

export const countEntitlements = async (db: Queryable, scope: Scope): Promise<number> =>
  (await db.query<{ entitlements: number }>(countSql(scope), withOwner(scope, named(scope))))[0]
    ?.entitlements ?? 0;

const summed = ['used', 'bought', 'overdraft_used', 'overdraft', 'at_hard_cap'] as const;

/** $4 starts of the buckets, $5 their ends, $6 end of the last. Bucket 0 is all that was before the first. */
const sumsOf = (rowsSql: string) => `
  select bucket, sum(grants)::int as grants, ${summed
    .map(
      (name) => `
    sum(${name}_change)::text as ${name}_change,
    sum(${name}_change * left_ms - ${name}_moment)::text as ${name}_change_ms`,
    )
    .join(',')},
    sum(denials)::int as denials, sum(hour_denied)::int as hour_denied, sum(day_denied)::int as day_denied,
    sum(month_denied)::int as month_denied
  from (
    select r.*, b.bucket,
      coalesce(round(extract(epoch from ($5::timestamptz[])[b.bucket] - r.hour_start) * 1000), 0) as left_ms
    from (${rowsSql}) r
    cross join lateral (select width_bucket(r.hour_start, $4::timestamptz[]) as bucket) b
  ) counted
  group by bucket
  order by bucket`;

export const changesOfSumsSql = sumsOf(sumRowsSql);

const changesOfHours = (owned: string) =>
  sumsOf(`
  select h.hour_start, ${hourColumns.map((column) => `d.${column}`).join(', ')},
    0 as denials, 0 as hour_denied, 0 as day_denied, 0 as month_denied
  from (
    select e.entitlement_id
    from entitlement_groups g
    join entitlements e on e.tenant_id = g.tenant_id and e.entitlement_group_id = g.entitlement_group_id
    where g.tenant_id = $1 and ($2::text is null or g.customer_id = $2)
      and ($3::text is null or e.offering_id = $3) and ($7::text is null or e.product_id = $7) ${owned}
  ) c
  join history_hours h on h.tenant_id = $1 and h.entitlement_id = c.entitlement_id and h.feature_key = ''
  cross join lateral seat_changes(h) d
  where h.hour_start < $6`);

/** $1 tenant, $2 customer, $3 offering and $7 product, null: any. */
export const changesOfHoursSql = changesOfHours('');

/** As above; $8 the owner. */
const changesOfOwnerSql = changesOfHours(ofOwnerSql('$8'));

type Sums = { readonly [N in (typeof summed)[number] as `${N}_change` | `${N}_change_ms`]: string };

export interface ChangesRow extends Sums {
  /** From 1; 0: before the first. */
  readonly bucket: number;
  readonly grants: number;
  readonly denials: number;
  /** Seats denied for the first time in their hour, day or month: 0 where no sums are kept. */
  readonly hour_denied: number;
  readonly day_denied: number;
  readonly month_denied: number;
}

const summedScope = ({ customerId, offeringId, productId, ownerUserId }: Scope) => {
  if (ownerUserId || customerId !== null || (offeringId !== null && productId !== null)) return null;
  if (offeringId !== null) return ['offering', offeringId];
  return productId === null ? ['tenant', ''] : ['product', productId];
};

export const selectChanges = (db: Queryable, scope: Scope, spans: readonly Span[]): Promise<ChangesRow[]> => {
  const kept = summedScope(scope);
  const bounds = boundsOf(spans);
  if (kept) return db.query<ChangesRow>(changesOfSumsSql, [scope.tenantId, ...kept, ...bounds]);
  const { tenantId, customerId, offeringId, productId, ownerUserId } = scope;
  const values = withOwner(scope, [tenantId, customerId, offeringId, ...bounds, productId]);
  return db.query<ChangesRow>(ownerUserId ? changesOfOwnerSql : changesOfHoursSql, values);
};

/** $5 starts of the buckets, $6 start of the first, $7 end of the last, $8 the owner where one is asked for. */
export const deniedSql = (scope: Scope) => `
  select index, sum(attempts)::int as attempts, count(*)::int as seats
  from (
    select width_bucket(d.at, $5::timestamptz[]) as index, sum(d.attempts) as attempts
    from (${chosenSql(scope, '$8')}) c
    join history_denials d on d.tenant_id = $1 and d.entitlement_id = c.entitlement_id
    where d.feature_key = '' and d.at >= $6 and d.at < $7
    group by 1, d.entitlement_id, d.seat_id
  ) s
  group by index`;

export interface Denied {
  readonly attempts: number;
  /** Distinct ones. */
  readonly seats: number;
}

const selectDeniedOfMany = async (db: Queryable, scope: Scope, spans: readonly Span[]) => {
  const values = withOwner(scope, [
    ...named(scope),
    spans.map(({ start }) => new Date(start)),
    new Date(spans[0]?.start ?? 0),
    new Date(spans.at(-1)?.end ?? 0),
  ]);
  const rows = await db.query<Denied & { readonly index: number }>(deniedSql(scope), values);
  return new Map(rows.map((row): [number, Denied] => [row.index - 1, row]));
};

/** What was denied in each bucket, by its place: in the sums where they are kept, else in the denials. */
export const selectDenied = async (
  db: Queryable,
  scope: Scope,
  spans: readonly Span[],
  bucket: HistoryBucket,
  changes: readonly ChangesRow[],
): Promise<Map<number, Denied>> => {
  if (!summedScope(scope)) return selectDeniedOfMany(db, scope, spans);
  return new Map(
    changes.map((row) => [row.bucket - 1, { attempts: row.denials, seats: row[`${bucket}_denied`] }]),
  );
};
