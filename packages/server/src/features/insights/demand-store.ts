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

const kindSql = `
  case operation
    when 'activate' then 0 when 'deactivate' then 1 when 'leaseExpired' then 2 when 'activationDenied' then 3 else 4
  end
  + case when seats_used > hard_cap then ${overHardCapBit} else 0 end
  + case when is_for_want(reasons) then ${wantOfSeatsBit} else 0 end
  + ${attemptsUnit} * attempts::bigint`;

/** Whether refreshes are read too, and with them whose seat each row is about; else only of activations and denials. */
type Reading = 'all' | 'changes';

// A year of one entitlement may be a quarter of a million rows: numbers go in the form they are stored in, twenty bytes a row,
// and seats as one JSON text, which costs both sides a fraction of what rows do. Constants, so that a row that is left out
// costs one look at its operation.
const rowsSql: Readonly<Record<Reading, string>> = (() => {
  const read = (operations: string, seatOf: string) => `
    select string_agg(timestamptz_send(at) || int4send(seats_used) || int8send(${kindSql}), '') as facts,
      json_agg(seat_id)${seatOf} as "seatIds"
    from (
      select at, operation, seat_id, seats_used, hard_cap, reasons, attempts
      from activity_log
      where tenant_id = $1 and entitlement_id = $2 and at >= $3 and at < $4 and operation in (${operations})
      order by at, sequence
    ) l`;
  return {
    all: read(`'activate', 'deactivate', 'leaseExpired', 'activationDenied', 'refresh'`, ''),
    changes: read(
      `'activate', 'deactivate', 'leaseExpired', 'activationDenied'`,
      ` filter (where operation in ('activate', 'activationDenied'))`,
    ),
  };
})();

/** Null: there are no rows. */
interface Columns {
  readonly facts: Buffer | null;
  readonly seatIds: readonly string[] | null;
}

const factBytes = 20;
const wordUnit = 2 ** 32;
/** What PostgreSQL counts instants from, in microseconds. */
const instantsFrom = Date.UTC(2000, 0, 1);

const rowsFrom = ({ facts, seatIds }: Columns, reading: Reading): DemandRow[] => {
  if (facts === null) return [];
  // One text for each seat, not one for each row: what is kept by seat is found faster.
  const known = new Map<string, string>();
  const seatOf = (seatId: string): string => {
    const seat = known.get(seatId);
    if (seat === undefined) known.set(seatId, seatId);
    return seat ?? seatId;
  };
  const view = new DataView(facts.buffer, facts.byteOffset, facts.byteLength);
  const bigAt = (at: number) => view.getInt32(at) * wordUnit + view.getUint32(at + 4);
  const rows: DemandRow[] = [];
  let nextSeat = 0;
  for (let at = 0; at < facts.byteLength; at += factBytes) {
    const kind = bigAt(at + 12);
    const flags = kind % attemptsUnit;
    const operation = operationsRead[flags % overHardCapBit] ?? 'refresh';
    const isNamed = reading === 'all' || operation === 'activate' || operation === 'activationDenied';
    rows.push({
      at: instantsFrom + bigAt(at) / 1000,
      operation,
      seatId: isNamed ? seatOf(seatIds?.[nextSeat++] ?? '') : '',
      attempts: (kind - flags) / attemptsUnit,
      forWantOfSeats: (flags & wantOfSeatsBit) !== 0,
      seatsUsed: view.getInt32(at + 8),
      overHardCap: (flags & overHardCapBit) !== 0,
    });
  }
  return rows;
};

/**
 * What was asked for in a span. `changes`: without refreshes, which change nothing, and without the seat of who only gives
 * one back.
 */
export const recordedDemand = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  span: Span,
  reading: Reading,
): Promise<RecordedDemand> => {
  const named = [tenantId, entitlementId, new Date(span.start)];
  const [before] = await db.query<{ seats_used: number }>(beforeSql, named);
  const [columns] = await db.query<Columns>(rowsSql[reading], [...named, new Date(span.end)]);
  return { span, seatsUsed: before?.seats_used ?? 0, rows: columns ? rowsFrom(columns, reading) : [] };
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
  select e.offering_id as "offeringId", t.time_zone as "timeZone", s.due_at as "dueAt", s.sequence
  from entitlements e
  join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
  join tenants t on t.tenant_id = e.tenant_id
  where e.tenant_id = $1 and e.entitlement_id = $2`;

export interface AskedEntitlement {
  readonly offeringId: string;
  readonly timeZone: string;
  /** Time has changed something from here on that is not in the log yet; null: nothing. */
  readonly dueAt: Date | null;
  /** Of the last row of its log: about how many there are. */
  readonly sequence: bigint;
}

export const findAsked = async (db: Queryable, tenantId: string, entitlementId: string) =>
  (await db.query<AskedEntitlement>(entitlementSql, [tenantId, entitlementId]))[0];
