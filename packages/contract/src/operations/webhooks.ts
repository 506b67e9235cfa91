import { Type } from 'typebox';
import {
  CreatedWebhookModel,
  CreateWebhookApiRequest,
  ListOfWebhookEventTypeModel,
  PaginatedListOfWebhookModel,
  UpdateWebhookApiRequest,
  WebhookListenerId,
  WebhookModel,
} from '../models/webhooks.ts';
import { operation } from '../operation.ts';
import { listFile } from './list-file.ts';
import { choiceOf, PagingQuery } from './paging.ts';

const ListenerParams = Type.Object({ webhookListenerId: WebhookListenerId() });

export const createWebhook = operation('createWebhook', 'POST /api/v1/account/webhooks', {
  tag: 'webhooks',
  summary: 'Creates a listener for events, and shows its signing secret this once.',
  scopes: ['webhooks:admin'],
  body: CreateWebhookApiRequest,
  success: { status: 201, reply: CreatedWebhookModel },
});

const WebhooksChoice = choiceOf('uri', 'enabled');

export const listWebhooks = operation('listWebhooks', 'GET /api/v1/account/webhooks', {
  tag: 'webhooks',
  summary: 'Lists the listeners.',
  scopes: ['webhooks:admin'],
  query: Type.Object({ ...PagingQuery.properties, ...WebhooksChoice }),
  success: { status: 200, reply: PaginatedListOfWebhookModel },
});

export const exportWebhooks = listFile(
  'exportWebhooks',
  listWebhooks,
  'Returns the listeners as CSV or XLSX, without their secrets.',
  WebhooksChoice,
);

export const listWebhookEvents = operation('listWebhookEvents', 'GET /api/v1/account/webhooks/events', {
  tag: 'webhooks',
  summary: 'Lists the events a listener can subscribe to.',
  scopes: ['webhooks:admin'],
  success: { status: 200, reply: ListOfWebhookEventTypeModel },
});

export const getWebhook = operation('getWebhook', 'GET /api/v1/account/webhooks/{webhookListenerId}', {
  tag: 'webhooks',
  summary: 'Returns one listener.',
  scopes: ['webhooks:admin'],
  params: ListenerParams,
  success: { status: 200, reply: WebhookModel },
});

export const updateWebhook = operation('updateWebhook', 'PUT /api/v1/account/webhooks/{webhookListenerId}', {
  tag: 'webhooks',
  summary: "Replaces a listener's address and subscriptions.",
  scopes: ['webhooks:admin'],
  params: ListenerParams,
  body: UpdateWebhookApiRequest,
  success: { status: 204 },
});

export const deleteWebhook = operation(
  'deleteWebhook',
  'DELETE /api/v1/account/webhooks/{webhookListenerId}',
  {
    tag: 'webhooks',
    summary: 'Deletes a listener.',
    scopes: ['webhooks:admin'],
    params: ListenerParams,
    success: { status: 204 },
  },
);

export const testWebhook = operation(
  'testWebhook',
  'POST /api/v1/account/webhooks/{webhookListenerId}/test',
  {
    tag: 'webhooks',
    summary: 'Sends a listener a test event.',
    scopes: ['webhooks:admin'],
    params: ListenerParams,
    success: { status: 204 },
  },
);
