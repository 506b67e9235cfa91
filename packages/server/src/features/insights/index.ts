import type { RoomContext } from '../../platform/room.ts';
import type { InsightParts } from './asked.ts';
import { insightSteps } from './compute-insights.ts';
import { registerDashboard } from './dashboard-routes.ts';
import { registerRoutes } from './routes.ts';

export { computeInsights } from './compute-insights.ts';
export { trendsOf } from './computed-store.ts';
export { insightSettings } from './settings-store.ts';

/** Renewal insight and what-if (rules 38 and 39), and the dashboard: what a history says about the next term. */
export const registerInsights = (context: RoomContext, { settle }: Pick<InsightParts, 'settle'>): void => {
  const { database, clock, background } = context;
  registerRoutes(context, settle);
  registerDashboard(context);
  for (const step of insightSteps({ database, clock, settle })) background.add(step);
};
