import type { Queryable } from '../../platform/database.ts';
import { notFound } from '../../platform/http/problem.ts';
import { instantOfEdit } from './edit-store.ts';

const nextSequence = `
  update entitlement_states
  set sequence = sequence + 1
  where tenant_id = $1 and entitlement_id = $2
  returning sequence`;

/** The place of an event that changes nothing of its entitlement, which is locked from now on. `at`: epoch ms. 404. */
export const placeOfEvent = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  clockOffsetMs: number,
): Promise<{ readonly sequence: bigint; readonly at: number }> => {
  const [row] = await tx.query<{ sequence: bigint }>(nextSequence, [tenantId, entitlementId]);
  if (!row) throw notFound('entitlement', entitlementId);
  return { sequence: row.sequence, at: await instantOfEdit(tx, clockOffsetMs) };
};
