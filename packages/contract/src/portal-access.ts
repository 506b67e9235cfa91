/**
 * What a customer's people may do in the portal (rule 43). One table: the API refuses by it, and the portal shows by it.
 * Which entitlements somebody sees at all is another matter: a `user` those of groups that list them, an `admin` all.
 */

export const portalAccesses = {
  signedIn: 'Everybody who is signed in',
  admin: "The customer's admins",
  graph: 'Who may see use over time, by the setting `showActivationsGraph`',
  seats: 'Admins, and users who may see use over time',
  codes: 'Who may see activation codes, by the setting `showActivationCodes`',
  groups: 'Who may see orders, by the setting `showEntitlementGroups`',
  users: 'Who may see the users, by the setting `showUserManagement`',
  manageUsers: 'Admins, unless the setting `showUserManagement` is `none`',
} as const;

export type PortalAccess = keyof typeof portalAccesses;
export type PortalRole = 'user' | 'admin';
/** Who may see something; each includes the one before. */
type ShownTo = 'none' | 'admin' | 'user';

export interface PortalVisibility {
  readonly showActivationsGraph: ShownTo;
  readonly showActivationCodes: ShownTo;
  readonly showEntitlementGroups: ShownTo;
  readonly showUserManagement: ShownTo;
}

const isShownTo = (role: PortalRole, shown: ShownTo): boolean =>
  role === 'admin' ? shown !== 'none' : shown === 'user';

const rules: Readonly<Record<PortalAccess, (role: PortalRole, shown: PortalVisibility) => boolean>> = {
  signedIn: () => true,
  admin: (role) => role === 'admin',
  graph: (role, shown) => isShownTo(role, shown.showActivationsGraph),
  seats: (role, shown) => role === 'admin' || isShownTo(role, shown.showActivationsGraph),
  codes: (role, shown) => isShownTo(role, shown.showActivationCodes),
  groups: (role, shown) => isShownTo(role, shown.showEntitlementGroups),
  users: (role, shown) => isShownTo(role, shown.showUserManagement),
  manageUsers: (role, shown) => role === 'admin' && shown.showUserManagement !== 'none',
};

/** Whether somebody of this role may, where the vendor shows this much. */
export const portalPermits = (access: PortalAccess, role: PortalRole, shown: PortalVisibility): boolean =>
  rules[access](role, shown);

/** Everything somebody of this role may. */
export const portalPermissions = (role: PortalRole, shown: PortalVisibility): PortalAccess[] =>
  (Object.keys(portalAccesses) as PortalAccess[]).filter((access) => portalPermits(access, role, shown));
