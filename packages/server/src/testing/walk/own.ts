import type { Recipes, World } from './world.ts';

/** Valid requests of the operations that are our own, not the contract's. */

const twoSeats = { overdraftSeatLimit: { type: 'absolute', value: 2 } };

const customersFile = { name: 'customers.csv', content: 'name\nInitech\n' };

const ofListener = async (w: World) => {
  const listener = { uri: 'https://example.com/events', subscriptions: ['entitlement.overdraft.entered'] };
  return { params: { webhookListenerId: (await w.create('/account/webhooks', listener)).id as string } };
};

/** A listener with a delivery: what a test call sends it. */
const ofDelivery = async (w: World) => {
  const { params } = await ofListener(w);
  const path = `/account/webhooks/${params.webhookListenerId}`;
  await w.create(`${path}/test`);
  const [delivery] = (await w.create(`GET ${path}/deliveries`)).items;
  return { params: { ...params, deliveryId: delivery.id as string } };
};

const deliveries: Recipes = {
  listDeliveries: async (w) => {
    const { webhookListenerId } = (await ofDelivery(w)).params;
    return { params: { webhookListenerId } };
  },
  exportDeliveries: async (w) => ({
    params: { webhookListenerId: (await ofDelivery(w)).params.webhookListenerId },
    query: { status: 'waiting' },
  }),
  getDelivery: ofDelivery,
  replayDelivery: ofDelivery,
  replayDeliveries: async (w) => ({
    ...(await ofListener(w)),
    body: { dateFrom: '2025-01-01T00:00:00Z', dateTo: '2025-02-01T00:00:00Z' },
  }),
  rotateWebhookSecret: ofListener,
  enableWebhook: ofListener,
  disableWebhook: ofListener,
  getWebhookHealth: ofListener,
};

const threshold = { measure: 'percentOfBought', value: 80 };
const ofThreshold = async (w: World) => ({
  params: { thresholdId: (await w.create('/account/thresholds', threshold)).id as string },
});

const thresholds: Recipes = {
  listEvents: async () => ({}),
  listThresholds: async () => ({}),
  exportThresholds: async () => ({ query: { format: 'xlsx' } }),
  createThreshold: async () => ({ body: threshold }),
  getThreshold: ofThreshold,
  updateThreshold: async (w) => ({ ...(await ofThreshold(w)), body: { ...threshold, value: 90 } }),
  deleteThreshold: ofThreshold,
  tryThreshold: async (w) => {
    await w.sell();
    return { body: { ...threshold, mail: { addresses: ['ann@example.com'] } } };
  },
};

const ofSold = async (w: World) => ({ params: { entitlementId: (await w.sell()).entitlementId as string } });

const usageHistory: Recipes = {
  getUsageHistory: ofSold,
  getUsageTotals: async () => ({}),
  listOverdraftEpisodes: ofSold,
  getDenials: ofSold,
  getConcurrency: ofSold,
};

export const ownRecipes: Recipes = {
  ...usageHistory,
  ...deliveries,
  ...thresholds,
  getAvailability: async (w) => ({ params: { entitlementId: (await w.sell()).entitlementId } }),
  checkoutFeatureLegacy: async (w) => ({
    params: { activationId: (await w.sellWithSeat()).activationId },
    body: { key: 'cores', amount: 3 },
  }),
  returnFeatureLegacy: async (w) => {
    const sold = await w.sellWithSeat();
    await sold.checkout(sold.activationId, 'cores', 3);
    return { params: { activationId: sold.activationId }, body: { key: 'cores', amount: 2 } };
  },
  previewOfferingOverdraft: async (w) => ({
    params: { offeringId: (await w.sell()).offeringId },
    body: twoSeats,
  }),
  applyOfferingOverdraft: async (w) => {
    const { offeringId } = await w.sell();
    await w.create(`PATCH /offerings/${offeringId}`, twoSeats);
    return { params: { offeringId }, body: { forceSeatCount: true } };
  },
  explainOverdraftLimit: () => ({
    body: { overdraftLimit: { type: 'percentage', value: 20 }, of: 'seats', bought: [40] },
  }),
  setEntitlementStart: async (w) => ({
    params: { entitlementId: (await w.sell({ licenseStartType: 'custom' })).entitlementId },
    body: { startDate: new Date(w.leeway.clock.now() + 86_400_000).toISOString() },
  }),
  sellEntitlement: async (w) => ({ body: { sku: (await w.offering()).sku, orderRefId: w.named('PO') } }),
  renewEntitlementWithLimits: async (w) => ({ ...(await ofSold(w)), body: { seatCount: 150 } }),
  disableUser: async (w) => ({ params: { userId: (await w.user()).userId } }),
  enableUser: async (w) => {
    const { userId } = await w.user();
    await w.create(`PATCH /account/users/${userId}/disable`);
    return { params: { userId } };
  },
  deleteUser: async (w) => ({ params: { userId: (await w.user()).userId } }),
  createScopedApiClient: (w) => ({ body: { clientId: w.named('client'), scopes: ['products:read'] } }),
  rotateApiClientSecret: async (w) => ({
    params: { apiId: (await w.create('/account/api-clients', { clientId: w.named('client') })).id },
  }),
  getAccountSettings: () => ({}),
  updateAccountSettings: () => ({ body: { name: 'Acme', timeZone: 'Europe/Zurich' } }),
  deleteCustomField: async (w) => ({
    params: {
      customFieldId: (await w.create('/account/custom-fields', { entityType: 'customer', key: 'gone' })).id,
    },
  }),
  exportCustomerImportErrors: async (w) => {
    const { body } = await w.asTenant('POST', '/api/v1/customers/import', { file: customersFile });
    return { params: { importId: body.id } };
  },
  resetUserSecondFactor: async (w) => ({ params: { userId: (await w.user()).userId } }),
  getOpenIdSignInSettings: () => ({}),
  updateOpenIdSignInSettings: () => ({
    body: { enabled: true, issuer: 'https://login.example.com', clientId: 'leeway', clientSecret: 'secret' },
  }),
  getLicensingSettings: () => ({}),
  updateLicensingSettings: () => ({
    body: { authorityUrl: 'https://login.example.com', userClaim: 'email' },
  }),
  getCustomerImportTemplate: () => ({}),
  importCustomers: () => ({ query: { dryRun: 'true' }, file: customersFile }),
  getCustomerImport: async (w) => {
    const { body } = await w.asTenant('POST', '/api/v1/customers/import', { file: customersFile });
    return { params: { importId: body.id } };
  },
  listAuditLog: () => ({ query: { pageSize: '10' } }),
  exportAuditLog: () => ({ query: { format: 'xlsx' } }),
};
