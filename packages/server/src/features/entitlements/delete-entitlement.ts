import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import type { EditParts, EditTarget } from './edit-under-lock.ts';

/**
 * Rule 27: deletes for good. Under the lock that decisions take, so that a seat is granted before or refused after, never
 * on what is gone. What belongs to an entitlement goes with its row (migration 0032).
 */

const lockSql = `
  select e.entitlement_id, e.entitlement_group_id, s.exported
  from entitlement_states s
  join entitlements e on e.tenant_id = s.tenant_id and e.entitlement_id = s.entitlement_id
  where s.tenant_id = $1 and e.entitlement_id = $2
  for update of s`;

const lockOfCustomerSql = `
  select e.entitlement_id, e.entitlement_group_id, s.exported
  from entitlement_states s
  join entitlements e on e.tenant_id = s.tenant_id and e.entitlement_id = s.entitlement_id
  join entitlement_groups g on g.tenant_id = e.tenant_id and g.entitlement_group_id = e.entitlement_group_id
  where s.tenant_id = $1 and g.customer_id = $2
  order by e.entitlement_id
  for update of s`;

const deleteSql = `
  delete from entitlements
  where tenant_id = $1 and entitlement_id = any ($2)`;

// An order of which nothing is left: its codes and authorised contacts go with it.
const deleteEmptyGroupSql = `
  delete from entitlement_groups g
  where g.tenant_id = $1 and g.entitlement_group_id = $2 and not exists (
    select from entitlements e
    where e.tenant_id = g.tenant_id and e.entitlement_group_id = g.entitlement_group_id
  )`;

const deleteGroupsOfCustomerSql = `
  delete from entitlement_groups
  where tenant_id = $1 and customer_id = $2`;

interface Doomed {
  readonly entitlement_id: string;
  readonly entitlement_group_id: string;
  readonly exported: boolean;
}

const refuseExported = (doomed: readonly Doomed[]): void => {
  const exported = doomed.find((each) => each.exported);
  if (exported)
    throw new ApiProblem(
      'conflict',
      `The entitlement ${exported.entitlement_id} is exported to a local license server: import it first.`,
    );
};

/** 404 when there is no such entitlement, 409 while a local license server holds it. */
export const deleteEntitlement = (
  { database }: Pick<EditParts, 'database'>,
  { tenantId, author, entitlementId }: EditTarget,
): Promise<void> =>
  database.transaction(author, async (tx) => {
    const [doomed] = await tx.query<Doomed>(lockSql, [tenantId, entitlementId]);
    if (!doomed) throw notFound('entitlement', entitlementId);
    refuseExported([doomed]);
    await tx.query(deleteSql, [tenantId, [entitlementId]]);
    await tx.query(deleteEmptyGroupSql, [tenantId, doomed.entitlement_group_id]);
  });

/**
 * All orders of a customer, with what was sold by them. Call it in the transaction that deletes the customer, after the
 * customer's row is locked: who sells to the customer meanwhile waits for that row. 409 as above.
 */
export const deleteSoldTo = async (tx: Queryable, tenantId: string, customerId: string): Promise<void> => {
  const doomed = await tx.query<Doomed>(lockOfCustomerSql, [tenantId, customerId]);
  refuseExported(doomed);
  await tx.query(deleteSql, [tenantId, doomed.map(({ entitlement_id: id }) => id)]);
  await tx.query(deleteGroupsOfCustomerSql, [tenantId, customerId]);
};
