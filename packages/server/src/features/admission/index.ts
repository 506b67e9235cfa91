import { admissionQueueMax } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import type { VerifyAccount } from '../account-licensing/index.ts';
import { createActivateWith } from './activate-with.ts';
import { type Admission, createAdmission } from './admit.ts';
import { registerOfflineActivations } from './offline-routes.ts';
import { createOfflineSeats, type OfflineSeats } from './offline-seats.ts';
import { registerActivations, registerFeatureUse, registerSeatReads } from './routes.ts';
import { admissionSteps } from './worker.ts';

export type { Admission } from './admit.ts';
export {
  appendImportedRows,
  firstLiveAt,
  type ImportedSpan,
  removeImportedRows,
} from './imported-log.ts';
export { ensureLogPartitions } from './log-partitions.ts';
export { readReleaseToken } from './offline-seats.ts';
export { requestTokenReader } from './request-token.ts';
export { takeSeatAway } from './routes.ts';
export { type RankedSeat, seatsByAge } from './seats-by-age.ts';
export { seatsOf } from './store.ts';

/** One for the normal course, and two to go on with when rows of some entitlement stay locked. */
const laneCount = 3;

export interface AdmissionRoom extends Admission {
  readonly offlineSeats: OfflineSeats;
}

/** Seats and features: the decision plane, its routes and its timed work. */
export const registerAdmission = (context: RoomContext, verifyAccount: VerifyAccount): AdmissionRoom => {
  const { app, database, clock, log, background, metrics } = context;
  const admission = createAdmission({
    database,
    clock,
    metrics,
    laneCount,
    waitingMax: admissionQueueMax,
    onFailure: (error) => log.error({ err: error }, 'a batch of decisions failed'),
  });
  const activateWith = createActivateWith(admission, verifyAccount);
  const offlineSeats = createOfflineSeats(context, admission, activateWith);
  registerActivations(context, admission, activateWith);
  registerOfflineActivations(context, offlineSeats);
  registerFeatureUse(context, admission);
  registerSeatReads(context, admission);
  for (const step of admissionSteps(admission, database, clock)) background.add(step);
  // After the last request in flight has its answer.
  app.addHook('onClose', () => admission.close());
  return { ...admission, offlineSeats };
};
