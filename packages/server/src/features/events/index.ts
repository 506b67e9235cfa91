import type { RoomContext } from '../../platform/room.ts';
import { registerDeliveries } from './delivery-routes.ts';
import { registerFeed } from './feed-routes.ts';
import { type EventsOptions, registerWebhooks } from './routes.ts';
import { registerThresholds } from './threshold-routes.ts';
import { eventSteps } from './worker.ts';

export {
  createOwnThreshold,
  deleteOwnThreshold,
  type OwnThresholdParts,
  pageOfOwnThresholds,
  updateOwnThreshold,
} from './own-thresholds.ts';
export type { EventsOptions } from './routes.ts';
export { addressesOf, soldById } from './sold-meters.ts';

/** The door of events: who is told of what happens. */
export const registerEvents = (context: RoomContext, options: EventsOptions): void => {
  registerWebhooks(context, options);
  registerDeliveries(context);
  registerFeed(context);
  registerThresholds(context);
  for (const step of eventSteps(context, options.allowPrivateWebhooks)) context.background.add(step);
};
