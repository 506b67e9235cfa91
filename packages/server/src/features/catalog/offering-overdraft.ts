import { normalizeOverdraft, type OverdraftLimit, type OverdraftType } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** The overdraft of an offering by itself: what is applied to entitlements that were sold already (rule 9). */

const selectOverdraftSql = `
  select seat_count, overdraft_type, overdraft_value
  from offerings
  where tenant_id = $1 and offering_id = $2`;

/** Sales of the offering wait too: they read it with a lock that shares the row with other sales only. */
const lockOverdraftSql = `${selectOverdraftSql}
  for no key update`;

const updateOverdraftSql = `
  update offerings
  set overdraft_type = $3, overdraft_value = $4
  where tenant_id = $1 and offering_id = $2`;

export interface OfferingOverdraft {
  readonly seatCount: bigint;
  readonly overdraft: OverdraftLimit;
}

interface Row {
  readonly seat_count: number;
  readonly overdraft_type: OverdraftType;
  readonly overdraft_value: number | null;
}

const read = async (db: Queryable, text: string, tenantId: string, offeringId: string) => {
  const [row] = await db.query<Row>(text, [tenantId, offeringId]);
  if (!row) return null;
  const overdraft = normalizeOverdraft({ type: row.overdraft_type, value: row.overdraft_value });
  return { seatCount: BigInt(row.seat_count), overdraft } satisfies OfferingOverdraft;
};

/** null: there is no such offering. */
export const offeringOverdraft = (db: Queryable, tenantId: string, offeringId: string) =>
  read(db, selectOverdraftSql, tenantId, offeringId);

/** The same, and nobody edits or sells the offering until the transaction ends. */
export const lockOfferingOverdraft = (tx: Queryable, tenantId: string, offeringId: string) =>
  read(tx, lockOverdraftSql, tenantId, offeringId);

export const setOfferingOverdraft = async (
  tx: Queryable,
  tenantId: string,
  offeringId: string,
  { type, value }: OverdraftLimit,
): Promise<void> => {
  await tx.query(updateOverdraftSql, [tenantId, offeringId, type, value]);
};
