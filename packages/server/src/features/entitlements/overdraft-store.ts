import { normalizeOverdraft, type OverdraftLimit, type OverdraftType, type SoldSeats } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** What applying an offering's overdraft reads, locks and writes: one statement each, however many entitlements. */

const selectSold = `
  select
    e.entitlement_id, e.entitlement_group_id, g.customer_id, e.seat_count,
    e.overdraft_type, e.overdraft_value, e.overdraft_edited,
    s.seats_used, seats_in_use(s, $3::timestamptz) as seats_in_use, s.sequence, s.version, s.due_at, s.exported,
    s.expiry_date, s.disabled_date
  from entitlements e
  join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
  join entitlement_groups g on g.tenant_id = e.tenant_id and g.entitlement_group_id = e.entitlement_group_id
  where e.tenant_id = $1 and e.offering_id = $2
  order by e.created_at, e.entitlement_id`;

interface SoldRow {
  readonly entitlement_id: string;
  readonly entitlement_group_id: string;
  readonly customer_id: string | null;
  readonly seat_count: number;
  readonly overdraft_type: OverdraftType;
  readonly overdraft_value: number | null;
  readonly overdraft_edited: boolean;
  readonly seats_used: number;
  readonly seats_in_use: number;
  readonly sequence: bigint;
  readonly version: bigint;
  readonly due_at: Date | null;
  readonly exported: boolean;
  readonly expiry_date: Date | null;
  readonly disabled_date: Date | null;
}

export interface Sold extends SoldSeats {
  readonly entitlementGroupId: string;
  readonly customerId: string | null;
  /** As recorded; ends by time that nobody has recorded yet are still counted. */
  readonly seatsUsed: number;
  readonly sequence: bigint;
  readonly version: bigint;
  /** Epoch ms; null: nothing ends by itself. */
  readonly dueAt: number | null;
  readonly expiryDate: Date | null;
  readonly disabledDate: Date | null;
}

const soldFrom = (row: SoldRow): Sold => ({
  entitlementId: row.entitlement_id,
  entitlementGroupId: row.entitlement_group_id,
  customerId: row.customer_id,
  bought: BigInt(row.seat_count),
  overdraft: normalizeOverdraft({ type: row.overdraft_type, value: row.overdraft_value }),
  edited: row.overdraft_edited,
  exported: row.exported,
  used: BigInt(row.seats_in_use),
  seatsUsed: row.seats_used,
  sequence: row.sequence,
  version: row.version,
  dueAt: row.due_at?.getTime() ?? null,
  expiryDate: row.expiry_date,
  disabledDate: row.disabled_date,
});

/** Everything sold of an offering with its use at an instant (epoch ms), oldest first. */
export const soldOf = async (
  db: Queryable,
  tenantId: string,
  offeringId: string,
  at: number,
): Promise<Sold[]> =>
  (await db.query<SoldRow>(selectSold, [tenantId, offeringId, new Date(at)])).map(soldFrom);

// All that was sold of it, altered or not: an edit decides under this lock whether an entitlement counts as edited.
const lockSoldSql = `
  select s.entitlement_id
  from entitlements e
  join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
  where e.tenant_id = $1 and e.offering_id = $2
  order by s.entitlement_id
  for update of s`;

const updateOverdrafts = `
  update entitlements
  set overdraft_type = $3, overdraft_value = $4, overdraft_edited = false
  where tenant_id = $1 and entitlement_id = any($2::text[])`;

const updateSequences = `
  update entitlement_states s
  set version = s.version + 1, sequence = told.sequence
  from unnest($2::text[], $3::int8[]) as told (entitlement_id, sequence)
  where s.tenant_id = $1 and s.entitlement_id = told.entitlement_id`;

/** Locks the moving parts of everything sold of an offering, in the order in which decisions lock them. */
export const lockSold = async (tx: Queryable, tenantId: string, offeringId: string): Promise<void> => {
  await tx.query(lockSoldSql, [tenantId, offeringId]);
};

export const writeOverdraft = async (
  tx: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
  { type, value }: OverdraftLimit,
): Promise<void> => {
  await tx.query(updateOverdrafts, [tenantId, entitlementIds, type, value]);
};

/** Gives each entitlement its last sequence, and tells the decision plane that its terms are others now. */
export const writeSequences = async (
  tx: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
  sequences: readonly bigint[],
): Promise<void> => {
  await tx.query(updateSequences, [tenantId, entitlementIds, sequences]);
};
