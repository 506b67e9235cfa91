import { type EntitlementStatus, entitlementStatus, grantsUse } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import { type EditParts, type EditTarget, editUnderLock, type Found } from './edit-under-lock.ts';

/**
 * An entitlement is exported while a local server serves it: here it grants nothing and is not edited. Handing it over
 * and taking it back are edits under the lock, so no decision falls between (rule 13).
 */

const switchSql = `
  update entitlement_states
  set exported = $3
  where tenant_id = $1 and entitlement_id = $2`;

const versionSql = `
  select s.version + v.catalog_version as version
  from entitlement_states s
  join entitlements e on e.tenant_id = s.tenant_id and e.entitlement_id = s.entitlement_id
  join products v on v.tenant_id = e.tenant_id and v.product_id = e.product_id
  where s.tenant_id = $1 and s.entitlement_id = $2`;

/** Grows with each edit of the entitlement, its group or its product: what was exported tells by it how old it is. */
export const exportVersion = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
): Promise<bigint> => {
  const [row] = await db.query<{ version: bigint }>(versionSql, [tenantId, entitlementId]);
  return row?.version ?? 0n;
};

/** What the other side of the switch records, in the same transaction. `at`: epoch ms. */
export type RecordSwitch = (tx: Queryable, at: number) => Promise<void>;

/** Only what can be used, now or once it is started, is worth handing over. */
export const isExportable = (status: EntitlementStatus): boolean => grantsUse(status) || status === 'created';

const refuseInUse = ({ row, terms, snapshot, at }: Found): void => {
  const status = entitlementStatus(snapshot, terms.gracePeriod, terms.timeZone, at);
  if (!isExportable(status)) {
    throw new ApiProblem('conflict', `The entitlement is ${status}; only one that can be used is exported.`);
  }
  if (row.seats_in_use > 0) {
    const detail = `${row.seats_in_use} seats are in use here; release them first, or both sides would count them.`;
    throw new ApiProblem('conflict', detail);
  }
};

/** 404; 409 when the entitlement is exported already, cannot be used, or has seats in use. */
export const exportUnderLock = (parts: EditParts, target: EditTarget, record: RecordSwitch): Promise<void> =>
  editUnderLock(parts, target, async (found) => {
    const { tx, tenantId, row, at } = found;
    refuseInUse(found);
    await tx.query(switchSql, [tenantId, row.entitlement_id, true]);
    await record(tx, at);
    return { tells: ['entitlement.updated'] };
  });

/** 404; 409 when the entitlement is not exported. It comes back without a seat, so it is within its cap. */
export const importUnderLock = (parts: EditParts, target: EditTarget, record: RecordSwitch): Promise<void> =>
  editUnderLock(parts, { ...target, isExported: true }, async ({ tx, tenantId, row, at }) => {
    await record(tx, at);
    await tx.query(switchSql, [tenantId, row.entitlement_id, false]);
    return { tells: ['entitlement.updated'] };
  });
