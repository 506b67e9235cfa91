import type { RoomContext } from '../../platform/room.ts';
import { registerAttributes } from './attribute-routes.ts';
import { registerCustomFields } from './custom-field-routes.ts';
import type { CatalogueUse } from './delete-from-catalogue.ts';
import { registerDeletions } from './deletion-routes.ts';
import type { TellFeatureEdit } from './edit-feature.ts';
import { registerFeatures } from './feature-routes.ts';
import { registerOfferings } from './offering-routes.ts';
import { registerPlans } from './plan-routes.ts';
import { registerProducts } from './product-routes.ts';

/** @param others what later rooms do when a feature's value is edited, and how much was sold; this room must not know. */
export const registerCatalog = (
  context: RoomContext,
  others: CatalogueUse & { readonly tellFeatureEdit: TellFeatureEdit },
): void => {
  registerProducts(context);
  registerFeatures(context, others.tellFeatureEdit);
  registerAttributes(context);
  registerPlans(context);
  registerOfferings(context, others.countSold);
  registerCustomFields(context);
  registerDeletions(context, others);
};
