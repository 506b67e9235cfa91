import type { RenewEntitlementApiRequest } from '@leeway/contract';
import { agreedTerm, renewedTerm, withReset } from '@leeway/rules';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import { editedDates } from './edit-terms.ts';
import { type EditParts, type EditTarget, editUnderLock } from './edit-under-lock.ts';
import { hasLimits, writeLimits } from './write-limits.ts';

const refusals = {
  perpetual: 'A perpetual entitlement does not expire, so it cannot be renewed.',
  notStarted: 'The entitlement has not started, so there is no term to renew.',
} as const;

const tooEarly = (begins: number) =>
  invalid('expiryDate', `must be after ${new Date(begins).toISOString()}, where the new term begins`);

export interface EntitlementRenewal extends EditTarget {
  /** What is agreed beside the plan's term; empty: nothing. */
  readonly body: RenewEntitlementApiRequest;
  /** Rule 10: also below present use. */
  readonly forced: boolean;
}

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
    const { expiryDate: asked } = body;
    const agreed = agreedTerm(term, asked ? editedDates(found.row, { expiryDate: asked }).expiryDate : null);
    if (agreed === 'endsBeforeItBegins') throw tooEarly(term.resetAt);
    const { resetAt, ...ends } = agreed;
    await writeLimits(found, body);
    const usageResets = withReset(snapshot.usageResets, resetAt, at);
    // A reset to come is done by time; monthly and never go on as they are (rule 18).
    const resets = terms.usageResetSchedule === 'onRenewal' && resetAt <= at;
    return {
      life: { ...ends, usageResets },
      ...(resets ? { closes: 'all' } : {}),
      forced,
      tells: hasLimits(body) ? ['entitlement.updated', 'entitlement.renewed'] : ['entitlement.renewed'],
    };
  });
