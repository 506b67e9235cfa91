import * as accountSettings from './account-settings.ts';
import * as activations from './activations.ts';
import * as apiClients from './api-clients.ts';
import * as attributes from './attributes.ts';
import * as audit from './audit.ts';
import * as catalogDeletions from './catalog-deletions.ts';
import * as contactCredentials from './contact-credentials.ts';
import * as customFields from './custom-fields.ts';
import * as customerContacts from './customer-contacts.ts';
import * as customerImports from './customer-imports.ts';
import * as customers from './customers.ts';
import * as dashboard from './dashboard.ts';
import * as deliveries from './deliveries.ts';
import * as entitlementExport from './entitlement-export.ts';
import * as entitlementGroups from './entitlement-groups.ts';
import * as entitlementLife from './entitlement-life.ts';
import * as entitlements from './entitlements.ts';
import * as eventFeed from './event-feed.ts';
import * as features from './features.ts';
import * as insights from './insights.ts';
import * as licensingSettings from './licensing-settings.ts';
import * as localLicenseServers from './local-license-servers.ts';
import * as mail from './mail.ts';
import * as notes from './notes.ts';
import * as offeringOverdraft from './offering-overdraft.ts';
import * as offerings from './offerings.ts';
import * as offlineActivations from './offline-activations.ts';
import * as openIdSignIn from './openid-sign-in.ts';
import * as otherValues from './other-values.ts';
import * as overdraftLimits from './overdraft-limits.ts';
import * as people from './people.ts';
import * as plans from './plans.ts';
import * as portal from './portal.ts';
import * as portalActing from './portal-acting.ts';
import * as portalPeople from './portal-people.ts';
import * as portalReads from './portal-reads.ts';
import * as products from './products.ts';
import * as rates from './rates.ts';
import * as reports from './reports.ts';
import * as search from './search.ts';
import * as seatRequests from './seat-requests.ts';
import * as statements from './statements.ts';
import * as tenants from './tenants.ts';
import * as thresholds from './thresholds.ts';
import * as usageHistory from './usage-history.ts';
import * as webhooks from './webhooks.ts';

/** Every operation served, by its id, in the order in which the API reference shows its subjects. */
export const operations = {
  ...products,
  ...features,
  ...attributes,
  ...plans,
  ...offerings,
  ...offeringOverdraft,
  ...overdraftLimits,
  ...catalogDeletions,
  ...otherValues,
  ...customers,
  ...customerContacts,
  ...contactCredentials,
  ...customerImports,
  ...notes,
  ...entitlementGroups,
  ...entitlements,
  ...entitlementLife,
  ...activations,
  ...apiClients,
  ...people,
  ...accountSettings,
  ...openIdSignIn,
  ...customFields,
  ...audit,
  ...tenants,
  ...portal,
  ...portalReads,
  ...portalPeople,
  ...portalActing,
  ...seatRequests,
  ...eventFeed,
  ...thresholds,
  ...webhooks,
  ...deliveries,
  ...entitlementExport,
  ...offlineActivations,
  ...localLicenseServers,
  ...licensingSettings,
  ...mail,
  ...usageHistory,
  ...rates,
  ...statements,
  ...insights,
  ...reports,
  ...search,
  ...dashboard,
};

export type OperationId = keyof typeof operations;
