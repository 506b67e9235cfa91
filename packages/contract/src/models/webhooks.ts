import { type Static, Type } from 'typebox';
import { DateTime, Int32, Nullable, Page, Reply, Request, Words } from '../schema.ts';

/** Webhook listeners: who is told of which events. */

export const EventType = Words(['entitlementGroup', 'entitlement', 'customer', 'insight']);
export type EventType = Static<typeof EventType>;

/** Both spellings have been given out by servers of this contract. */
export const WebhookListenerId = () => Type.String({ pattern: '^whl?_[A-Za-z0-9_-]{22}$' });

const listenerReply = {
  id: WebhookListenerId(),
  uri: Type.String({ format: 'uri' }),
  subscriptions: Type.Array(Type.String()),
};

export const WebhookModel = Reply({
  ...listenerReply,
  /** Ours: whether events are sent to it. */
  enabled: Type.Boolean(),
  /** Ours: since when no attempt has succeeded; null: the last one did. */
  failingSince: Nullable(DateTime()),
});
export type WebhookModel = Static<typeof WebhookModel>;

/** A listener as it is made; the secret is ours, beyond the contract. */
export const CreatedWebhookModel = Reply({
  ...listenerReply,
  /** What verifies the deliveries, of Standard Webhooks: `whsec_` and base64. Shown here and never again. */
  signingSecret: Type.String(),
});

export const PaginatedListOfWebhookModel = Page(WebhookModel);
export type PaginatedListOfWebhookModel = Static<typeof PaginatedListOfWebhookModel>;

export const WebhookEventTypeModel = Reply({
  type: EventType,
  code: Type.String(),
  description: Type.String(),
});
export type WebhookEventTypeModel = Static<typeof WebhookEventTypeModel>;

export const ListOfWebhookEventTypeModel = Reply({
  items: Type.Array(WebhookEventTypeModel),
  elementsTotal: Int32({ minimum: 0 }),
});
export type ListOfWebhookEventTypeModel = Static<typeof ListOfWebhookEventTypeModel>;

const listener = {
  uri: Type.String({ minLength: 1, maxLength: 2048 }),
  subscriptions: Type.Array(Type.String(), { minItems: 1 }),
};

export const CreateWebhookApiRequest = Request(listener);
export type CreateWebhookApiRequest = Static<typeof CreateWebhookApiRequest>;

export const UpdateWebhookApiRequest = Request(listener);
export type UpdateWebhookApiRequest = Static<typeof UpdateWebhookApiRequest>;
