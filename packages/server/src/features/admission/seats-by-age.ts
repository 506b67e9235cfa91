import type { Seat } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { type SeatRow, seatFrom } from './snapshot.ts';

/** Seats that count, in the order in which they were taken: which one is an overdraft seat is its rank (rule 4). */

const selectSql = `
  select a.*, null as holdings
  from activations a
  where tenant_id = $1 and entitlement_id = $2 and counted
  order by activated_at, activation_id
  limit $3 offset $4`;

const countSql = `
  select count(*)::int as total from activations
  where tenant_id = $1 and entitlement_id = $2 and counted`;

export interface RankedSeat {
  readonly seat: Seat;
  /** From 1: the longest held. */
  readonly rank: number;
}

/** Of an entitlement that was settled: a lease that has ended and is not recorded as such still counts here. */
export const seatsByAge = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  { pageSize, offset }: Pick<PageAsked, 'pageSize' | 'offset'>,
): Promise<{ readonly items: RankedSeat[]; readonly total: number }> => {
  const rows = await db.query<SeatRow>(selectSql, [tenantId, entitlementId, pageSize, offset]);
  const [counted] = await db.query<{ total: number }>(countSql, [tenantId, entitlementId]);
  const items = rows.map((row, index) => ({ seat: seatFrom(row), rank: offset + index + 1 }));
  return { items, total: counted?.total ?? 0 };
};
