import { createHash } from 'node:crypto';
import { addInterval, instantOf, limitsOf, startDates, wallClock } from '@leeway/rules';
import { newId } from '../platform/ids.ts';
import { type DemoOffering, type DemoPlan, offerings, plans, type Sku } from './catalogue.ts';
import {
  type CatalogueIds,
  intervalCells,
  maintenanceOf,
  overdraftCells,
  type Row,
  type Tables,
} from './catalogue-rows.ts';
import { instant } from './copy.ts';
import type { Customer, Order } from './customer.ts';
import { customers } from './customers.ts';
import { personName } from './people.ts';
import { createRandom, type Random } from './random.ts';

/** The vendor's customers with their people and orders, as rows, and the entitlements to replay. */

const dayMs = 86_400_000;

/** One entitlement and all the replay needs to know of it. */
export interface Sale {
  readonly entitlementId: string;
  readonly customer: Customer;
  readonly order: Order;
  readonly offering: DemoOffering;
  /** Epoch ms. */
  readonly soldAt: number;
}

interface SaleParts {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly ids: CatalogueIds;
  /** The present, epoch ms. */
  readonly now: number;
}

/** An instant of the working day, some days before the present. */
export const daysBefore = (now: number, days: number, timeZone: string, msOfDay: number): number => {
  const day = wallClock(now - days * dayMs, timeZone);
  return Math.min(instantOf({ ...day, msOfDay }, timeZone), now - 1);
};

const customerRow = (parts: SaleParts, customer: Customer, customerId: string, soldAt: number): Row => {
  const { name, legalName, slug, city, country, industry, disabledDaysAgo } = customer;
  const disabledAt = disabledDaysAgo === undefined ? null : parts.now - disabledDaysAgo * dayMs;
  const years = customer.orders.some((order) => order.renewedDaysAgo) ? 2 : 1;
  return {
    ...{ tenant_id: parts.tenantId, customer_id: customerId, name, legal_name: legalName ?? name },
    type: customer.type ?? 'customer',
    account_ref_id: `ACC-${slug.toUpperCase()}`,
    status: disabledAt === null ? 'active' : 'disabled',
    disabled_date: instant(disabledAt),
    custom_fields: JSON.stringify({ industry }),
    address: JSON.stringify({
      ...{ addressLine1: null, addressLine2: null, city, stateRegion: null, postalCode: null, country },
    }),
    website: `https://www.${slug}.example`,
    contract_value: customer.contractValue,
    contract_start_date: instant(soldAt),
    contract_renewal_date: instant(addInterval(soldAt, { type: 'year', count: years }, customer.timeZone)),
    created_at: instant(soldAt - 3 * dayMs),
  };
};

/** What `custom_fields` of a customer names has to be defined, as through the API. */
const industryField = ({ tenantId, now }: SaleParts, custom_field_id: string): Row => ({
  ...{ tenant_id: tenantId, custom_field_id, entity_type: 'customer', key: 'industry', field_group: null },
  ...{ display_name: 'Industry', is_unique: false, created_at: instant(now - 800 * dayMs) },
});

const industryValue = (
  { tenantId }: SaleParts,
  { industry }: Customer,
  entity_id: string,
  custom_field_id: string,
): Row => ({
  ...{ tenant_id: tenantId, entity_id, custom_field_id, is_unique: false },
  value_hash: `\\x${createHash('sha256').update(industry).digest('hex')}`,
});

const contactTitles = ['License Manager', 'Head of IT', 'Procurement'] as const;

const contactRows = (
  { tenantId }: SaleParts,
  customer: Customer,
  customerId: string,
  since: number,
  random: Random,
): Row[] =>
  contactTitles.slice(0, random.int(1, 3)).map((title, index) => {
    const { first, last } = personName(random);
    return {
      ...{ tenant_id: tenantId, contact_id: newId('con', since), customer_id: customerId },
      ...{ first_name: first, last_name: last, title, is_key_contact: index === 0 },
      // A number keeps the addresses apart when two people share a name.
      email: `${asciiOf(first)}.${asciiOf(last)}${index === 0 ? '' : index + 1}@${customer.slug}.example`,
      country_code: customer.country,
      created_at: instant(since + index),
    };
  });

const asciiOf = (text: string) =>
  text
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();

/** Readable, so that whoever tries the demo can type them; a real order gets a random code. */
const activationCodeOf = ({ slug }: Customer, sku: Sku) => `${slug}-${sku}`.toUpperCase();

const entitlementRow = (parts: SaleParts, sale: Sale, groupId: string): Row => {
  const { order, offering, soldAt } = sale;
  const plan: DemoPlan = plans[offering.plan];
  return {
    ...{ tenant_id: parts.tenantId, entitlement_id: sale.entitlementId, entitlement_group_id: groupId },
    ...{ offering_id: parts.ids.offerings[order.sku], product_id: parts.ids.products[offering.product] },
    edition_id: parts.ids.editions.get(`${offering.product} ${offering.edition}`) ?? null,
    ...{ sku: order.sku, offering_name: offering.name, plan_name: plan.name, plan_type: plan.planType },
    ...{ license_type: plan.licenseType, license_start_type: plan.licenseStartType },
    ...intervalCells('license_duration', plan.duration),
    ...{ concurrency_mode: offering.concurrencyMode, seat_count: offering.seatCount },
    ...overdraftCells(offering.overdraft),
    ...intervalCells('lease_period', order.leasePeriod ?? null),
    usage_reset_schedule: offering.usageResetSchedule,
    has_maintenance: offering.plan === 'perpetual',
    ...intervalCells('maintenance_duration', maintenanceOf(offering.plan)),
    created_at: instant(soldAt),
  };
};

const featureRow = (parts: SaleParts, { entitlementId, order, offering }: Sale): Row[] => {
  const { feature } = order;
  if (!feature) return [];
  return [
    {
      ...{ tenant_id: parts.tenantId, entitlement_id: entitlementId },
      feature_id: parts.ids.features.get(`${offering.product} ${feature.key}`) ?? null,
      ...{ value_edited: true, value: feature.value, overdraft_edited: true },
      ...overdraftCells(feature.overdraft),
    },
  ];
};

/** Sold seats are the first step of the limits over time (rule 29). */
const firstLimits = (parts: SaleParts, { entitlementId, offering, soldAt }: Sale): Row => ({
  ...{ tenant_id: parts.tenantId, entitlement_id: entitlementId, sequence: 0, at: instant(soldAt) },
  bought: offering.seatCount,
  hard_cap: limitsOf(BigInt(offering.seatCount), offering.overdraft).hardCap,
});

/** The dates an entitlement starts with (rule 24); null: it waits for its first activation. */
export const datesAtSale = ({ offering, soldAt }: Sale, timeZone: string) => {
  const plan: DemoPlan = plans[offering.plan];
  if (plan.licenseStartType !== 'entitlementCreation') return null;
  const { licenseType, duration } = plan;
  const hasMaintenance = offering.plan === 'perpetual';
  const maintenanceDuration = maintenanceOf(offering.plan);
  return startDates(
    { licenseType, licenseDuration: duration, hasMaintenance, maintenanceDuration, timeZone },
    soldAt,
  );
};

/** Rows in the order in which they can be loaded; `limit_changes` only when the replay has added its own. */
export const saleRows = (parts: SaleParts): { sales: Sale[]; tables: Tables; limitRows: Row[] } => {
  const { tenantId, now, timeZone } = parts;
  const sales: Sale[] = [];
  const fieldId = newId('cf', now);
  const rows: Record<
    | 'custom_fields'
    | 'custom_field_values'
    | 'customers'
    | 'contacts'
    | 'entitlement_groups'
    | 'activation_codes',
    Row[]
  > &
    Record<'authorized_contacts' | 'entitlements' | 'entitlement_features', Row[]> = {
    custom_fields: [industryField(parts, fieldId)],
    custom_field_values: [],
    customers: [],
    contacts: [],
    entitlement_groups: [],
    activation_codes: [],
    authorized_contacts: [],
    entitlements: [],
    entitlement_features: [],
  };
  for (const [index, customer] of customers.entries()) {
    const random = createRandom(`people of ${customer.slug}`);
    const firstSale = Math.max(...customer.orders.map((order) => order.soldDaysAgo));
    const since = daysBefore(now, firstSale, timeZone, 10 * 3_600_000);
    const customerId = newId('cust', since - 3 * dayMs);
    rows.customers.push(customerRow(parts, customer, customerId, since));
    rows.custom_field_values.push(industryValue(parts, customer, customerId, fieldId));
    const contacts = contactRows(parts, customer, customerId, since, random);
    rows.contacts.push(...contacts);
    for (const [number, order] of customer.orders.entries()) {
      const msOfDay = random.int(9 * 3_600_000, 16 * 3_600_000);
      const soldAt = daysBefore(now, order.soldDaysAgo, timeZone, msOfDay);
      const groupId = newId('egr', soldAt);
      const created = { tenant_id: tenantId, entitlement_group_id: groupId, created_at: instant(soldAt) };
      const order_ref_id = `PO-${1040 + index * 17}-${number + 1}`;
      rows.entitlement_groups.push({ ...created, customer_id: customerId, order_ref_id });
      rows.activation_codes.push({ ...created, code: activationCodeOf(customer, order.sku) });
      const [contact] = contacts;
      if (contact) {
        const contact_id = contact.contact_id ?? null;
        rows.authorized_contacts.push({ tenant_id: tenantId, entitlement_group_id: groupId, contact_id });
      }
      const offering = offerings[order.sku];
      const sale = { entitlementId: newId('ent', soldAt), customer, order, offering, soldAt };
      sales.push(sale);
      rows.entitlements.push(entitlementRow(parts, sale, groupId));
      rows.entitlement_features.push(...featureRow(parts, sale));
    }
  }
  const limitRows = sales.map((sale) => firstLimits(parts, sale));
  return { sales, tables: Object.entries(rows), limitRows };
};
