import type { RoomContext } from '../../platform/room.ts';
import { registerExports } from './export-routes.ts';
import { registerRoutes } from './routes.ts';
import { registerSaved } from './saved-routes.ts';
import { registerSearch } from './search-routes.ts';
import { reportSteps } from './worker.ts';

export { createCustomerFiles } from './files-for-customers.ts';

/** The door of reports: one question over any list, as a page or as a file. It reads the tables of all rooms before it. */
export const registerReports = (context: RoomContext): void => {
  registerRoutes(context);
  registerSaved(context);
  registerExports(context);
  registerSearch(context);
  for (const step of reportSteps(context)) context.background.add(step);
};
