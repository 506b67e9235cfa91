import type { RoomContext } from '../../platform/room.ts';
import { createHistoryReader, type HistoryReader, type HistorySettings } from './history-reader.ts';
import { registerRoutes } from './routes.ts';
import { historySteps } from './worker.ts';

export { bucketsAsked, rangeAsked } from './asked-range.ts';
export { deniedSeatsOf } from './denied-of-many.ts';
export { deriveHistory } from './derive.ts';
export { type SeatDays, seatDaysOf } from './figures-of-many.ts';
export { foldSums, rebuildSums } from './fold-sums.ts';
export { forgetHistory } from './forget-history.ts';
export type { HistoryReader } from './history-reader.ts';
export { entitlementsWithNews } from './log-store.ts';
export { everyEntitlement, type RebuiltHistory, rebuildHistory } from './rebuild.ts';
export { openSeatUse } from './seat-use.ts';

/** Usage history: what was in use, what was bought and what was denied over time. */
export const registerHistory = (context: RoomContext, settings: HistorySettings): HistoryReader => {
  const reader = createHistoryReader(context, settings);
  registerRoutes(context, reader);
  for (const step of historySteps(context.database)) context.background.add(step);
  return reader;
};
