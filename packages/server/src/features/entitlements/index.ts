/** The door of the entitlements: what was sold, under which terms, and what an edit makes of them. */
export { type AskedCode, type Candidates, candidatesOf } from './candidates.ts';
export { setCustomerDisabled } from './customer-switch.ts';
export { registerEntitlements } from './routes.ts';
export { outboxEvents } from './state-events.ts';
export { loadTerms } from './terms.ts';
