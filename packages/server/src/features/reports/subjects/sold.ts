import { sql } from 'kysely';
import { type ReportColumn, text } from '../subject.ts';

/** Columns and joins of what belongs to an entitlement: whose it is, and what was sold. */

export const soldColumns: readonly ReportColumn[] = [
  text('entitlementId', 'Entitlement'),
  text('customerId', 'Customer id'),
  text('customerName', 'Customer'),
  text('accountRefId', 'Account reference'),
  text('orderRefId', 'Order reference'),
  text('productId', 'Product id'),
  text('productName', 'Product'),
  text('offeringId', 'Offering id'),
  text('offeringName', 'Offering'),
  text('sku', 'SKU'),
];

/** From `e`, `g`, `c` and `p`; the entitlement's id comes from where the row does. */
export const soldSelected = `
    c.customer_id as "customerId", c.name as "customerName", c.account_ref_id as "accountRefId",
    g.order_ref_id as "orderRefId", p.product_id as "productId", p.name as "productName",
    e.offering_id as "offeringId", e.offering_name as "offeringName", e.sku`;

export const soldJoins = `
  left join entitlement_groups g
    on g.tenant_id = e.tenant_id and g.entitlement_group_id = e.entitlement_group_id
  left join customers c on c.tenant_id = g.tenant_id and c.customer_id = g.customer_id
  left join products p on p.tenant_id = e.tenant_id and p.product_id = e.product_id`;

/** The same for rows that name their entitlement and may outlive it. */
export const joinsOf = (row: string) => `
  left join entitlements e on e.tenant_id = ${row}.tenant_id and e.entitlement_id = ${row}.entitlement_id
  ${soldJoins}`;

/**
 * Seats of `entitlement_states s` in use at an instant. The function, which looks at leases, is called where one has ended and
 * nobody has settled it: of tens of thousands of rows some hundred at most.
 */
export const seatsInUse = (now: Date) => sql`
    case
      when s.due_at <= ${now}::timestamptz
        then s.seats_used - seats_ended(s.tenant_id, s.entitlement_id, ${now}::timestamptz)
      else s.seats_used
    end`;
