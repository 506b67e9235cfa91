import type { RoomContext } from '../../platform/room.ts';
import { registerFeatures } from './feature-routes.ts';
import { registerOfferings } from './offering-routes.ts';
import { registerPlans } from './plan-routes.ts';
import { registerProducts } from './product-routes.ts';

export const registerCatalog = (context: RoomContext): void => {
  registerProducts(context);
  registerFeatures(context);
  registerPlans(context);
  registerOfferings(context);
};
