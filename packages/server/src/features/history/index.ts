import type { RoomContext } from '../../platform/room.ts';
import { type HistorySettings, registerRoutes } from './routes.ts';
import { historySteps } from './worker.ts';

export { bucketsAsked, rangeAsked } from './asked-range.ts';
export { deriveHistory } from './derive.ts';
export { type SeatDays, seatDaysOf } from './figures-of-many.ts';
export { foldSums, rebuildSums } from './fold-sums.ts';
export { forgetHistory } from './forget-history.ts';
export { everyEntitlement, type RebuiltHistory, rebuildHistory } from './rebuild.ts';

/** Usage history: what was in use, what was bought and what was denied over time. */
export const registerHistory = (context: RoomContext, settings: HistorySettings): void => {
  registerRoutes(context, settings);
  for (const step of historySteps(context.database)) context.background.add(step);
};
