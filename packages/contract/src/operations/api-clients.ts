import { Type } from 'typebox';
import {
  ApiClientModel,
  CreateApiClientRequest,
  CreateScopedApiClientRequest,
  ListOfApiClientListModel,
} from '../models/api-clients.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf } from './paging.ts';

export const createApiClient = operation('createApiClient', 'POST /api/v1/account/api-clients', {
  tag: 'apiClients',
  summary: 'Creates an API client and shows its secret once.',
  scopes: ['api:admin'],
  body: CreateApiClientRequest,
  success: { status: 200, reply: ApiClientModel },
});

const ApiClientsChoice = choiceOf('clientId', 'clientName', 'createdAt');

export const listApiClients = operation('listApiClients', 'GET /api/v1/account/api-clients', {
  tag: 'apiClients',
  summary: 'Lists the API clients in one answer.',
  scopes: ['api:admin'],
  query: Type.Object(ApiClientsChoice),
  success: { status: 200, reply: ListOfApiClientListModel },
});

export const exportApiClients = listFile(
  'exportApiClients',
  listApiClients,
  'Returns the API clients with what they may do as CSV or XLSX, without their secrets.',
  ApiClientsChoice,
);

export const deleteApiClient = operation('deleteApiClient', 'DELETE /api/v1/account/api-clients/{apiId}', {
  tag: 'apiClients',
  summary: 'Deletes an API client; its tokens end within seconds.',
  scopes: ['api:admin'],
  params: Type.Object({ apiId: Id('api') }),
  success: { status: 204 },
});

export const createScopedApiClient = operation(
  'createScopedApiClient',
  'POST /api/v1/account/api-clients/scoped',
  {
    tag: 'apiClients',
    summary: 'Creates an API client that holds the named scopes only, and shows its secret once.',
    scopes: ['api:admin'],
    body: CreateScopedApiClientRequest,
    success: { status: 201, reply: ApiClientModel },
  },
);

export const rotateApiClientSecret = operation(
  'rotateApiClientSecret',
  'POST /api/v1/account/api-clients/{apiId}/secret/rotate',
  {
    tag: 'apiClients',
    summary:
      'Gives an API client a new secret, shown once. The one before opens nothing any more; tokens it has got live on.',
    scopes: ['api:admin'],
    params: Type.Object({ apiId: Id('api') }),
    success: { status: 200, reply: ApiClientModel },
  },
);
