import { given, type Recipes, type World } from './world.ts';

/** Valid requests of a tenant's own affairs, and of the installation's operator. */

const ofUser = async (w: World) => ({ params: { userId: (await w.user()).userId } });

/** The smallest picture there is. */
const logo = {
  name: 'logo.png',
  content: Uint8Array.from(
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  ),
};

/** Answers where it is. */
const uploadLogo = async (w: World): Promise<string> => {
  const { status, headers } = await w.asTenant('POST', '/api/v1/account/eup/logo', { file: logo });
  if (status !== 201) throw new Error(`the logo: ${status}`);
  return headers.get('location')?.split('/').at(-1) ?? '';
};

const account: Recipes = {
  createApiClient: (w) => ({ body: { clientId: w.named('client') } }),
  listApiClients: () => ({}),
  exportApiClients: () => ({ query: { format: 'csv' } }),
  deleteApiClient: async (w) => ({
    params: { apiId: (await w.create('/account/api-clients', { clientId: w.named('client') })).id },
  }),
  setPortalLogo: () => ({ file: logo }),
  deletePortalLogo: (w) => given(uploadLogo(w)),
  getPortalLogo: async (w) => ({ params: { logoId: await uploadLogo(w) } }),
  getPortalSettings: () => ({}),
  updatePortalSettings: () => ({
    body: { showActivationCodes: 'admin', themeOverrides: { accent: '#123456' } },
  }),
  getAccountKey: () => ({}),
  listRoles: () => ({}),
  getRole: async (w) => ({ params: { roleId: (await w.create('GET /account/roles')).items[0].id } }),
  getSecuritySettings: () => ({}),
  updateSecuritySettings: () => ({ body: { enforceMfa: false } }),
};

const users: Recipes = {
  createUser: async (w) => ({
    body: {
      ...{ username: w.named('alan'), firstName: 'Alan', lastName: 'Turing' },
      email: `${w.named('alan')}@example.com`,
      roleId: (await w.create('GET /account/roles')).items[0].id,
    },
  }),
  listUsers: (w) => given(w.user()),
  exportUsers: () => ({ query: { format: 'xlsx' } }),
  getUser: ofUser,
  updateUser: async (w) => {
    const { userId, email, roleId } = await w.user();
    return { params: { userId }, body: { firstName: 'Grace', lastName: 'Murray', email, roleId } };
  },
  sendUserInvitation: ofUser,
};

const listener = { uri: 'https://example.com/events', subscriptions: ['entitlement.overdraft.entered'] };
const ofListener = async (w: World) => ({
  params: { webhookListenerId: (await w.create('/account/webhooks', listener)).id },
});

const webhooks: Recipes = {
  createWebhook: () => ({ body: listener }),
  listWebhooks: (w) => given(ofListener(w)),
  exportWebhooks: (w) => given(ofListener(w), { query: { format: 'xlsx' } }),
  listWebhookEvents: () => ({}),
  getWebhook: ofListener,
  updateWebhook: async (w) => ({ ...(await ofListener(w)), body: listener }),
  deleteWebhook: ofListener,
  testWebhook: ofListener,
};

const ofTenant = async (w: World) => ({ params: { tenantId: await w.tenant() } });

const tenants: Recipes = {
  getTenantEntitlement: () => ({}),
  createTenant: (w) => ({ body: { name: w.named('tenant'), displayName: 'Tenant' } }),
  listTenants: (w) => given(w.tenant()),
  createTenantApiClient: async (w) => ({
    body: { tenantId: await w.tenant(), clientId: w.named('client') },
  }),
  getTenant: ofTenant,
  updateTenant: async (w) => ({ ...(await ofTenant(w)), body: { enabled: false } }),
  deleteTenant: ofTenant,
  getTenantFeatureToggles: ofTenant,
  setTenantFeatureToggle: async (w) => ({
    params: { tenantId: await w.tenant(), featureFlag: 'beta' },
    body: { enabled: true },
  }),
  activateUserForTesting: async (w) => ({
    body: { email: (await w.user()).email, password: 'correct horse battery' },
  }),
};

export const accountRecipes: Recipes = { ...account, ...users, ...webhooks, ...tenants };
