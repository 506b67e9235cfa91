import type { ActivationLogModel } from '@leeway/contract';
import type { Seat } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type SeatRow, seatFrom } from './snapshot.ts';

/** Reads of the seats and of the activity log. What decides reads through load-sql.ts. */

const selectProduct = `
  select product_id from entitlements
  where tenant_id = $1 and entitlement_id = $2`;

/** The product of an entitlement; null: there is no such entitlement. */
export const productOf = async (db: Queryable, tenantId: string, entitlementId: string) => {
  const rows = await db.query<{ product_id: string }>(selectProduct, [tenantId, entitlementId]);
  return rows[0]?.product_id ?? null;
};

// By seat id: the order of the unique index, so a page of a million seats is read and not sorted.
const selectActivations = `
  select *, null as holdings from activations
  where tenant_id = $1 and entitlement_id = $2 and ($3::text is null or seat_id = $3)
  order by seat_id
  limit $4 offset $5`;

const countActivations = `
  select count(*)::int as total from activations
  where tenant_id = $1 and entitlement_id = $2 and ($3::text is null or seat_id = $3)`;

export interface PageOf<Row> {
  readonly rows: Row[];
  readonly total: number;
}

export const listActivations = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  seatId: string | null,
  page: { readonly pageSize: number; readonly offset: number },
): Promise<PageOf<SeatRow>> => {
  const filter = [tenantId, entitlementId, seatId];
  const [rows, totals] = await Promise.all([
    db.query<SeatRow>(selectActivations, [...filter, page.pageSize, page.offset]),
    db.query<{ total: number }>(countActivations, filter),
  ]);
  return { rows, total: totals[0]?.total ?? 0 };
};

const selectSeats = `
  select *, null as holdings from activations
  where tenant_id = $1 and activation_id = any($2::text[])`;

/** Seats by activation id, without what they hold; one that was released has no entry. */
export const seatsOf = async (
  db: Queryable,
  tenantId: string,
  activationIds: readonly string[],
): Promise<Map<string, Seat>> => {
  if (activationIds.length === 0) return new Map();
  const rows = await db.query<SeatRow>(selectSeats, [tenantId, activationIds]);
  return new Map(rows.map((row) => [row.activation_id, seatFrom(row)]));
};

export interface LogRow {
  readonly at: Date;
  readonly operation: ActivationLogModel['operation'];
  readonly activation_id: string | null;
  readonly seat_id: string;
  readonly seats_used: number;
  readonly bought: number;
  readonly hard_cap: bigint | null;
  readonly overdraft: boolean;
  readonly lease_end: Date | null;
  readonly ip_address: string | null;
  readonly attempts: number;
  readonly feature_key: string | null;
  readonly amount: bigint | null;
  readonly feature_used: bigint | null;
  readonly feature_bought: bigint | null;
  readonly feature_hard_cap: bigint | null;
  readonly released_by: string | null;
}

// leaseExpired is kept out of this list by the contract's closed enum (rule 28).
const logFilter = `
  where tenant_id = $1 and entitlement_id = $2 and operation <> 'leaseExpired'
    and ($3::text is null or seat_id = $3)
    and ($4::timestamptz is null or at >= $4)
    and ($5::timestamptz is null or at <= $5)`;

const selectLog = `
  select * from activity_log ${logFilter}
  order by at desc, sequence desc
  limit $6 offset $7`;

const countLog = `select count(*)::int as total from activity_log ${logFilter}`;

export interface LogAsked {
  readonly seatId: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** Newest first. */
export const listActivity = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  { seatId, from, to }: LogAsked,
  page: { readonly pageSize: number; readonly offset: number },
): Promise<PageOf<LogRow>> => {
  const filter = [tenantId, entitlementId, seatId, from, to];
  const [rows, totals] = await Promise.all([
    db.query<LogRow>(selectLog, [...filter, page.pageSize, page.offset]),
    db.query<{ total: number }>(countLog, filter),
  ]);
  return { rows, total: totals[0]?.total ?? 0 };
};

// The database's clock, as the decisions read it: another clock that is ahead would find what they do not settle yet.
const selectDue = `
  select tenant_id, entitlement_id from entitlement_states
  where due_at <= statement_timestamp() + $1 * interval '1 ms'
  order by due_at
  limit $2`;

/** Entitlements where something has ended. Across tenants: this serves the worker, no request. */
export const dueEntitlements = (db: Queryable, clockOffsetMs: number, limit: number) =>
  db.query<{ tenant_id: string; entitlement_id: string }>(selectDue, [clockOffsetMs, limit]);

const deleteOldAnswers = 'delete from idempotent_answers where at < $1';
const deleteOldDenials = 'delete from open_denials where at < $1';

/** Forgets what its window no longer needs. */
export const forgetOld = async (db: Queryable, answersBefore: Date, denialsBefore: Date): Promise<void> => {
  await db.query(deleteOldAnswers, [answersBefore]);
  await db.query(deleteOldDenials, [denialsBefore]);
};
