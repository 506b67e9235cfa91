import type { Decision } from '@leeway/rules';
import { ApiProblem, invalid, notFound } from '../../platform/http/problem.ts';
import { limitsModel } from './activation-view.ts';

/** Decisions that are not granted, in the one shape of errors (rule 44). */
export const problemOf = (decision: Decision, activationId: string): ApiProblem => {
  switch (decision.outcome) {
    case 'denied': {
      const [first] = decision.reasons;
      const detail = decision.reasons.map((reason) => reason.detail).join(' ');
      return new ApiProblem(first.code, detail, {
        reasons: decision.reasons,
        ...(decision.limits ? { limits: limitsModel(decision.limits) } : {}),
        retryAt: decision.retryAt === null ? null : new Date(decision.retryAt).toISOString(),
      });
    }
    case 'noSuchActivation':
      return notFound('activation', activationId);
    case 'noSuchFeature':
      return invalid('key', `the entitlement has no feature "${decision.featureKey}"`, 'unknownReference');
    case 'conflict':
      return new ApiProblem('conflict', decision.detail);
    default:
      throw new Error(`a granted decision (${decision.outcome}) is not a problem`);
  }
};
