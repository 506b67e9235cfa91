import type { OwnCapModel } from '@leeway/contract';
import { limitsOf, ownCapFault } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { invalid, notFound } from '../../platform/http/problem.ts';
import { lastChangeOf } from '../identity/index.ts';
import { type EditParts, type EditTarget, editUnderLock } from './edit-under-lock.ts';
import { findEntitlement } from './entitlement-store.ts';
import { overdraftOf } from './terms.ts';

/** The customer's own cap of the seats, below the vendor's hard cap (rule 43). */

const updateOwnCap = `
  update entitlements
  set own_cap = $3
  where tenant_id = $1 and entitlement_id = $2`;

export interface OwnCapEdit extends EditTarget {
  /** Seats; null: none of its own. */
  readonly ownCap: number | null;
}

/**
 * Sets the own cap, for every decision from now on. Below what is in use nobody loses a seat. 404; 422 when it is above the
 * hard cap; 409 while the entitlement is exported.
 */
export const setOwnCap = (parts: EditParts, edit: OwnCapEdit): Promise<void> =>
  editUnderLock(parts, edit, async ({ tx, tenantId, row, terms }) => {
    const { ownCap } = edit;
    const fault = ownCap === null ? null : ownCapFault(BigInt(ownCap), terms.seats);
    if (fault) throw invalid('ownCap', fault);
    if (ownCap === row.own_cap) return null;
    await tx.query(updateOwnCap, [tenantId, row.entitlement_id, ownCap]);
    return { tells: ['entitlement.updated'] };
  });

/** The own cap beside what it is measured by, and who set it last. @param at epoch ms. 404. */
export const readOwnCap = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  at: number,
): Promise<OwnCapModel> => {
  const row = await findEntitlement(db, tenantId, entitlementId, at);
  if (!row) throw notFound('entitlement', entitlementId);
  const { bought, hardCap } = limitsOf(BigInt(row.seat_count), overdraftOf(row));
  const change = await lastChangeOf(db, tenantId, {
    objectType: 'entitlement',
    objectId: entitlementId,
    field: 'own_cap',
  });
  return {
    entitlementId,
    ownCap: row.own_cap,
    bought: bought ?? 0n,
    hardCap,
    used: BigInt(row.seats_in_use),
    setAt: change?.at.toISOString() ?? null,
    setBy: change?.author_name ?? null,
  };
};
