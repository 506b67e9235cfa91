import type { RoomContext } from '../../platform/room.ts';
import type { InsightParts } from './asked.ts';
import { registerRoutes } from './routes.ts';

/** Renewal insight and what-if (rules 38 and 39): what a history says about the next term. */
export const registerInsights = (context: RoomContext, { settle }: Pick<InsightParts, 'settle'>): void =>
  registerRoutes(context, settle);
