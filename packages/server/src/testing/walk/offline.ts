import { given, type Recipes, type World } from './world.ts';

/** Valid requests of clients and local license servers that have no network. */

const tokenOf = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');

/** An entitlement whose product has an offline lease, and the token that asks for a seat of it. */
const sellOffline = async (w: World) => {
  const { productId, code } = await w.sell();
  await w.create(`PATCH /products/${productId}`, { offlineLeasePeriod: { type: 'week', count: 1 } });
  const activationCredentials = { type: 'activationCode', code };
  return tokenOf({ productId, activationCredentials, seatId: w.named('ship') });
};

/** The id of a new offline activation. */
const activation = async (w: World): Promise<string> => {
  const { token } = await w.create('/entitlements/activations/offline', { token: await sellOffline(w) });
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).sub;
};

/** A licensed local license server. */
const server = async (w: World): Promise<{ id: string; activationId: string }> => {
  await w.create('/local-license-servers/license/activate', { token: await sellOffline(w) });
  return (await w.create('GET /local-license-servers')).items.at(-1);
};

const ofServer = async (w: World) => ({ params: { localLicenseServerId: (await server(w)).id } });

const exported = async (w: World) => {
  const { entitlementId } = await w.sell();
  const { id } = await server(w);
  await w.create(`/entitlements/${entitlementId}/export`, { localLicenseServerId: id });
  return { params: { entitlementId } };
};

export const offlineRecipes: Recipes = {
  createOfflineActivation: async (w) => ({ body: { token: await sellOffline(w) } }),
  refreshOfflineActivation: async (w) => ({ body: { activationId: await activation(w) } }),
  deleteOfflineActivation: async (w) => ({ body: { token: tokenOf({ activationId: await activation(w) }) } }),
  exportEntitlement: async (w) => ({
    params: { entitlementId: (await w.sell()).entitlementId },
    body: { localLicenseServerId: (await server(w)).id },
  }),
  createEntitlementExportToken: exported,
  importEntitlement: async (w) => ({ ...(await exported(w)), body: { importWithoutToken: true } }),
  listLocalLicenseServers: (w) => given(server(w)),
  getLocalLicenseServerConfig: () => ({}),
  getLocalLicenseServerEntitlement: (w) => given(server(w)),
  activateLocalLicenseServer: async (w) => ({ body: { token: await sellOffline(w) } }),
  deactivateLocalLicenseServer: async (w) => ({
    body: { token: tokenOf({ activationId: (await server(w)).activationId }) },
  }),
  getLocalLicenseServer: ofServer,
  deactivateLocalLicenseServerWithoutToken: ofServer,
  refreshLocalLicenseServer: ofServer,
};
