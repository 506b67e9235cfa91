import type { OwnCapModel, OwnCapStepModel } from '@leeway/contract';
import { limitsOf, ownCapFault } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { invalid, notFound } from '../../platform/http/problem.ts';
import { changesOfField, lastChangeOf } from '../identity/index.ts';
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

const fieldOf = (entitlementId: string) => ({
  objectType: 'entitlement',
  objectId: entitlementId,
  field: 'own_cap',
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
  const change = await lastChangeOf(db, tenantId, fieldOf(entitlementId));
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

/** The own cap when a range begins, where there is one, and each change of it in the range. Epoch ms. */
export const ownCapsWithin = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<OwnCapStepModel[]> => {
  const changes = await changesOfField(db, tenantId, fieldOf(entitlementId));
  const steps = changes.map(({ at, value }) => ({
    at: at.toISOString(),
    ownCap: value === null ? null : Number(value),
  }));
  const before = steps.findLast(({ at }) => Date.parse(at) <= start);
  const inside = steps.filter(({ at }) => Date.parse(at) > start && Date.parse(at) < end);
  return before && before.ownCap !== null ? [before, ...inside] : inside;
};
