import type { Queryable } from '../../platform/database.ts';
import { tellOf } from '../../platform/outbox.ts';
import { customersById } from './customers-store.ts';

/** What happens to customers, in the transaction in which it happens, with the payloads of the contract (rule 36). */

/** @param at epoch ms */
export const tellCreated = (
  tx: Queryable,
  tenantId: string,
  created: readonly { readonly customerId: string; readonly name: string }[],
  at: number,
): Promise<void> =>
  tellOf(
    tx,
    tenantId,
    created.map(({ customerId, name }) => ({
      ...{ at, eventCode: 'customer.created', resourceId: customerId },
      payload: { customerId, name },
    })),
  );

/** Tells customers as they are now. @param at epoch ms */
export const tellUpdated = async (
  tx: Queryable,
  tenantId: string,
  customerIds: readonly string[],
  at: number,
): Promise<void> => {
  if (customerIds.length === 0) return;
  const customers = [...(await customersById(tx, tenantId, customerIds)).values()];
  await tellOf(
    tx,
    tenantId,
    customers.map(({ id, name, status }) => ({
      ...{ at, eventCode: 'customer.updated', resourceId: id },
      payload: { customerId: id, name, disabled: status === 'disabled' },
    })),
  );
};
