import type { Queryable } from '../../platform/database.ts';
import { tellOf } from '../../platform/outbox.ts';

/** What happens to an order, in the transaction in which it happens, with the payloads of the contract (rule 36). */

interface CreatedGroup {
  readonly id: string;
  readonly orderRefId: string | null;
  readonly customerId: string | null;
}

/** @param at epoch ms */
export const tellGroupCreated = (
  tx: Queryable,
  tenantId: string,
  { id, orderRefId, customerId }: CreatedGroup,
  at: number,
): Promise<void> => {
  const createdDate = new Date(at).toISOString();
  const payload = { entitlementGroupId: id, createdDate, orderRefId, customerId };
  return tellOf(tx, tenantId, [{ at, eventCode: 'entitlement.group.created', resourceId: id, payload }]);
};

// The clock of the transaction, as the audit log has it.
const selectNow = `
  select clock_timestamp()
    + coalesce(nullif(current_setting('leeway.clock_offset_ms', true), ''), '0')::float8 * interval '1 ms' as now`;

export const tellGroupUpdated = async (tx: Queryable, tenantId: string, id: string): Promise<void> => {
  const [clock] = await tx.query<{ now: Date }>(selectNow);
  if (!clock) throw new Error('the database has no clock');
  const payload = { entitlementGroupId: id, updatedDate: clock.now.toISOString() };
  const event = { at: clock.now.getTime(), eventCode: 'entitlement.group.updated', resourceId: id, payload };
  await tellOf(tx, tenantId, [event]);
};
