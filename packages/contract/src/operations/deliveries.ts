import { Type } from 'typebox';
import {
  DeliveryDetailModel,
  DeliveryStatus,
  PaginatedListOfDeliveryModel,
  ReplayDeliveriesApiRequest,
  ReplayModel,
  WebhookHealthModel,
  WebhookSecretModel,
} from '../models/deliveries.ts';
import { WebhookListenerId } from '../models/webhooks.ts';
import { operation } from '../operation.ts';
import { DateTime, Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { PagingQuery } from './paging.ts';

const ListenerParams = Type.Object({ webhookListenerId: WebhookListenerId() });
const DeliveryParams = Type.Object({ webhookListenerId: WebhookListenerId(), deliveryId: Id('dlv') });

const DeliveryQuery = {
  status: Type.Optional(DeliveryStatus),
  eventCode: Type.Optional(Type.String({ maxLength: 100 })),
  /** Of the event: from this instant on. */
  dateFrom: Type.Optional(DateTime()),
  /** Of the event: before this instant. */
  dateTo: Type.Optional(DateTime()),
};

export const listDeliveries = operation(
  'listDeliveries',
  'GET /api/v1/account/webhooks/{webhookListenerId}/deliveries',
  {
    tag: 'webhooks',
    summary: 'Lists what was or is to be sent to a listener, newest event first.',
    scopes: ['webhooks:admin'],
    params: ListenerParams,
    query: Type.Object({ ...DeliveryQuery, ...PagingQuery.properties }),
    success: { status: 200, reply: PaginatedListOfDeliveryModel },
  },
);

export const exportDeliveries = listFile(
  'exportDeliveries',
  listDeliveries,
  'Returns what was or is to be sent to a listener as CSV or XLSX, without the payloads.',
  DeliveryQuery,
);

export const getDelivery = operation(
  'getDelivery',
  'GET /api/v1/account/webhooks/{webhookListenerId}/deliveries/{deliveryId}',
  {
    tag: 'webhooks',
    summary: 'Returns one delivery with its payload and every attempt.',
    scopes: ['webhooks:admin'],
    params: DeliveryParams,
    success: { status: 200, reply: DeliveryDetailModel },
  },
);

export const replayDelivery = operation(
  'replayDelivery',
  'POST /api/v1/account/webhooks/{webhookListenerId}/deliveries/{deliveryId}/replay',
  {
    tag: 'webhooks',
    summary: 'Sends one event to the listener again, under the same event id.',
    scopes: ['webhooks:admin'],
    params: DeliveryParams,
    success: { status: 204 },
  },
);

export const replayDeliveries = operation(
  'replayDeliveries',
  'POST /api/v1/account/webhooks/{webhookListenerId}/replay',
  {
    tag: 'webhooks',
    summary: 'Sends the listener the events of a range of time again, those it was not sent included.',
    scopes: ['webhooks:admin'],
    params: ListenerParams,
    body: ReplayDeliveriesApiRequest,
    success: { status: 200, reply: ReplayModel },
  },
);

export const rotateWebhookSecret = operation(
  'rotateWebhookSecret',
  'POST /api/v1/account/webhooks/{webhookListenerId}/secret/rotate',
  {
    tag: 'webhooks',
    summary: 'Gives the listener a new signing secret; the one before stays valid for a day.',
    scopes: ['webhooks:admin'],
    params: ListenerParams,
    success: { status: 200, reply: WebhookSecretModel },
  },
);

export const enableWebhook = operation(
  'enableWebhook',
  'POST /api/v1/account/webhooks/{webhookListenerId}/enable',
  {
    tag: 'webhooks',
    summary: 'Enables a listener that was disabled; events from now on are sent to it.',
    scopes: ['webhooks:admin'],
    params: ListenerParams,
    success: { status: 204 },
  },
);

export const disableWebhook = operation(
  'disableWebhook',
  'POST /api/v1/account/webhooks/{webhookListenerId}/disable',
  {
    tag: 'webhooks',
    summary: 'Pauses a listener: nothing more is sent to it, and what waits for it is cancelled.',
    scopes: ['webhooks:admin'],
    params: ListenerParams,
    success: { status: 204 },
  },
);

export const getWebhookHealth = operation(
  'getWebhookHealth',
  'GET /api/v1/account/webhooks/{webhookListenerId}/health',
  {
    tag: 'webhooks',
    summary: 'Tells whether a listener is enabled, since when it fails, and how much waits for it.',
    scopes: ['webhooks:admin'],
    params: ListenerParams,
    success: { status: 200, reply: WebhookHealthModel },
  },
);
