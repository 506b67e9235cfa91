import type { Answer, Leeway } from '../../../testing/leeway.ts';
import type { Sold } from '../../../testing/sell.ts';

/** Customers' people who take seats by who they are. */

const expectStatus = ({ status, body }: Answer, wanted: number) => {
  if (status !== wanted) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
};

let customers = 0;

export interface Person {
  readonly contactId: string;
  readonly path: string;
}

/** A customer with an order for what was sold; the order belongs to the customer from now on. */
export const customerOf = async ({ api }: Pick<Leeway, 'api'>, ...sold: Sold[]): Promise<string> => {
  customers += 1;
  const { id } = expectStatus(await api('POST', '/api/v1/customers', { name: `Buyer ${customers}` }), 201);
  for (const { groupId } of sold) {
    expectStatus(await api('PATCH', `/api/v1/entitlements/groups/${groupId}`, { customerId: id }), 204);
  }
  return id as string;
};

/** A contact with credentials, authorised for the groups of what was sold. */
export const personOf = async (
  { api }: Pick<Leeway, 'api'>,
  customerId: string,
  email: string,
  authentication: { type: 'password' } | { type: 'openIdToken'; claimValue: string },
  ...sold: Sold[]
): Promise<Person> => {
  const contacts = `/api/v1/customers/${customerId}/contacts`;
  const { id: contactId } = expectStatus(await api('POST', contacts, { email }), 201);
  const path = `${contacts}/${contactId}`;
  expectStatus(await api('PATCH', `${path}/credentials`, { authentication, role: 'user' }), 204);
  for (const { groupId } of sold) {
    const authorised = `/api/v1/entitlements/groups/${groupId}/authorized-contacts`;
    expectStatus(await api('POST', authorised, { id: contactId }), 204);
  }
  return { contactId, path };
};
