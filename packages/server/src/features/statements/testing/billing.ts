import type { Leeway } from '../../../testing/leeway.ts';
import { type Sold, sell, type Terms } from '../../../testing/sell.ts';

/** A customer with one entitlement. */
export const billedCustomer = async (
  leeway: Leeway,
  terms: Terms,
  name = 'Northwind',
): Promise<{ readonly customerId: string; readonly sold: Sold }> => {
  const sold = await sell(leeway, terms);
  const { body: customer } = await leeway.api('POST', '/api/v1/customers', { name });
  const answer = await leeway.api('PATCH', `/api/v1/entitlements/groups/${sold.groupId}`, {
    customerId: customer.id,
  });
  if (answer.status !== 204) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return { customerId: customer.id, sold };
};

/** Moves the clock forward to an instant. */
export const moveTo = ({ clock }: Leeway, at: number): void => {
  const ms = at - clock.now();
  if (ms < 0) throw new Error(`${new Date(at).toISOString()} is over`);
  clock.advance(ms);
};
