import type { CustomerSeatRequestModel, SeatRequestModel } from '@leeway/contract';
import { limitsInUse, limitsOf, normalizeOverdraft, type OverdraftType, underOwnCap } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import type { MailLanguage } from '../mail/index.ts';

/** The table seat_requests. */

export interface SeatRequestRow {
  readonly seat_request_id: string;
  readonly customer_id: string;
  readonly entitlement_id: string;
  readonly seats: number | null;
  readonly note: string | null;
  readonly state: SeatRequestModel['state'];
  readonly requested_at: Date;
  readonly requested_by: string;
  readonly contact_id: string | null;
  readonly language: MailLanguage;
  readonly mailed_at: Date;
  readonly answered_at: Date | null;
  readonly answered_by: string | null;
  readonly answer: string | null;
}

/** With what it is about, as it is now. */
export interface ShownSeatRequestRow extends SeatRequestRow {
  readonly customer_name: string;
  readonly offering_name: string;
  readonly seat_count: number;
  readonly overdraft_type: OverdraftType;
  readonly overdraft_value: number | null;
  readonly own_cap: number | null;
  readonly seats_in_use: number;
}

// No row: the open one says the same already. $11: a mail before this is long enough ago for another one.
const openSql = `
  insert into seat_requests as r (
    tenant_id, seat_request_id, customer_id, entitlement_id, seats, note, state, requested_at, requested_by,
    contact_id, mailed_at, language
  )
  values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, $12)
  on conflict (tenant_id, entitlement_id) where state = 'open' do update
  set seats = excluded.seats, note = excluded.note, requested_at = excluded.requested_at,
    requested_by = excluded.requested_by, contact_id = excluded.contact_id, language = excluded.language,
    mailed_at = case when r.mailed_at < $11 then excluded.mailed_at else r.mailed_at end
  where (r.seats, r.note) is distinct from (excluded.seats, excluded.note)
  returning *`;

// Looks into tables of earlier rooms: figures nobody decides on. $2: their instant.
const shown = `
  select r.*, c.name as customer_name, e.offering_name, e.seat_count, e.overdraft_type, e.overdraft_value, e.own_cap,
    seats_in_use(s, $2::timestamptz) as seats_in_use
  from seat_requests r
  join customers c on c.tenant_id = r.tenant_id and c.customer_id = r.customer_id
  join entitlements e on e.tenant_id = r.tenant_id and e.entitlement_id = r.entitlement_id
  join entitlement_states s on s.tenant_id = r.tenant_id and s.entitlement_id = r.entitlement_id
  where r.tenant_id = $1`;

const oneSql = `${shown} and r.seat_request_id = $3`;

const openOfSql = `${shown} and r.entitlement_id = $3 and r.state = 'open'`;

const pageSql = `
  ${shown}
    and ($3::text is null or r.state = $3)
    and ($4::text is null or r.customer_id = $4)
  order by r.requested_at desc, r.seat_request_id desc
  limit $5 offset $6`;

const countSql = `
  select count(*)::int as total
  from seat_requests
  where tenant_id = $1 and ($2::text is null or state = $2) and ($3::text is null or customer_id = $3)`;

const answerSql = `
  update seat_requests
  set state = $3, answer = $4, answered_at = $5, answered_by = $6
  where tenant_id = $1 and seat_request_id = $2 and state = 'open'
  returning seat_request_id`;

export interface NewSeatRequest {
  readonly seatRequestId: string;
  readonly customerId: string;
  readonly entitlementId: string;
  readonly seats: number | null;
  readonly note: string | null;
  /** Epoch ms. */
  readonly at: number;
  readonly by: string;
  readonly contactId: string | null;
  readonly language: MailLanguage;
}

/** Opens a request, or changes the one that is open; undefined: that one says the same already. */
export const openSeatRequest = async (
  tx: Queryable,
  tenantId: string,
  { seatRequestId, customerId, entitlementId, seats, note, at, by, contactId, language }: NewSeatRequest,
  mailPauseMs: number,
): Promise<SeatRequestRow | undefined> => {
  const values = [
    tenantId,
    seatRequestId,
    customerId,
    entitlementId,
    seats,
    note,
    new Date(at),
    by,
    contactId,
  ];
  const [row] = await tx.query<SeatRequestRow>(openSql, [
    ...values,
    new Date(at),
    new Date(at - mailPauseMs),
    language,
  ]);
  return row;
};

/** @param at the instant of the figures, epoch ms */
export const findSeatRequest = async (db: Queryable, tenantId: string, seatRequestId: string, at: number) =>
  (await db.query<ShownSeatRequestRow>(oneSql, [tenantId, new Date(at), seatRequestId]))[0];

export const openRequestOf = async (db: Queryable, tenantId: string, entitlementId: string, at: number) =>
  (await db.query<ShownSeatRequestRow>(openOfSql, [tenantId, new Date(at), entitlementId]))[0];

/** Newest first. */
export const pageOfSeatRequests = async (
  db: Queryable,
  tenantId: string,
  filter: { readonly state?: string | undefined; readonly customerId?: string | undefined },
  page: PageAsked,
  at: number,
): Promise<{ rows: ShownSeatRequestRow[]; total: number }> => {
  const asked = [filter.state ?? null, filter.customerId ?? null];
  const rows = await db.query<ShownSeatRequestRow>(pageSql, [
    ...[tenantId, new Date(at), ...asked],
    ...[page.pageSize, page.offset],
  ]);
  const [count] = await db.query<{ total: number }>(countSql, [tenantId, ...asked]);
  return { rows, total: count?.total ?? 0 };
};

export interface SeatRequestAnswer {
  readonly state: 'accepted' | 'declined';
  readonly answer: string | null;
  readonly by: string;
  /** Epoch ms. */
  readonly at: number;
}

/** False when it is not open. */
export const answerOpenRequest = async (
  tx: Queryable,
  tenantId: string,
  seatRequestId: string,
  { state, answer, by, at }: SeatRequestAnswer,
): Promise<boolean> =>
  (await tx.query(answerSql, [tenantId, seatRequestId, state, answer, new Date(at), by])).length === 1;

/** As the customer sees it. */
export const seatRequestModel = (row: ShownSeatRequestRow): SeatRequestModel => ({
  id: row.seat_request_id,
  entitlementId: row.entitlement_id,
  customerId: row.customer_id,
  offeringName: row.offering_name,
  ...{ seats: row.seats, note: row.note, state: row.state },
  requestedAt: row.requested_at.toISOString(),
  requestedBy: row.requested_by,
  contactId: row.contact_id,
  answeredAt: row.answered_at?.toISOString() ?? null,
  answer: row.answer,
});

/** Of the seats, at the instant the row was read for. */
export const limitsOfRequest = (row: ShownSeatRequestRow) => {
  const overdraft = normalizeOverdraft({ type: row.overdraft_type, value: row.overdraft_value });
  const limits = limitsInUse(limitsOf(BigInt(row.seat_count), overdraft), BigInt(row.seats_in_use));
  return underOwnCap(limits, row.own_cap === null ? null : BigInt(row.own_cap));
};

/** As the vendor sees it. */
export const customerSeatRequestModel = (row: ShownSeatRequestRow): CustomerSeatRequestModel => ({
  ...seatRequestModel(row),
  customerName: row.customer_name,
  limits: { ...limitsOfRequest(row) },
  answeredBy: row.answered_by,
});
