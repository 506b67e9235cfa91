/** The door of the entitlements: what was sold, under which terms, and what an edit makes of them. */
export {
  type AskedAccount,
  type AskedCode,
  type Candidates,
  candidatesOf,
  candidatesOfAccount,
} from './candidates.ts';
export { tellFeatureEdit } from './catalogue-edits.ts';
export { setCustomerDisabled } from './customer-switch.ts';
export { exportUnderLock, exportVersion, importUnderLock } from './export-state.ts';
export { groupModel } from './group-view.ts';
export {
  limitsOfImport,
  recordImportedLimits,
  removeImportedLimits,
  tenantOfEntitlement,
} from './imported-limits.ts';
export { readEntitlement } from './read-entitlement.ts';
export { registerEntitlements } from './routes.ts';
export { outboxEvents } from './state-events.ts';
export { loadTerms } from './terms.ts';
