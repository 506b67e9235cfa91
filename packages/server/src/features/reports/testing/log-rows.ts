import type { Queryable } from '../../../platform/database.ts';

/** Rows of the log by the thousand, set-based: what a year of work would have written. */

const insertSql = `
  insert into activity_log (
    tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, hard_cap, overdraft, attempts
  )
  select $1, $2, timestamptz '2026-01-01Z' + n * interval '1 second', 1000000 + n, 'activate',
    'seat ' || n || repeat('x', $4), n % 130, 100, 120, n % 130 > 100, 1
  from generate_series(1, $3::int) n`;

/** From 2026 on, one a second; `padding` makes the seat's name longer. */
export const insertLogRows = (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  count: number,
  padding = 0,
) => db.query(insertSql, [tenantId, entitlementId, count, padding]);
