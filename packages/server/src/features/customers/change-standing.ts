import type { CustomerStatus } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { notFound } from '../../platform/http/problem.ts';
import { standingAfter } from './customer-settings.ts';
import { lockStanding, updateStanding } from './customers-store.ts';

/** Makes a customer's entitlements `customerDisabled`, or not any more, in the transaction of the change (rule 26). */
export type SetCustomerDisabled = (
  tx: Queryable,
  tenantId: string,
  customerId: string,
  disabled: boolean,
) => Promise<void>;

/**
 * Sets a customer's status and, where that disables or enables it, says so to its entitlements. A repetition changes
 * nothing: then the answer is false. 404 when there is no such customer.
 * @param at epoch ms
 */
export const changeStanding = async (
  tx: Queryable,
  setCustomerDisabled: SetCustomerDisabled,
  { tenantId, customerId, wish, at }: StandingChange,
): Promise<boolean> => {
  const before = await lockStanding(tx, tenantId, customerId);
  if (!before) throw notFound('customer', customerId);
  const after = standingAfter(before, wish, at);
  if (after.status === before.status) return false;
  await updateStanding(tx, tenantId, customerId, after, at);
  const disabled = after.status === 'disabled';
  if (disabled !== (before.status === 'disabled'))
    await setCustomerDisabled(tx, tenantId, customerId, disabled);
  return true;
};

export interface StandingChange {
  readonly tenantId: string;
  readonly customerId: string;
  /** null: leave it. */
  readonly wish: CustomerStatus | null | undefined;
  readonly at: number;
}
