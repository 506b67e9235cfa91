import { operations } from '@leeway/contract';
import { createApiClient, deleteApiClient, listApiClients } from './api-clients.ts';
import type { ApiClientRow } from './store.ts';
import type { IdentityContext } from './tenants.ts';

const listed = ({ apiId, clientId, clientName }: ApiClientRow) => ({ id: apiId, clientId, clientName });

/** API clients as the contract has them. */
export const registerApiClients = ({ route, database, clock }: IdentityContext): void => {
  // The contract's request names no scopes: a client made here holds every scope of a tenant, and `api:admin`, which
  // makes clients, is therefore as much as all of them. A client with fewer is made on the command line.
  route(operations.createApiClient, async ({ tenantId, author, body, reply }) => {
    const created = await createApiClient({ database, clock, author }, tenantId, { ...body, scopes: 'all' });
    reply.header('cache-control', 'no-store');
    const { apiId, clientId, clientName, clientSecret } = created;
    return { id: apiId, clientId, clientName, clientSecret };
  });

  route(operations.listApiClients, async ({ tenantId }) => {
    const clients = await listApiClients({ database }, tenantId);
    return { items: clients.map(listed), elementsTotal: clients.length };
  });

  route(operations.deleteApiClient, async ({ tenantId, author, params }) => {
    await deleteApiClient({ database, author }, tenantId, params.apiId);
    return undefined;
  });
};
