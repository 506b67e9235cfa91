import { type ImportLimits, limitsOf, normalizeOverdraft, type OverdraftType } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { recordLimits } from './sell-offerings.ts';

/** The limits under which imported usage is shown, where the entitlement's own begin later. */

const tenantSql = 'select tenant_id from entitlement_states where entitlement_id = $1';

/** Whose an entitlement is; null: there is none. Across tenants: for the operator at a terminal, for no request. */
export const tenantOfEntitlement = async (db: Queryable, entitlementId: string): Promise<string | null> =>
  (await db.query<{ tenant_id: string }>(tenantSql, [entitlementId]))[0]?.tenant_id ?? null;

const presentSql = `
  select seat_count, overdraft_type, overdraft_value
  from entitlements
  where tenant_id = $1 and entitlement_id = $2`;

interface PresentRow {
  readonly seat_count: number;
  readonly overdraft_type: OverdraftType;
  readonly overdraft_value: number | null;
}

// Those below 0 were imported.
const ownSql = `
  select at, bought::bigint, hard_cap
  from limit_changes
  where tenant_id = $1 and entitlement_id = $2 and sequence >= 0
  order by at, sequence`;

interface LimitsRow {
  readonly at: Date;
  readonly bought: bigint;
  readonly hard_cap: bigint | null;
}

/**
 * Limits as steps from the beginning of time: the entitlement's own where it has recorded any, before that its present
 * overdraft on `bought` seats; null: on as many as are bought now. Null: there is no such entitlement.
 */
export const limitsOfImport = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  bought: number | null,
): Promise<readonly ImportLimits[] | null> => {
  const [present] = await db.query<PresentRow>(presentSql, [tenantId, entitlementId]);
  if (!present) return null;
  const overdraft = normalizeOverdraft({ type: present.overdraft_type, value: present.overdraft_value });
  const count = BigInt(bought ?? present.seat_count);
  const own = await db.query<LimitsRow>(ownSql, [tenantId, entitlementId]);
  return [
    { at: Number.NEGATIVE_INFINITY, bought: count, hardCap: limitsOf(count, overdraft).hardCap },
    ...own.map((row) => ({ at: row.at.getTime(), bought: row.bought, hardCap: row.hard_cap })),
  ];
};

/** Puts an import's limits in force from its beginning on. */
export const recordImportedLimits = (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  { at, bought, hardCap }: ImportLimits,
  sequence: bigint,
): Promise<void> =>
  recordLimits(tx, tenantId, [{ entitlementId, sequence, at, bought: Number(bought), hardCap }]);

const removeSql =
  'delete from limit_changes where tenant_id = $1 and entitlement_id = $2 and sequence = $3 and sequence < 0';

export const removeImportedLimits = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  sequence: bigint,
): Promise<void> => {
  await tx.query(removeSql, [tenantId, entitlementId, sequence]);
};
