import { Type } from 'typebox';
import { ApiClientModel, CreateApiClientRequest, ListOfApiClientListModel } from '../models/api-clients.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';

export const createApiClient = operation('createApiClient', 'POST /api/v1/account/api-clients', {
  tag: 'apiClients',
  summary: 'Creates an API client and shows its secret once.',
  scopes: ['api:admin'],
  body: CreateApiClientRequest,
  success: { status: 200, reply: ApiClientModel },
});

export const listApiClients = operation('listApiClients', 'GET /api/v1/account/api-clients', {
  tag: 'apiClients',
  summary: 'Lists the API clients in one answer.',
  scopes: ['api:admin'],
  success: { status: 200, reply: ListOfApiClientListModel },
});

export const deleteApiClient = operation('deleteApiClient', 'DELETE /api/v1/account/api-clients/{apiId}', {
  tag: 'apiClients',
  summary: 'Deletes an API client; its tokens end within seconds.',
  scopes: ['api:admin'],
  params: Type.Object({ apiId: Id('api') }),
  success: { status: 204 },
});
