import { operations } from '@leeway/contract';
import { notFound } from '../../platform/http/problem.ts';
import type { Route } from '../../platform/http/route.ts';
import { readReleaseToken } from '../admission/index.ts';
import { accountKeyOf } from '../identity/index.ts';
import {
  type ExportParts,
  exportEntitlement,
  exportedContent,
  importEntitlement,
  renewExportToken,
} from './export-entitlement.ts';
import {
  deactivateServer,
  deactivateServerOf,
  licenseServer,
  readLicenseToken,
  refreshServer,
  serverOrNotFound,
} from './license-server.ts';
import { serverModels } from './server-view.ts';
import { findLastLicensed, findServer, selectServers } from './store.ts';

/** Tokens are those of offline activations; see there. The request token of a server may also hold its `name`. */
export const registerLicensing = (route: Route, parts: ExportParts): void => {
  route(operations.activateLocalLicenseServer, async ({ tenantId, author, body, request }) => {
    const by = { tenantId, author, ipAddress: request.ip };
    return { token: await licenseServer(parts, by, readLicenseToken(body.token)) };
  });

  route(operations.refreshLocalLicenseServer, async ({ tenantId, author, params, request }) => {
    const by = { tenantId, author, ipAddress: request.ip };
    return { token: await refreshServer(parts, by, params.localLicenseServerId) };
  });

  route(operations.deactivateLocalLicenseServer, async ({ tenantId, author, body, request }) => {
    const by = { tenantId, author, ipAddress: request.ip };
    await deactivateServerOf(parts, by, readReleaseToken(body.token).activationId);
    return undefined;
  });

  route(
    operations.deactivateLocalLicenseServerWithoutToken,
    async ({ tenantId, author, params, request }) => {
      const by = { tenantId, author, ipAddress: request.ip };
      await deactivateServer(parts, by, params.localLicenseServerId);
      return undefined;
    },
  );
};

export const registerServerReads = (route: Route, { database, clock }: ExportParts): void => {
  route(operations.listLocalLicenseServers, async ({ tenantId }) => {
    const rows = await selectServers(database, tenantId);
    const items = await serverModels(database, tenantId, rows, clock.now());
    return { items, elementsTotal: items.length };
  });

  route(operations.getLocalLicenseServer, async ({ tenantId, params: { localLicenseServerId: id } }) => {
    const row = serverOrNotFound(await findServer(database, tenantId, id), id);
    const [model] = await serverModels(database, tenantId, [row], clock.now());
    return model;
  });

  // One server plays both parts: it licenses the local servers, and their clients.
  route(operations.getLocalLicenseServerConfig, async ({ tenantId }) => {
    const { kty, n, e } = (await accountKeyOf({ database, clock }, tenantId)).publicJwk;
    const key = { kty, n, e };
    return {
      llsLicenseTenantId: tenantId,
      llsLicenseTenantKey: key,
      clientTenantId: tenantId,
      clientTenantKey: key,
    };
  });

  route(operations.getLocalLicenseServerEntitlement, async ({ tenantId }) => {
    const server = await findLastLicensed(database, tenantId);
    if (!server) throw notFound('licensed local license server of', tenantId);
    return exportedContent(database, tenantId, server.entitlementId, clock.now());
  });
};

export const registerExports = (route: Route, parts: ExportParts): void => {
  route(operations.exportEntitlement, async ({ tenantId, author, params: { entitlementId }, body }) => {
    const target = { tenantId, author, entitlementId };
    return { token: await exportEntitlement(parts, target, body.localLicenseServerId) };
  });

  route(operations.createEntitlementExportToken, async ({ tenantId, author, params: { entitlementId } }) => ({
    token: await renewExportToken(parts, { tenantId, author, entitlementId }),
  }));

  route(operations.importEntitlement, async ({ tenantId, author, params: { entitlementId }, body }) => {
    await importEntitlement(parts, { tenantId, author, entitlementId }, body);
    return undefined;
  });
};
