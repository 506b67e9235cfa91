import type { RoomContext } from '../../platform/room.ts';
import type { Settle } from './meter-history.ts';
import { registerRoutes } from './routes.ts';
import { historySteps } from './worker.ts';

export { everyEntitlement, type RebuiltHistory, rebuildHistory } from './rebuild.ts';

/** Usage history: what was in use, what was bought and what was denied over time. */
export const registerHistory = (context: RoomContext, settle: Settle): void => {
  registerRoutes(context, settle);
  for (const step of historySteps(context.database)) context.background.add(step);
};
