import { awaitsStart, farFuture, startDates } from '@leeway/rules';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import {
  type EditMade,
  type EditParts,
  type EditTarget,
  editUnderLock,
  type Found,
} from './edit-under-lock.ts';

/** Rule 24: starts by hand and at a set date. */

const refuseStarted = ({ snapshot, at }: Found): void => {
  if (awaitsStart(snapshot, at)) return;
  const since = new Date(snapshot.activationDate ?? at).toISOString();
  throw new ApiProblem('conflict', `The entitlement has started already, ${since}.`);
};

const refuseSwitchedOff = ({ row }: Found): void => {
  if (row.disabled_date === null && !row.customer_disabled) return;
  const whose = row.disabled_date === null ? "The entitlement's customer" : 'The entitlement';
  throw new ApiProblem('conflict', `${whose} is disabled: its time would run unused.`);
};

export const refuseFarStart = (startDate: number): void => {
  if (startDate <= farFuture) return;
  throw invalid('startDate', `must be at most ${new Date(farFuture).toISOString()}`);
};

/** Now, or told at `start` by the worker when that is still to come. */
export const startedAt = ({ terms, at }: Found, start: number): EditMade => ({
  life: startDates(terms, start),
  tells: [start <= at ? 'entitlement.activated' : 'entitlement.updated'],
});

/** Starts it now, whatever its start policy waits for. 409 when it has started or is switched off. */
export const activateEntitlement = (parts: EditParts, target: EditTarget): Promise<void> =>
  editUnderLock(parts, target, async (found) => {
    refuseStarted(found);
    refuseSwitchedOff(found);
    return startedAt(found, found.at);
  });

/**
 * Sets when an entitlement with the start policy `custom` starts; also in the past, and anew until it has started. 409
 * when it has started or its policy is another one, 422 past the last instant there is.
 * @param startDate epoch ms
 */
export const setEntitlementStart = (parts: EditParts, target: EditTarget, startDate: number): Promise<void> =>
  editUnderLock(parts, target, async (found) => {
    refuseFarStart(startDate);
    refuseStarted(found);
    const { license_start_type: policy } = found.row;
    if (policy !== 'custom') {
      throw new ApiProblem('conflict', `The start policy is ${policy}; only custom starts at a set date.`);
    }
    return startedAt(found, startDate);
  });
