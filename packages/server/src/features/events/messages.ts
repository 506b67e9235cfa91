import type { EventCode } from '@leeway/contract';
import { stringify } from 'lossless-json';
import type { Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { instantText } from '../../platform/instant.ts';
import { lockFeed } from './feed-store.ts';

/** The table event_messages: what has happened, for those who are to be told. */

/** What a listener is sent when somebody tries it out; nobody subscribes to it. */
export const testEventCode = 'webhook.test';

export interface EventMessage {
  /** Left out: one is made. */
  readonly eventId?: string;
  /** Epoch ms: when it happened. */
  readonly at: number;
  readonly eventCode: EventCode | typeof testEventCode;
  /** What it is about: an id of the contract's form. */
  readonly resourceId: string;
  readonly entitlementId: string | null;
  /** Of the entitlement: a listener gets its events in this order. Null: in no order. */
  readonly sequence: bigint | null;
  /** JSON; bigint is written as an integer. */
  readonly payload: unknown;
}

const messagesSql = `
  insert into event_messages (tenant_id, event_id, at, event_code, resource_id, entitlement_id, sequence, payload)
  select $1, e.event_id, e.at, e.event_code, e.resource_id, e.entitlement_id, e.sequence, e.payload::jsonb
  from unnest($2::text[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::int8[], $8::text[])
    with ordinality as e (event_id, at, event_code, resource_id, entitlement_id, sequence, payload, ordinal)
  order by e.ordinal
  returning tenant_id, event_id, position, at, event_code, entitlement_id, sequence`;

// Ids are made here because only here it is known how many there are: 122 random bits in base64url.
const deliveriesOf = (listens: string) => `
  with message as (${messagesSql})
  insert into deliveries (
    tenant_id, delivery_id, webhook_listener_id, event_id, event_code, at, entitlement_id, sequence, position, due_at
  )
  select message.tenant_id,
    'dlv_' || translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/=', '-_'),
    webhook_listener_id, event_id, event_code, at, entitlement_id, sequence, position,
    statement_timestamp() + $9::float8 * interval '1 ms'
  from message
  join webhook_listeners on webhook_listeners.tenant_id = $1 and disabled_date is null and ${listens}`;

const enqueueSql = deliveriesOf('event_code = any (subscriptions)');
const enqueueForOneSql = deliveriesOf('webhook_listener_id = $10');

const valuesOf = (tenantId: string, events: readonly EventMessage[], offsetMs: number) => [
  tenantId,
  events.map(({ eventId, at }) => eventId ?? newId('event', at)),
  events.map(({ at }) => instantText(at)),
  events.map(({ eventCode }) => eventCode),
  events.map(({ resourceId }) => resourceId),
  events.map(({ entitlementId }) => entitlementId),
  events.map(({ sequence }) => sequence),
  events.map(({ payload }) => stringify(payload ?? null)),
  offsetMs,
];

/**
 * Writes events, in their order, and a delivery of each for every enabled listener that subscribes to its code. In the
 * caller's transaction: they go out when that commits, and never when it does not (rule 35).
 * @param offsetMs of the clock
 */
export const enqueueEvents = async (
  tx: Queryable,
  tenantId: string,
  events: readonly EventMessage[],
  offsetMs: number,
): Promise<void> => {
  if (events.length === 0) return;
  await lockFeed(tx, tenantId);
  await tx.query(enqueueSql, valuesOf(tenantId, events, offsetMs));
};

/** The same for one listener, whatever it subscribes to. Nothing goes out when it is disabled. */
export const enqueueForListener = async (
  tx: Queryable,
  tenantId: string,
  webhookListenerId: string,
  event: EventMessage,
  offsetMs: number,
): Promise<void> => {
  await tx.query(enqueueForOneSql, [...valuesOf(tenantId, [event], offsetMs), webhookListenerId]);
};
