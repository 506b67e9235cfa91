import { randomBytes } from 'node:crypto';
import { givePortalPassword } from '../features/customers/index.ts';
import { systemAuthor } from '../platform/author.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';

/** Whom the demo lets into a customer's portal: an admin of the customer that has outgrown what it bought. */

const customerName = 'Aerotec Composites GmbH';
const person = {
  email: 'demo@aerotec.example',
  firstName: 'Demo',
  lastName: 'Admin',
  role: 'admin',
} as const;

const selectCustomerSql = `select customer_id as "customerId" from customers where tenant_id = $1 and name = $2`;

interface PortalSignIn {
  readonly portalUser: string;
  readonly portalPassword: string;
}

/** With a new password: the one before is not known here. Null: the tenant has no such customer. */
export const renewPortalUser = async (
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  tenantId: string,
): Promise<PortalSignIn | null> => {
  const [found] = await database.query<{ customerId: string }>(selectCustomerSql, [tenantId, customerName]);
  if (!found) return null;
  const { customerId } = found;
  const password = randomBytes(16).toString('base64url');
  const parts = { database, clock, author: systemAuthor, tenantId, customerId };
  await givePortalPassword(parts, person, password);
  return { portalUser: person.email, portalPassword: password };
};
