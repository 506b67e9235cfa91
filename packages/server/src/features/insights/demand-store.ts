import type { DemandOperation, DemandRow, LimitsStep, RecordedDemand, Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** The log as insight and what-if read it: requests for seats, and the limits that were in force. */

const beforeSql = `
  select seats_used
  from activity_log
  where tenant_id = $1 and entitlement_id = $2 and at < $3
  order by at desc, sequence desc
  limit 1`;

const rowsSql = `
  select (extract(epoch from at) * 1000)::float8 as at, operation, seat_id as "seatId", attempts,
    reasons = array['seatLimitReached'] as "forWantOfSeats", seats_used as "seatsUsed",
    coalesce(seats_used > hard_cap, false) as "overHardCap"
  from activity_log
  where tenant_id = $1 and entitlement_id = $2 and at >= $3 and at < $4 and operation = any ($5::text[])
  order by activity_log.at, sequence`;

interface Row extends Omit<DemandRow, 'forWantOfSeats'> {
  /** Null: no denial. */
  readonly forWantOfSeats: boolean | null;
}

const changing: readonly DemandOperation[] = ['activate', 'deactivate', 'leaseExpired', 'activationDenied'];

/** What was asked for in a span. Refreshes change nothing and are only read when they are wanted. */
export const recordedDemand = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  span: Span,
  refreshes: 'with' | 'without',
): Promise<RecordedDemand> => {
  const named = [tenantId, entitlementId, new Date(span.start)];
  const [before] = await db.query<{ seats_used: number }>(beforeSql, named);
  const operations = refreshes === 'with' ? [...changing, 'refresh'] : changing;
  const rows = await db.query<Row>(rowsSql, [...named, new Date(span.end), operations]);
  return {
    span,
    seatsUsed: before?.seats_used ?? 0,
    rows: rows.map((row) => ({
      ...row,
      at: Math.round(row.at),
      forWantOfSeats: row.forWantOfSeats === true,
    })),
  };
};

const limitsSql = `
  (
    select at, bought::bigint, hard_cap
    from limit_changes
    where tenant_id = $1 and entitlement_id = $2 and at <= $3
    order by at desc, sequence desc
    limit 1
  )
  union all
  (
    select at, bought::bigint, hard_cap
    from limit_changes
    where tenant_id = $1 and entitlement_id = $2 and at > $3 and at < $4
    order by at, sequence
  )`;

interface LimitsRow {
  readonly at: Date;
  readonly bought: bigint;
  readonly hard_cap: bigint | null;
}

/** P(t) and H(t): what was in force when the span began, as of then, and each step in it. */
export const limitsIn = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  span: Span,
): Promise<LimitsStep[]> => {
  const named = [tenantId, entitlementId, new Date(span.start), new Date(span.end)];
  const rows = await db.query<LimitsRow>(limitsSql, named);
  return rows.map(({ at, bought, hard_cap }) => ({
    at: Math.max(at.getTime(), span.start),
    limits: { bought, hardCap: hard_cap, allowance: hard_cap === null ? null : hard_cap - bought },
  }));
};

const entitlementSql = `
  select e.offering_id as "offeringId", t.time_zone as "timeZone", s.due_at as "dueAt"
  from entitlements e
  join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
  join tenants t on t.tenant_id = e.tenant_id
  where e.tenant_id = $1 and e.entitlement_id = $2`;

export interface AskedEntitlement {
  readonly offeringId: string;
  readonly timeZone: string;
  /** Time has changed something from here on that is not in the log yet; null: nothing. */
  readonly dueAt: Date | null;
}

export const findAsked = async (db: Queryable, tenantId: string, entitlementId: string) =>
  (await db.query<AskedEntitlement>(entitlementSql, [tenantId, entitlementId]))[0];
