import type { Queryable } from '../../platform/database.ts';

const switchSql = `
  with locked as (
    select s.entitlement_id
    from entitlement_groups g
    join entitlements e on e.tenant_id = g.tenant_id and e.entitlement_group_id = g.entitlement_group_id
    join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
    where g.tenant_id = $1 and g.customer_id = $2
    order by s.entitlement_id
    for update of s
  )
  update entitlement_states s
  set customer_disabled = $3, version = s.version + 1
  from locked
  where s.tenant_id = $1 and s.entitlement_id = locked.entitlement_id`;

/**
 * Rule 26: switches all entitlements of a customer off or on again, apart from their own switch. Call it in the
 * transaction that changes the customer, after the customer's row is locked: who sells to the customer or moves an order
 * to it meanwhile waits for that row.
 */
export const setCustomerDisabled = async (
  tx: Queryable,
  tenantId: string,
  customerId: string,
  disabled: boolean,
): Promise<void> => {
  await tx.query(switchSql, [tenantId, customerId, disabled]);
};
