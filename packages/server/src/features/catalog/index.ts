/** The door of the catalogue: what is sold, and what a sold entitlement follows of it. */
export { type ProductFeature, type ProductTerms, productTerms } from './features-store.ts';
export { type Offering, offeringsById, offeringsBySku } from './offerings-store.ts';
export { registerCatalog } from './routes.ts';
export { intervalFrom, overdraftFrom, refuseBlank } from './terms.ts';
