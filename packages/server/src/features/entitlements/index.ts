/** The door of the entitlements: what was sold, under which terms, and what an edit makes of them. */
export {
  type AskedAccount,
  type AskedCode,
  type Candidates,
  candidatesOf,
  candidatesOfAccount,
} from './candidates.ts';
export { tellFeatureEdit } from './catalogue-edits.ts';
export { countSold, isFeatureUsed } from './count-sold.ts';
export { setCustomerDisabled } from './customer-switch.ts';
export { deleteSoldTo } from './delete-entitlement.ts';
export type { Settle } from './edit-under-lock.ts';
export { exportUnderLock, exportVersion, importUnderLock } from './export-state.ts';
export { addMember, pageOfMembers, removeMember } from './group-members.ts';
export { groupModel } from './group-view.ts';
export {
  entitlementsHeld,
  groupsHeld,
  type HeldEntitlement,
  type Holder,
  mustHoldEntitlement,
  mustHoldGroup,
} from './held-by-customer.ts';
export {
  limitsOfImport,
  recordImportedLimits,
  removeImportedLimits,
  tenantOfEntitlement,
} from './imported-limits.ts';
export { ownCapsWithin, readOwnCap, setOwnCap } from './own-cap.ts';
export { placeOfEvent } from './place-of-event.ts';
export { readEntitlement } from './read-entitlement.ts';
export { registerEntitlements } from './routes.ts';
export { outboxEvents } from './state-events.ts';
export { loadTerms } from './terms.ts';
