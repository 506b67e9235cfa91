import { operations } from '@leeway/contract';
import { columnOf } from '../../platform/files/send-list.ts';
import { invalid } from '../../platform/http/problem.ts';
import {
  type CreatedApiClient,
  createApiClient,
  deleteApiClient,
  rotateClientSecret,
} from './api-clients.ts';
import { type ApiClientRow, selectApiClients } from './store.ts';
import type { IdentityContext } from './tenants.ts';

const listed = ({ apiId, clientId, clientName, scopes, createdAt }: ApiClientRow) => ({
  ...{ id: apiId, clientId, clientName, scopes, createdAt: createdAt.toISOString() },
});

const shown = ({ apiId, clientId, clientName, clientSecret }: CreatedApiClient) => ({
  ...{ id: apiId, clientId, clientName, clientSecret },
});

const column = columnOf<ApiClientRow>;

const clientColumns = [
  column('apiId', 'API client', 'text', ({ apiId }) => apiId),
  column('clientId', 'Client id', 'text', ({ clientId }) => clientId),
  column('clientName', 'Name', 'text', ({ clientName }) => clientName),
  column('scopes', 'May do', 'text', ({ scopes }) => scopes.join(', ')),
  column('createdAt', 'Created on', 'dateTime', ({ createdAt }) => createdAt),
];

/** API clients as the contract has them. */
export const registerApiClients = ({ route, database, clock, sendList }: IdentityContext): void => {
  // The contract's request names no scopes: a client made by it holds every scope of a tenant, and `api:admin`, which
  // makes clients, is therefore as much as all of them. One with fewer is made by the operation that is ours.
  route(operations.createApiClient, async ({ tenantId, author, body, reply }) => {
    const created = await createApiClient({ database, clock, author }, tenantId, { ...body, scopes: 'all' });
    reply.header('cache-control', 'no-store');
    return shown(created);
  });

  route(operations.createScopedApiClient, async ({ tenantId, author, body, reply }) => {
    const at = body.scopes.indexOf('tenants:admin');
    // It opens the other tenants of the installation, and is the operator's to give.
    if (at >= 0) throw invalid(`scopes.${at}`, 'is given on the command line only');
    const created = await createApiClient({ database, clock, author }, tenantId, body);
    reply.header('cache-control', 'no-store');
    return shown(created);
  });

  route(operations.rotateApiClientSecret, async ({ tenantId, author, params, reply }) => {
    const rotated = await rotateClientSecret({ database, author }, tenantId, params.apiId);
    reply.header('cache-control', 'no-store');
    return shown(rotated);
  });

  route(operations.listApiClients, async ({ tenantId, query }) => {
    const clients = await selectApiClients(database, tenantId, query);
    return { items: clients.map(listed), elementsTotal: clients.length };
  });

  route(operations.exportApiClients, (asked) =>
    sendList(asked, {
      ...{ title: 'API credentials', columns: clientColumns },
      read: async (db) => ({ items: await selectApiClients(db, asked.tenantId, asked.query) }),
    }),
  );

  route(operations.deleteApiClient, async ({ tenantId, author, params }) => {
    await deleteApiClient({ database, author }, tenantId, params.apiId);
    return undefined;
  });
};
