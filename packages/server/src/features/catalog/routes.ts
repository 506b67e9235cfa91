import type { RoomContext } from '../../platform/room.ts';
import { registerAttributes } from './attribute-routes.ts';
import { registerCustomFields } from './custom-field-routes.ts';
import type { TellFeatureEdit } from './edit-feature.ts';
import { registerFeatures } from './feature-routes.ts';
import { registerOfferings } from './offering-routes.ts';
import { registerPlans } from './plan-routes.ts';
import { registerProducts } from './product-routes.ts';

/** @param others what a later room does when a feature's value is edited; this room must not know it. */
export const registerCatalog = (
  context: RoomContext,
  others: { readonly tellFeatureEdit: TellFeatureEdit },
): void => {
  registerProducts(context);
  registerFeatures(context, others.tellFeatureEdit);
  registerAttributes(context);
  registerPlans(context);
  registerOfferings(context);
  registerCustomFields(context);
};
