import type { ImportedRow } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/**
 * Rows of the log that another license manager recorded. They have sequences below 0, so that live ones go on as if
 * they were not there, and the transaction id of rows that are never new: no event tells them.
 */

const firstLiveSql = `
  select at from activity_log
  where tenant_id = $1 and entitlement_id = $2 and sequence >= 0
  order by at
  limit 1`;

/** When the entitlement's own log begins, epoch ms; null: there is nothing in it. */
export const firstLiveAt = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
): Promise<number | null> => {
  const [row] = await db.query<{ at: Date }>(firstLiveSql, [tenantId, entitlementId]);
  return row?.at.getTime() ?? null;
};

const insertSql = `
  insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, hard_cap,
                            overdraft, attempts, reasons, mode, activated_at, method, overdraft_seat, transaction_id)
  select $1, $2, c.at, c.sequence, c.operation, c.seat_id, c.seats_used, c.bought, c.hard_cap, c.overdraft, c.attempts,
         string_to_array(c.reasons, ' '), case when c.activated_at is not null then 'online' end, c.activated_at,
         case when c.operation = 'deactivate' then 'deactivate' end, c.overdraft_seat, 0
  from unnest($3::timestamptz[], $4::int8[], $5::text[], $6::text[], $7::int[], $8::int[], $9::int8[], $10::boolean[],
              $11::int[], $12::text[], $13::timestamptz[], $14::boolean[])
    as c (at, sequence, operation, seat_id, seats_used, bought, hard_cap, overdraft, attempts, reasons, activated_at,
          overdraft_seat)`;

const countSql = 'select count_imported_log($1, $2::timestamptz[], $3::text[])';

const text = (at: number) => new Date(at).toISOString();

/** @param sequenceFirst of the row at place 0 */
export const appendImportedRows = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  rows: readonly ImportedRow[],
  sequenceFirst: bigint,
): Promise<void> => {
  if (rows.length === 0) return;
  const instants = rows.map(({ at }) => text(at));
  const operations = rows.map(({ operation }) => operation);
  await tx.query(insertSql, [
    ...[tenantId, entitlementId, instants],
    rows.map(({ place }) => sequenceFirst + BigInt(place)),
    operations,
    rows.map(({ seatId }) => seatId),
    rows.map(({ seatsUsed }) => seatsUsed),
    rows.map(({ bought }) => bought),
    rows.map(({ hardCap }) => hardCap),
    rows.map(({ overdraft }) => overdraft),
    rows.map(({ attempts }) => attempts),
    rows.map(({ reasons }) => reasons?.join(' ') ?? null),
    rows.map(({ activatedAt }) => (activatedAt === null ? null : text(activatedAt))),
    rows.map(({ overdraftSeat }) => overdraftSeat),
  ]);
  await tx.query(countSql, [tenantId, instants, operations]);
};

export interface ImportedSpan {
  readonly start: Date;
  readonly end: Date;
  readonly sequenceFirst: bigint;
  readonly rowCount: number;
}

const deleteSql = `
  delete from activity_log
  where tenant_id = $1 and entitlement_id = $2 and at >= $3 and at <= $4 and sequence >= $5 and sequence < $6`;

/** Takes an import's rows out again. */
export const removeImportedRows = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  { start, end, sequenceFirst, rowCount }: ImportedSpan,
): Promise<void> => {
  const sequenceEnd = sequenceFirst + BigInt(rowCount);
  await tx.query(deleteSql, [tenantId, entitlementId, start, end, sequenceFirst, sequenceEnd]);
};
