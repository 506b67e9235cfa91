import type { DemandOperation, DemandRow, LimitsStep, RecordedDemand, Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** The log as insight and what-if read it: requests for seats, and the limits that were in force. */

const beforeSql = `
  select seats_used
  from activity_log
  where tenant_id = $1 and entitlement_id = $2 and at < $3
  order by at desc, sequence desc
  limit 1`;

/** In this order they are numbered. */
const operationsRead: readonly DemandOperation[] = [
  'activate',
  'deactivate',
  'leaseExpired',
  'activationDenied',
  'refresh',
];
const overHardCapBit = 8;
const wantOfSeatsBit = 16;
const attemptsUnit = 32;

// A year of one entitlement may be a quarter of a million rows: each column goes as one JSON text, which costs both sides
// a fraction of what rows do.
const rowsSql = `
  select json_agg(at) as at, json_agg(seat_id) as "seatIds", json_agg(seats_used) as used, json_agg(kind) as kinds
  from (
    select (date_part('epoch', at) * 1000)::bigint as at, seat_id, seats_used,
      array_position($5::text[], operation) - 1
      + case when seats_used > hard_cap then ${overHardCapBit} else 0 end
      + case when is_for_want(reasons) then ${wantOfSeatsBit} else 0 end
      + ${attemptsUnit} * attempts::bigint as kind
    from activity_log
    where tenant_id = $1 and entitlement_id = $2 and at >= $3 and at < $4 and operation = any ($5::text[])
    order by activity_log.at, sequence
  ) l`;

/** Null: there are no rows. */
interface Columns {
  readonly at: readonly number[] | null;
  readonly seatIds: readonly string[];
  readonly used: readonly number[];
  readonly kinds: readonly number[];
}

const rowsFrom = ({ at, seatIds, used, kinds }: Columns): DemandRow[] => {
  // One text for each seat, not one for each row: what is kept by seat is found faster.
  const known = new Map<string, string>();
  const seatOf = (seatId: string): string => {
    const seat = known.get(seatId);
    if (seat === undefined) known.set(seatId, seatId);
    return seat ?? seatId;
  };
  return (at ?? []).map((instant, index): DemandRow => {
    const kind = kinds[index] ?? 0;
    return {
      at: instant,
      operation: operationsRead[kind % overHardCapBit] ?? 'refresh',
      seatId: seatOf(seatIds[index] ?? ''),
      attempts: Math.floor(kind / attemptsUnit),
      forWantOfSeats: (kind & wantOfSeatsBit) !== 0,
      seatsUsed: used[index] ?? 0,
      overHardCap: (kind & overHardCapBit) !== 0,
    };
  });
};

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
  const operations =
    refreshes === 'with' ? operationsRead : operationsRead.filter((operation) => operation !== 'refresh');
  const [columns] = await db.query<Columns>(rowsSql, [...named, new Date(span.end), operations]);
  return { span, seatsUsed: before?.seats_used ?? 0, rows: columns ? rowsFrom(columns) : [] };
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
