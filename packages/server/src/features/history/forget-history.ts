import type { Queryable } from '../../platform/database.ts';
import type { EntitlementKey } from './log-store.ts';

const deleteCursorSql = 'delete from history_cursors where tenant_id = $1 and entitlement_id = $2';

/**
 * Forgets all that was derived of an entitlement: what came to its log is older than what was read. Whoever looks after
 * it next derives it anew.
 */
export const forgetHistory = async (
  tx: Queryable,
  { tenantId, entitlementId }: EntitlementKey,
): Promise<void> => {
  await tx.query(deleteCursorSql, [tenantId, entitlementId]);
};
