import { Type } from 'typebox';
import { LocalLicenseServerModel } from '../models/entitlements.ts';
import {
  ListOfLocalLicenseServerModel,
  LocalLicenseServerConfigModel,
  LocalLicenseServerEntitlementModel,
} from '../models/local-license-servers.ts';
import {
  OfflineActivationApiRequest,
  OfflineActivationModel,
  OfflineDeactivationApiRequest,
  OfflineRefreshModel,
} from '../models/offline-activations.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';

const path = '/api/v1/local-license-servers';
const ofServer = {
  tag: 'localLicenseServers',
  scopes: ['lls:admin'],
  params: Type.Object({ localLicenseServerId: Id('lls') }),
} as const;

export const listLocalLicenseServers = operation('listLocalLicenseServers', `GET ${path}`, {
  tag: 'localLicenseServers',
  summary: 'Lists the local license servers, those without a licence included.',
  scopes: ['lls:admin'],
  success: { status: 200, reply: ListOfLocalLicenseServerModel },
});

export const getLocalLicenseServerConfig = operation('getLocalLicenseServerConfig', `GET ${path}/config`, {
  tag: 'localLicenseServers',
  summary: 'Returns the tenant and the public key a local license server is set up with.',
  scopes: ['lls:admin'],
  success: { status: 200, reply: LocalLicenseServerConfigModel },
});

export const getLocalLicenseServerEntitlement = operation(
  'getLocalLicenseServerEntitlement',
  `GET ${path}/entitlement`,
  {
    tag: 'localLicenseServers',
    summary: 'Returns the entitlement that licenses the local license server activated last.',
    scopes: ['lls:admin'],
    success: { status: 200, reply: LocalLicenseServerEntitlementModel },
  },
);

export const activateLocalLicenseServer = operation(
  'activateLocalLicenseServer',
  `POST ${path}/license/activate`,
  {
    tag: 'localLicenseServers',
    summary: 'Licenses a local license server with the request token it made; it takes a seat.',
    scopes: ['lls:admin'],
    body: OfflineActivationApiRequest,
    success: { status: 200, reply: OfflineActivationModel },
  },
);

export const deactivateLocalLicenseServer = operation(
  'deactivateLocalLicenseServer',
  `POST ${path}/license/deactivate`,
  {
    tag: 'localLicenseServers',
    summary: 'Gives the licence of a local license server back with the token it made.',
    scopes: ['lls:admin'],
    body: OfflineDeactivationApiRequest,
    success: { status: 204 },
  },
);

export const getLocalLicenseServer = operation(
  'getLocalLicenseServer',
  `GET ${path}/{localLicenseServerId}`,
  {
    ...ofServer,
    summary: 'Returns one local license server.',
    success: { status: 200, reply: LocalLicenseServerModel },
  },
);

export const deactivateLocalLicenseServerWithoutToken = operation(
  'deactivateLocalLicenseServerWithoutToken',
  `POST ${path}/{localLicenseServerId}/license/deactivate-without-token`,
  {
    ...ofServer,
    summary: 'Gives back the licence of a local license server that is lost.',
    success: { status: 204 },
  },
);

export const refreshLocalLicenseServer = operation(
  'refreshLocalLicenseServer',
  `PATCH ${path}/{localLicenseServerId}/license/refresh`,
  {
    ...ofServer,
    summary: 'Renews the lease of a local license server; the answer is a new token for it.',
    success: { status: 200, reply: OfflineRefreshModel },
  },
);
