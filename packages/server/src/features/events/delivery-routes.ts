import { operations, previousSecretHours, type QueryOf, replayEventsMax } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem, invalid, notFound } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import { instantTextOrNull } from '../../platform/instant.ts';
import type { RoomContext } from '../../platform/room.ts';
import {
  type AttemptRow,
  attemptsOf,
  countEvents,
  type DeliveryFilter,
  type DeliveryRow,
  type EventRange,
  enableListener,
  findDelivery,
  healthOf,
  pageOfDeliveries,
  replayOne,
  replayRange,
  rotateSecret,
} from './deliveries-store.ts';
import { pauseListener } from './disable-listener.ts';
import { deliveryColumns } from './list-columns.ts';
import { newSigningSecret, subscriptionsFrom } from './listeners.ts';
import { type EventMessage, enqueueForListener, testEventCode } from './messages.ts';
import { findListener } from './store.ts';

type Parts = Pick<RoomContext, 'database' | 'clock'>;

const textOrNull = (date: Date | null) => instantTextOrNull(date?.getTime() ?? null);
const instantOrNull = (text: string | undefined) => (text === undefined ? null : instantFrom(text));

const deliveryModel = (row: DeliveryRow) => ({
  ...row,
  eventDate: row.eventDate.toISOString(),
  nextAttemptDate: textOrNull(row.nextAttemptDate),
  finishedDate: textOrNull(row.finishedDate),
});

const filterFrom = (query: QueryOf<typeof operations.exportDeliveries>): DeliveryFilter => ({
  ...{ status: query.status, eventCode: query.eventCode },
  ...{ from: instantOrNull(query.dateFrom), to: instantOrNull(query.dateTo) },
});

const attemptModel = (row: AttemptRow) => ({ ...row, at: row.at.toISOString() });

const listenerOf = async ({ database }: Parts, tenantId: string, id: string) => {
  const listener = await findListener(database, tenantId, id);
  if (!listener) throw notFound('webhook listener', id);
  return listener;
};

/** Throws ApiProblem `conflict` when the listener is disabled: nothing is sent to it. */
const assertEnabled = async ({ database }: Parts, tenantId: string, id: string): Promise<void> => {
  const health = await healthOf(database, tenantId, id);
  if (!health) throw notFound('webhook listener', id);
  if (health.disabledDate) {
    throw new ApiProblem(
      'conflict',
      `The webhook listener is disabled. ${health.disabledReason ?? ''}`.trim(),
    );
  }
};

const deliveryOf = async ({ database }: Parts, tenantId: string, listenerId: string, id: string) => {
  const delivery = await findDelivery(database, tenantId, listenerId, id);
  if (!delivery) throw notFound('delivery', id);
  return delivery;
};

/** What is asked for again. Throws ApiProblem `validationFailed`. */
const rangeFrom = (
  body: { dateFrom: string; dateTo: string; eventCodes?: string[] | undefined },
  subscriptions: readonly string[],
): EventRange => {
  const from = instantFrom(body.dateFrom);
  const to = instantFrom(body.dateTo);
  if (to <= from) throw invalid('dateTo', 'must be after dateFrom');
  const eventCodes = body.eventCodes
    ? subscriptionsFrom(body.eventCodes, 'eventCodes').filter((code) => subscriptions.includes(code))
    : subscriptions;
  return { from, to, eventCodes };
};

/** Sends a listener an event that tells nothing but that it arrives. */
export const sendTest = async (parts: Parts, tenantId: string, webhookListenerId: string): Promise<void> => {
  await assertEnabled(parts, tenantId, webhookListenerId);
  const { database, clock } = parts;
  const event: EventMessage = {
    at: clock.now(),
    eventCode: testEventCode,
    resourceId: webhookListenerId,
    entitlementId: null,
    sequence: null,
    payload: { webhookListenerId },
  };
  await enqueueForListener(database, tenantId, webhookListenerId, event, clock.offsetMs);
};

const registerReads = ({ route, ...parts }: RoomContext): void => {
  const { database } = parts;

  route(operations.listDeliveries, async ({ tenantId, params: { webhookListenerId }, query }) => {
    await listenerOf(parts, tenantId, webhookListenerId);
    const filter = filterFrom(query);
    const page = pageAsked(query);
    const { items, total } = await pageOfDeliveries(database, tenantId, webhookListenerId, filter, page);
    return pageReply(page, items.map(deliveryModel), total);
  });

  route(operations.exportDeliveries, async (asked) => {
    const { tenantId, query, params } = asked;
    const { webhookListenerId: id } = params;
    await listenerOf(parts, tenantId, id);
    return parts.sendList(asked, {
      ...{ title: 'Deliveries', columns: deliveryColumns },
      read: async (db, page) => {
        const { items, total } = await pageOfDeliveries(db, tenantId, id, filterFrom(query), page);
        return { items, elementsTotal: total };
      },
    });
  });

  route(operations.getDelivery, async ({ tenantId, params: { webhookListenerId, deliveryId } }) => {
    const { payload, ...delivery } = await deliveryOf(parts, tenantId, webhookListenerId, deliveryId);
    const attempts = await attemptsOf(database, tenantId, deliveryId);
    return { ...deliveryModel(delivery), payload, attemptList: attempts.map(attemptModel) };
  });

  route(operations.getWebhookHealth, async ({ tenantId, params: { webhookListenerId } }) => {
    const health = await healthOf(database, tenantId, webhookListenerId);
    if (!health) throw notFound('webhook listener', webhookListenerId);
    return {
      enabled: health.disabledDate === null,
      disabledDate: textOrNull(health.disabledDate),
      disabledReason: health.disabledReason,
      failingSince: textOrNull(health.failingSince),
      waiting: health.waiting,
    };
  });
};

const registerReplays = ({ route, ...parts }: RoomContext): void => {
  const { database, clock } = parts;

  route(operations.replayDelivery, async ({ tenantId, params: { webhookListenerId, deliveryId } }) => {
    await deliveryOf(parts, tenantId, webhookListenerId, deliveryId);
    await assertEnabled(parts, tenantId, webhookListenerId);
    await replayOne(database, tenantId, webhookListenerId, deliveryId, clock.offsetMs);
    return undefined;
  });

  route(operations.replayDeliveries, async ({ tenantId, params: { webhookListenerId }, body }) => {
    const { subscriptions } = await listenerOf(parts, tenantId, webhookListenerId);
    await assertEnabled(parts, tenantId, webhookListenerId);
    const range = rangeFrom(body, subscriptions);
    if ((await countEvents(database, tenantId, range, replayEventsMax + 1)) > replayEventsMax) {
      throw invalid('dateTo', `the range has more than ${replayEventsMax} events; ask for a shorter one`);
    }
    const replayed = await replayRange(database, tenantId, webhookListenerId, range, clock.offsetMs);
    return { replayed };
  });
};

/** What was sent to listeners, sending it again, and what a listener is beyond the contract. */
export const registerDeliveries = (context: RoomContext): void => {
  const { route, database, clock } = context;
  registerReads(context);
  registerReplays(context);

  route(operations.rotateWebhookSecret, async ({ tenantId, author, params: { webhookListenerId: id } }) => {
    const secret = newSigningSecret();
    const until = new Date(clock.now() + previousSecretHours * 3_600_000);
    const isRotated = await database.transaction(author, (tx) =>
      rotateSecret(tx, tenantId, id, secret, until),
    );
    if (!isRotated) throw notFound('webhook listener', id);
    return { secret, previousValidUntil: until.toISOString() };
  });

  route(operations.disableWebhook, async ({ tenantId, author, params: { webhookListenerId: id } }) => {
    await listenerOf(context, tenantId, id);
    await database.transaction(author, (tx) => pauseListener(tx, tenantId, id, new Date(clock.now())));
    return undefined;
  });

  route(operations.enableWebhook, async ({ tenantId, author, params: { webhookListenerId: id } }) => {
    await listenerOf(context, tenantId, id);
    await database.transaction(author, (tx) => enableListener(tx, tenantId, id));
    return undefined;
  });
};
