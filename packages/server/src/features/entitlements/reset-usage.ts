import { awaitsStart } from '@leeway/rules';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { type EditParts, type EditTarget, editUnderLock } from './edit-under-lock.ts';

/**
 * Rule 22: freezes what was used of one usage count and begins to count anew, within the schedule's period. 404 when the
 * entitlement has no such feature; 409 for other types, which have nothing to reset, and before the start.
 */
export const resetFeatureUsage = (parts: EditParts, target: EditTarget, featureId: string): Promise<void> =>
  editUnderLock(parts, target, async ({ terms, snapshot, at }) => {
    const feature = terms.features.find((each) => each.featureId === featureId);
    if (!feature) throw notFound('feature', featureId);
    if (feature.type !== 'usageCount') {
      throw new ApiProblem(
        'conflict',
        `Only a usage count can be reset; "${feature.key}" is ${feature.type}.`,
      );
    }
    if (awaitsStart(snapshot, at)) throw new ApiProblem('conflict', 'The entitlement has not started.');
    return { closes: new Set([featureId]), tells: [] };
  });
