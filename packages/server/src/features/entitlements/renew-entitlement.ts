import type { RenewEntitlementApiRequest } from '@leeway/contract';
import { renewedTerm, withReset } from '@leeway/rules';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import { featureEdits } from './edit-features.ts';
import { writeFeatures, writeTerms } from './edit-store.ts';
import { editedDates, editedTerms } from './edit-terms.ts';
import { type EditParts, type EditTarget, editUnderLock, type Found } from './edit-under-lock.ts';

const refusals = {
  perpetual: 'A perpetual entitlement does not expire, so it cannot be renewed.',
  notStarted: 'The entitlement has not started, so there is no term to renew.',
} as const;

export interface EntitlementRenewal extends EditTarget {
  /** What is agreed beside the plan's term; empty: nothing. */
  readonly body: RenewEntitlementApiRequest;
  /** Rule 10: also below present use. */
  readonly forced: boolean;
}

/** Epoch ms. An end before the renewed term begins would take time away: that is an edit, and no renewal. */
const agreedEnd = ({ row }: Found, { expiryDate }: RenewEntitlementApiRequest, begins: number) => {
  const agreed = editedDates(row, { expiryDate }).expiryDate;
  if (agreed === null || agreed <= begins) {
    throw invalid('expiryDate', `must be after ${new Date(begins).toISOString()}, where the new term begins`);
  }
  return agreed;
};

/** Rule 7, for the limits that are named; false when none is. */
const writeLimits = async (found: Found, body: RenewEntitlementApiRequest): Promise<boolean> => {
  const { tx, tenantId, row, features } = found;
  const { seatCount, overdraftSeatLimit, features: asked } = body;
  if (typeof seatCount === 'number' || overdraftSeatLimit) {
    const limits = { seatCount, overdraftSeatLimit };
    await writeTerms(tx, tenantId, row.entitlement_id, editedTerms(row, limits));
  }
  await writeFeatures(tx, tenantId, row.entitlement_id, featureEdits(features, asked ?? []));
  return typeof seatCount === 'number' || Boolean(overdraftSeatLimit) || Boolean(asked?.length);
};

/**
 * Rule 24: renews a subscription, whatever its switches say, together with what was agreed. 409 when it is perpetual or
 * has not started, or `seatCountBelowUsage`; 422 naming a field.
 */
export const renewEntitlement = (parts: EditParts, renewal: EntitlementRenewal): Promise<void> =>
  editUnderLock(parts, renewal, async (found) => {
    const { snapshot, terms, at } = found;
    const { body, forced } = renewal;
    const term = renewedTerm(snapshot, terms, at);
    if (typeof term === 'string') throw new ApiProblem('conflict', refusals[term]);
    const { resetAt, ...ends } = term;
    const expiryDate = body.expiryDate ? agreedEnd(found, body, resetAt) : ends.expiryDate;
    const isEdited = await writeLimits(found, body);
    const usageResets = withReset(snapshot.usageResets, resetAt, at);
    // A reset to come is done by time; monthly and never go on as they are (rule 18).
    const resets = terms.usageResetSchedule === 'onRenewal' && resetAt <= at;
    return {
      life: { ...ends, expiryDate, usageResets },
      ...(resets ? { closes: 'all' } : {}),
      forced,
      tells: isEdited ? ['entitlement.updated', 'entitlement.renewed'] : ['entitlement.renewed'],
    };
  });
