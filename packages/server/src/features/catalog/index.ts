/** The door of the catalogue: what is sold, and what a sold entitlement follows of it. */
export { attributesOfSql, listAttributes } from './attributes-store.ts';
export { checkCustomFields, recordCustomFields, writeCustomFields } from './custom-fields.ts';
export { listFields } from './custom-fields-store.ts';
export { featuresOfSql, listFeatures } from './features-store.ts';
export {
  lockOfferingOverdraft,
  offeringOverdraft,
  setOfferingOverdraft,
} from './offering-overdraft.ts';
export { type Offering, offeringsById, offeringsBySku } from './offerings-store.ts';
export { findProduct, productNames } from './products-store.ts';
export { registerCatalog } from './routes.ts';
export { intervalFrom, overdraftFrom, refuseBlank } from './terms.ts';
export { refuseInvalidValue } from './validation-rules.ts';
