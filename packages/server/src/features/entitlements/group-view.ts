import type {
  EntitlementGroupExpandedModel,
  EntitlementGroupListModel,
  EntitlementGroupModel,
} from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { notFound } from '../../platform/http/problem.ts';
import { customersById } from '../customers/index.ts';
import { type EntitlementInUseRow, entitlementsOfGroups } from './entitlement-store.ts';
import { entitlementBasicModel } from './entitlement-view.ts';
import { findGroup, type GroupRow } from './group-store.ts';

/** Groups as the contract shows them. */

const customersOf = (db: Queryable, tenantId: string, rows: readonly Pick<GroupRow, 'customer_id'>[]) => {
  const ids = new Set(rows.flatMap((row) => row.customer_id ?? []));
  return customersById(db, tenantId, [...ids]);
};

const ofCustomer = <Customer>(row: GroupRow, customers: ReadonlyMap<string, Customer>): Customer | null =>
  row.customer_id === null ? null : (customers.get(row.customer_id) ?? null);

const groupBase = (row: GroupRow) => ({
  id: row.entitlement_group_id,
  created: row.created_at.toISOString(),
  customerId: row.customer_id,
  orderRefId: row.order_ref_id,
});

/** What `expand` asks for, laid over the members every group has. */
const expanded = async (
  db: Queryable,
  tenantId: string,
  rows: readonly GroupRow[],
  expand: ReadonlySet<string>,
  at: number,
) => {
  const customers = expand.has('customer') ? await customersOf(db, tenantId, rows) : null;
  const ids = rows.map((row) => row.entitlement_group_id);
  const sold = expand.has('entitlements') ? await entitlementsOfGroups(db, tenantId, ids, at) : null;
  const byGroup = new Map<string, EntitlementInUseRow[]>(ids.map((id) => [id, []]));
  for (const one of sold ?? []) byGroup.get(one.entitlement_group_id)?.push(one);
  return rows.map((row) => ({
    ...groupBase(row),
    ...(customers ? { customer: ofCustomer(row, customers) } : {}),
    ...(sold
      ? {
          entitlements: (byGroup.get(row.entitlement_group_id) ?? []).map((one) =>
            entitlementBasicModel(one, at),
          ),
        }
      : {}),
    activationCodes: row.activation_codes,
    licenseFile:
      row.license_file_name === null || row.license_file_uploaded_at === null
        ? null
        : { fileName: row.license_file_name, uploadedAt: row.license_file_uploaded_at.toISOString() },
  }));
};

/** One group; 404 when there is none. `at`: the instant of the statuses, epoch ms. */
export const groupModel = async (
  db: Queryable,
  tenantId: string,
  entitlementGroupId: string,
  expand: ReadonlySet<string>,
  at: number,
): Promise<EntitlementGroupModel> => {
  const row = await findGroup(db, tenantId, entitlementGroupId);
  const [group] = row ? await expanded(db, tenantId, [row], expand, at) : [];
  if (!group) throw notFound('entitlement group', entitlementGroupId);
  return group;
};

export const groupListModels = (
  db: Queryable,
  tenantId: string,
  rows: readonly GroupRow[],
  expand: ReadonlySet<string>,
  at: number,
): Promise<EntitlementGroupListModel[]> => expanded(db, tenantId, rows, expand, at);

/** Groups as entitlement lists show them, by id. */
export const groupsOfEntitlements = async (
  db: Queryable,
  tenantId: string,
  groups: ReadonlyMap<string, GroupRow>,
  expand: ReadonlySet<string>,
): Promise<Map<string, EntitlementGroupExpandedModel>> => {
  const rows = [...groups.values()];
  const customers = expand.has('customer') ? await customersOf(db, tenantId, rows) : null;
  return new Map(
    rows.map((row) => [
      row.entitlement_group_id,
      { ...groupBase(row), ...(customers ? { customer: ofCustomer(row, customers) } : {}) },
    ]),
  );
};
