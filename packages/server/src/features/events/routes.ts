import { events, operations } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { sendTest } from './delivery-routes.ts';
import { listenerColumns } from './list-columns.ts';
import { listenerUri } from './listener-uri.ts';
import { createListener, subscriptionsFrom } from './listeners.ts';
import { findListener, pageOfListeners, removeListener, updateListener } from './store.ts';

export interface EventsOptions {
  /** Whether a listener may be on a loopback or private address. */
  readonly allowPrivateWebhooks: boolean;
}

const noListener = (id: string) => notFound('webhook listener', id);

/** Webhook listeners. What is delivered to them, and when, is the worker's. */
export const registerWebhooks = (
  { route, database, clock, sendList }: RoomContext,
  { allowPrivateWebhooks: allowPrivate }: EventsOptions,
): void => {
  const listenerFrom = (body: { uri: string; subscriptions: string[] }) => ({
    uri: listenerUri(body.uri, { allowPrivate }),
    subscriptions: subscriptionsFrom(body.subscriptions),
  });

  route(operations.createWebhook, async ({ tenantId, author, body }) => {
    const listener = listenerFrom(body);
    const made = await createListener({ database, clock }, author, tenantId, listener);
    return { ...listener, ...made };
  });

  route(operations.listWebhooks, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { items, total } = await pageOfListeners(database, tenantId, query, page);
    return pageReply(page, items, total);
  });

  route(operations.exportWebhooks, (asked) =>
    sendList(asked, {
      ...{ title: 'Webhooks', columns: listenerColumns },
      read: async (db, page) => {
        const { items, total } = await pageOfListeners(db, asked.tenantId, asked.query, page);
        return { items, elementsTotal: total };
      },
    }),
  );

  route(operations.listWebhookEvents, () => ({ items: [...events], elementsTotal: events.length }));

  route(operations.getWebhook, async ({ tenantId, params: { webhookListenerId } }) => {
    const listener = await findListener(database, tenantId, webhookListenerId);
    if (!listener) throw noListener(webhookListenerId);
    return listener;
  });

  route(operations.updateWebhook, async ({ tenantId, author, params: { webhookListenerId }, body }) => {
    const { uri, subscriptions } = listenerFrom(body);
    const isUpdated = await database.transaction(author, (tx) =>
      updateListener(tx, tenantId, webhookListenerId, uri, subscriptions),
    );
    if (!isUpdated) throw noListener(webhookListenerId);
    return undefined;
  });

  route(operations.deleteWebhook, async ({ tenantId, author, params: { webhookListenerId } }) => {
    const isRemoved = await database.transaction(author, (tx) =>
      removeListener(tx, tenantId, webhookListenerId),
    );
    if (!isRemoved) throw noListener(webhookListenerId);
    return undefined;
  });

  route(operations.testWebhook, async ({ tenantId, params: { webhookListenerId } }) => {
    await sendTest({ database, clock }, tenantId, webhookListenerId);
    return undefined;
  });
};
