import { admissionQueueMax } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import { type Admission, createAdmission } from './admit.ts';
import { registerActivations, registerFeatureUse, registerSeatReads } from './routes.ts';
import { admissionSteps } from './worker.ts';

export type { Admission } from './admit.ts';
export { ensureLogPartitions } from './log-partitions.ts';

/** One for the normal course, and two to go on with when rows of some entitlement stay locked. */
const laneCount = 3;

/** Seats and features: the decision plane, its routes and its timed work. */
export const registerAdmission = (context: RoomContext): Admission => {
  const { app, database, clock, log, background, metrics } = context;
  const admission = createAdmission({
    database,
    clock,
    metrics,
    laneCount,
    waitingMax: admissionQueueMax,
    onFailure: (error) => log.error({ err: error }, 'a batch of decisions failed'),
  });
  registerActivations(context, admission);
  registerFeatureUse(context, admission);
  registerSeatReads(context, admission);
  for (const step of admissionSteps(admission, database, clock)) background.add(step);
  // After the last request in flight has its answer.
  app.addHook('onClose', () => admission.close());
  return admission;
};
