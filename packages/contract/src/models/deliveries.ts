import { type Static, Type } from 'typebox';
import { AnyId, DateTime, Id, Int32, Int64, Nullable, Page, Reply, Request, Words } from '../schema.ts';
import { WebhookListenerId } from './webhooks.ts';

/** What becomes of the events a listener is told of. Ours; the contract has none. */

export const DeliveryStatus = Words(['waiting', 'delivered', 'failed', 'cancelled']);
export type DeliveryStatus = Static<typeof DeliveryStatus>;

const delivery = {
  id: Id('dlv'),
  webhookListenerId: WebhookListenerId(),
  eventId: Id('event'),
  eventDate: DateTime(),
  eventCode: Type.String(),
  resourceId: AnyId(),
  /** Deliveries of one entitlement go out one after the other, by their sequence; null: of no entitlement. */
  entitlementId: Nullable(Id('ent')),
  sequence: Nullable(Int64()),
  status: DeliveryStatus,
  /** Attempts made, those before a replay included. */
  attempts: Int32({ minimum: 0 }),
  /** When it is tried next; null: it is being sent, waits for another one of its entitlement, or is done with. */
  nextAttemptDate: Nullable(DateTime()),
  finishedDate: Nullable(DateTime()),
};

export const DeliveryModel = Reply(delivery);
export type DeliveryModel = Static<typeof DeliveryModel>;

export const PaginatedListOfDeliveryModel = Page(DeliveryModel);

export const DeliveryAttemptModel = Reply({
  attempt: Int32({ minimum: 1 }),
  at: DateTime(),
  /** The status code of the answer; null: there was none, and `error` says why. */
  status: Nullable(Int32()),
  error: Nullable(Type.String()),
  latencyMs: Int32({ minimum: 0 }),
  /** The first 4 kB of the answer. */
  answer: Nullable(Type.String()),
});
export type DeliveryAttemptModel = Static<typeof DeliveryAttemptModel>;

export const DeliveryDetailModel = Reply({
  ...delivery,
  /** What is sent as the event's payload. */
  payload: Type.Unknown(),
  /** In the order they were made. */
  attemptList: Type.Array(DeliveryAttemptModel),
});

export const ReplayDeliveriesApiRequest = Request({
  /** From this instant on. */
  dateFrom: DateTime(),
  /** Before this instant. */
  dateTo: DateTime(),
  /** Only these; left out: all the listener subscribes to. */
  eventCodes: Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 100 })),
});

export const ReplayModel = Reply({
  /** Events that are sent again, or for the first time. */
  replayed: Int32({ minimum: 0 }),
});

export const WebhookSecretModel = Reply({
  /** Standard Webhooks: `whsec_` and base64. Shown here and never again. */
  secret: Type.String(),
  /** Until then deliveries carry a signature with the secret before as well. */
  previousValidUntil: DateTime(),
});

export const WebhookHealthModel = Reply({
  enabled: Type.Boolean(),
  disabledDate: Nullable(DateTime()),
  disabledReason: Nullable(Type.String()),
  /** Since when no attempt has succeeded; null: the last one did. */
  failingSince: Nullable(DateTime()),
  /** Deliveries in the queue. */
  waiting: Int32({ minimum: 0 }),
});
export type WebhookHealthModel = Static<typeof WebhookHealthModel>;
