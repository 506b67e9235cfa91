import { renewedTerm, withReset } from '@leeway/rules';
import { ApiProblem } from '../../platform/http/problem.ts';
import { type EditParts, type EditTarget, editUnderLock } from './edit-under-lock.ts';

const refusals = {
  perpetual: 'A perpetual entitlement does not expire, so it cannot be renewed.',
  notStarted: 'The entitlement has not started, so there is no term to renew.',
} as const;

/** Rule 24: renews a subscription, whatever its switches say. 409 when it is perpetual or has not started. */
export const renewEntitlement = (parts: EditParts, target: EditTarget): Promise<void> =>
  editUnderLock(parts, target, async ({ snapshot, terms, at }) => {
    const renewal = renewedTerm(snapshot, terms, at);
    if (typeof renewal === 'string') throw new ApiProblem('conflict', refusals[renewal]);
    const { resetAt, ...ends } = renewal;
    const usageResets = withReset(snapshot.usageResets, resetAt, at);
    // A reset to come is done by time; monthly and never go on as they are (rule 18).
    const resets = terms.usageResetSchedule === 'onRenewal' && resetAt <= at;
    return {
      life: { ...ends, usageResets },
      ...(resets ? { closes: 'all' } : {}),
      tells: ['entitlement.renewed'],
    };
  });
