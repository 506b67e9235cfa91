/** Where what the audit log speaks of is looked at: by the type of object; `$` stands for its id. */
const places: Readonly<Record<string, string>> = {
  apiClient: '/api-clients',
  attribute: '/attributes',
  billingSettings: '/settings',
  customField: '/custom-fields',
  customer: '/customers/$',
  entitlement: '/entitlements/$',
  feature: '/features',
  insightSettings: '/settings',
  licensingSettings: '/settings',
  mailSettings: '/settings',
  offering: '/offerings/$',
  openIdSignInSettings: '/security',
  plan: '/plans/$',
  portalOpenIdSettings: '/portal-settings',
  portalSettings: '/portal-settings',
  product: '/products/$',
  rate: '/rates',
  report: '/reports',
  securitySettings: '/security',
  tenant: '/settings',
  threshold: '/thresholds',
  user: '/users',
  webhookListener: '/webhooks/$',
};

/** Those without a page of their own. */
const others = ['contact', 'edition', 'entitlementGroup', 'localLicenseServer', 'mailTemplate'];

export const objectTypes: readonly string[] = [...Object.keys(places), ...others].sort();

/** Null: it has no page. */
export const placeOf = (objectType: string, objectId: string): string | null =>
  places[objectType]?.replace('$', objectId) ?? null;
