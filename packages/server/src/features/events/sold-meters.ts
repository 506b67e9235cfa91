import type { Limits } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { loadTerms } from '../entitlements/index.ts';

/** What was sold, to whom, who answers for it and how much of it is in use: what a threshold is held against. */

// Looks into tables of earlier rooms: figures nobody decides on.
const soldSql = `
  select e.entitlement_id as "entitlementId", e.offering_id as "offeringId", e.offering_name as "offeringName",
    c.name as "customerName", c.customer_id as "customerId"
  from entitlements e
  join entitlement_groups g on g.tenant_id = e.tenant_id and g.entitlement_group_id = e.entitlement_group_id
  left join customers c on c.tenant_id = g.tenant_id and c.customer_id = g.customer_id
  where e.tenant_id = $1 and e.entitlement_id = any ($2::text[])`;

const scopeSql = `
  select entitlement_id as id
  from entitlements
  where tenant_id = $1 and ($2::text is null or offering_id = $2) and ($3::text is null or entitlement_id = $3)
  order by entitlement_id
  limit $4`;

const ownersSql = `
  select distinct u.email
  from customers c
  join users u on u.tenant_id = c.tenant_id
    and u.user_id in (c.sales_owner, c.customer_success_owner, c.service_owner)
  where c.tenant_id = $1 and c.customer_id = $2 and u.disabled_date is null`;

const contactsSql = `
  select distinct email
  from contacts
  where tenant_id = $1 and customer_id = $2 and is_key_contact and status = 'active'`;

const amongContactsSql = `
  select distinct email
  from contacts
  where tenant_id = $1 and customer_id = $2 and status = 'active' and lower(email) = any ($3::text[])`;

const seatsSql = `
  select seats_in_use(s, $3::timestamptz) as used
  from entitlement_states s
  where s.tenant_id = $1 and s.entitlement_id = $2`;

const unitsSql = `
  select feature_id as "featureId", units_in_use(u, $3::timestamptz) as used
  from feature_usage u
  where u.tenant_id = $1 and u.entitlement_id = $2`;

export interface Sold {
  readonly entitlementId: string;
  readonly offeringId: string;
  readonly offeringName: string;
  readonly customerName: string | null;
  readonly customerId: string | null;
}

export const soldById = async (db: Queryable, tenantId: string, entitlementIds: readonly string[]) => {
  const rows = await db.query<Sold>(soldSql, [tenantId, entitlementIds]);
  return new Map(rows.map((row) => [row.entitlementId, row]));
};

/** Entitlements a threshold concerns, at most `countMax`. */
export const entitlementsOf = async (
  db: Queryable,
  tenantId: string,
  {
    offeringId,
    entitlementId,
  }: { readonly offeringId: string | null; readonly entitlementId: string | null },
  countMax: number,
): Promise<string[]> =>
  (await db.query<{ id: string }>(scopeSql, [tenantId, offeringId, entitlementId, countMax])).map(
    ({ id }) => id,
  );

/** Who wants mails about a customer's use. */
export const addressesOf = async (
  db: Queryable,
  tenantId: string,
  { customerId }: Sold,
  mail: { readonly toOwners: boolean; readonly toContacts: boolean; readonly addresses: readonly string[] },
): Promise<string[]> => {
  const asked = [tenantId, customerId];
  const owners = mail.toOwners ? await db.query<{ email: string }>(ownersSql, asked) : [];
  const contacts = mail.toContacts ? await db.query<{ email: string }>(contactsSql, asked) : [];
  const all = [...mail.addresses, ...[...owners, ...contacts].map(({ email }) => email)];
  return [...new Map(all.map((address) => [address.toLowerCase(), address])).values()];
};

/** Those of the addresses that are a contact's of the customer. */
export const contactAddresses = async (
  db: Queryable,
  tenantId: string,
  customerId: string,
  addresses: readonly string[],
): Promise<string[]> => {
  const asked = [tenantId, customerId, addresses.map((address) => address.toLowerCase())];
  return (await db.query<{ email: string }>(amongContactsSql, asked)).map(({ email }) => email);
};

export interface Meter {
  /** null: the seats. */
  readonly featureKey: string | null;
  readonly limits: Limits;
  readonly used: bigint;
}

/** The meters of an entitlement as they stand at `at` (epoch ms). */
export const metersOf = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  at: number,
): Promise<Meter[]> => {
  const terms = (await loadTerms(db, tenantId, [entitlementId])).get(entitlementId);
  if (!terms) return [];
  const asked = [tenantId, entitlementId, new Date(at)];
  const [seats] = await db.query<{ used: number }>(seatsSql, asked);
  const units = await db.query<{ featureId: string; used: bigint }>(unitsSql, asked);
  const used = new Map(units.map((row) => [row.featureId, row.used]));
  return [
    { featureKey: null, limits: terms.seats, used: BigInt(seats?.used ?? 0) },
    ...terms.features
      .filter(({ type }) => type !== 'bool')
      .map(({ featureId, key, limits }) => ({ featureKey: key, limits, used: used.get(featureId) ?? 0n })),
  ];
};
