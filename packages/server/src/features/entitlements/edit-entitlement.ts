import type { UpdateEntitlementApiRequest } from '@leeway/contract';
import { editAttributes } from './edit-attributes.ts';
import { featureEdits } from './edit-features.ts';
import { writeFeatures, writeTerms } from './edit-store.ts';
import { editedDates, editedTerms } from './edit-terms.ts';
import { type EditParts, type EditTarget, editUnderLock } from './edit-under-lock.ts';

/** Rule 7: an edit of one entitlement overrides what its offering gave it. */

export type { EditParts, Settle } from './edit-under-lock.ts';

export interface EntitlementEdit extends EditTarget {
  readonly body: UpdateEntitlementApiRequest;
  /** Rule 10: also below present use. */
  readonly forced: boolean;
}

/**
 * Applies the edit. 404 when there is no such entitlement; 422 naming a field; 409 `seatCountBelowUsage` when a hard cap
 * would fall below present use.
 */
export const editEntitlement = (parts: EditParts, edit: EntitlementEdit): Promise<void> =>
  editUnderLock(parts, edit, async ({ tx, tenantId, row, features }) => {
    const { body, forced } = edit;
    const life = editedDates(row, body);
    await writeTerms(tx, tenantId, row.entitlement_id, editedTerms(row, body));
    await writeFeatures(tx, tenantId, row.entitlement_id, featureEdits(features, body.features ?? []));
    await editAttributes(tx, tenantId, row.entitlement_id, body.attributes ?? []);
    return { life, forced, tells: ['entitlement.updated'] };
  });
