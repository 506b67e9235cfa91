import type { DeliveryAttemptModel, DeliveryModel, DeliveryStatus } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';

/** The tables deliveries, delivery_attempts and webhook_listener_failures, for those who look at them. */

const now = `(statement_timestamp() + $1::float8 * interval '1 ms')`;

export interface DeliveryRow extends Omit<DeliveryModel, 'eventDate' | 'nextAttemptDate' | 'finishedDate'> {
  readonly eventDate: Date;
  readonly nextAttemptDate: Date | null;
  readonly finishedDate: Date | null;
}

// While it is being sent, due_at is the end of the lease, which concerns nobody; one that was put off waits for another.
const columns = `
  delivery_id as id, d.webhook_listener_id as "webhookListenerId", d.event_id as "eventId", d.at as "eventDate",
  d.event_code as "eventCode", m.resource_id as "resourceId", d.entitlement_id as "entitlementId", d.sequence,
  status, attempts, case when lease_token is null then due_at end as "nextAttemptDate",
  finished_at as "finishedDate"`;

const joined = `
  from deliveries d
  join event_messages m on m.tenant_id = d.tenant_id and m.event_id = d.event_id`;

const filters = `
  where d.tenant_id = $1 and d.webhook_listener_id = $2
    and ($3::text is null or status = $3)
    and ($4::text is null or d.event_code = $4)
    and ($5::timestamptz is null or d.at >= $5)
    and ($6::timestamptz is null or d.at < $6)`;

const pageSql = `
  select ${columns}
  ${joined}
  ${filters}
  order by d.at desc, delivery_id desc
  limit $7 offset $8`;

const countSql = `select count(*)::int as total from deliveries d ${filters}`;

const oneSql = `
  select ${columns}, payload
  ${joined}
  where d.tenant_id = $1 and d.webhook_listener_id = $2 and delivery_id = $3`;

const attemptsSql = `
  select attempt, at, status, error, latency_ms as "latencyMs", answer
  from delivery_attempts
  where tenant_id = $1 and delivery_id = $2
  order by attempt`;

const replayOneSql = `
  update deliveries
  set status = 'waiting', tries = 0, tried_since = null, due_at = ${now}, lease_token = null, finished_at = null
  where tenant_id = $2 and webhook_listener_id = $3 and delivery_id = $4
    and not (lease_token is not null and due_at > ${now})`;

const countEventsSql = `
  select count(*)::int as events
  from (
    select from event_messages
    where tenant_id = $1 and at >= $2 and at < $3 and event_code = any ($4::text[])
    limit $5
  ) as found`;

// What is being sent at this moment is left alone: it is on its way already.
const replayRangeSql = `
  insert into deliveries (
    tenant_id, delivery_id, webhook_listener_id, event_id, event_code, at, entitlement_id, sequence, position, due_at
  )
  select m.tenant_id,
    'dlv_' || translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/=', '-_'),
    $3, m.event_id, m.event_code, m.at, m.entitlement_id, m.sequence, m.position, ${now}
  from event_messages m
  left join deliveries d
    on d.tenant_id = m.tenant_id and d.event_id = m.event_id and d.webhook_listener_id = $3
  where m.tenant_id = $2 and m.at >= $4 and m.at < $5 and m.event_code = any ($6::text[])
    and (d.lease_token is not null and d.due_at > ${now}) is not true
  on conflict (tenant_id, event_id, webhook_listener_id) do update
  set status = 'waiting', tries = 0, tried_since = null, due_at = excluded.due_at, lease_token = null,
    finished_at = null
  returning delivery_id`;

const healthSql = `
  select disabled_date as "disabledDate", disabled_reason as "disabledReason", failing_since as "failingSince",
    (
      select count(*)::int from deliveries d
      where d.tenant_id = l.tenant_id and d.webhook_listener_id = l.webhook_listener_id and status = 'waiting'
    ) as waiting
  from webhook_listeners l
  left join webhook_listener_failures using (tenant_id, webhook_listener_id)
  where l.tenant_id = $1 and l.webhook_listener_id = $2`;

const depthSql = `select count(*)::int as waiting from deliveries where status = 'waiting'`;

const enableSql = `
  update webhook_listeners
  set disabled_date = null, disabled_reason = null
  where tenant_id = $1 and webhook_listener_id = $2`;

const forgiveSql = `delete from webhook_listener_failures where tenant_id = $1 and webhook_listener_id = $2`;

const rotateSql = `
  update webhook_listeners
  set previous_signing_secret = signing_secret, previous_secret_until = $4, signing_secret = $3
  where tenant_id = $1 and webhook_listener_id = $2
  returning webhook_listener_id`;

// A part at a time, so that no statement holds much for long. What still waits is kept.
const forgetSql = `
  delete from event_messages
  where (tenant_id, event_id) in (
    select tenant_id, event_id
    from event_messages m
    where at < $1 and not exists (
      select from deliveries d where d.tenant_id = m.tenant_id and d.event_id = m.event_id and status = 'waiting'
    )
    limit $2
  )
  returning event_id`;

export interface DeliveryFilter {
  readonly status?: DeliveryStatus | undefined;
  readonly eventCode?: string | undefined;
  /** Epoch ms; of the event, from this one on. */
  readonly from: number | null;
  /** Epoch ms; before this one. */
  readonly to: number | null;
}

const dateOrNull = (at: number | null) => (at === null ? null : new Date(at));

/** Newest event first. */
export const pageOfDeliveries = async (
  db: Queryable,
  tenantId: string,
  webhookListenerId: string,
  { status, eventCode, from, to }: DeliveryFilter,
  page: PageAsked,
) => {
  const asked = [
    tenantId,
    webhookListenerId,
    status ?? null,
    eventCode ?? null,
    dateOrNull(from),
    dateOrNull(to),
  ];
  const items = await db.query<DeliveryRow>(pageSql, [...asked, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countSql, asked);
  return { items, total: count?.total ?? 0 };
};

export const findDelivery = async (db: Queryable, tenantId: string, webhookListenerId: string, id: string) =>
  (await db.query<DeliveryRow & { payload: unknown }>(oneSql, [tenantId, webhookListenerId, id]))[0] ?? null;

export interface AttemptRow extends Omit<DeliveryAttemptModel, 'at'> {
  readonly at: Date;
}

export const attemptsOf = (db: Queryable, tenantId: string, deliveryId: string) =>
  db.query<AttemptRow>(attemptsSql, [tenantId, deliveryId]);

/** Due now, with the whole retry plan before it; nothing when it is being sent. */
export const replayOne = async (
  db: Queryable,
  tenantId: string,
  webhookListenerId: string,
  deliveryId: string,
  offsetMs: number,
): Promise<void> => {
  await db.query(replayOneSql, [offsetMs, tenantId, webhookListenerId, deliveryId]);
};

export interface EventRange {
  /** Epoch ms; from this one on. */
  readonly from: number;
  /** Epoch ms; before this one. */
  readonly to: number;
  readonly eventCodes: readonly string[];
}

/** Up to `countMax`. */
export const countEvents = async (
  db: Queryable,
  tenantId: string,
  { from, to, eventCodes }: EventRange,
  countMax: number,
): Promise<number> => {
  const asked = [tenantId, new Date(from), new Date(to), eventCodes, countMax];
  return (await db.query<{ events: number }>(countEventsSql, asked))[0]?.events ?? 0;
};

/** Puts the events of a range in the queue of a listener; answers how many. */
export const replayRange = async (
  db: Queryable,
  tenantId: string,
  webhookListenerId: string,
  { from, to, eventCodes }: EventRange,
  offsetMs: number,
): Promise<number> => {
  const asked = [offsetMs, tenantId, webhookListenerId, new Date(from), new Date(to), eventCodes];
  return (await db.query(replayRangeSql, asked)).length;
};

export interface HealthRow {
  readonly disabledDate: Date | null;
  readonly disabledReason: string | null;
  readonly failingSince: Date | null;
  readonly waiting: number;
}

export const healthOf = async (db: Queryable, tenantId: string, webhookListenerId: string) =>
  (await db.query<HealthRow>(healthSql, [tenantId, webhookListenerId]))[0] ?? null;

/** Deliveries in the queue, of all tenants. */
export const queueDepth = async (db: Queryable): Promise<number> =>
  (await db.query<{ waiting: number }>(depthSql))[0]?.waiting ?? 0;

export const enableListener = async (tx: Queryable, tenantId: string, webhookListenerId: string) => {
  await tx.query(enableSql, [tenantId, webhookListenerId]);
  await tx.query(forgiveSql, [tenantId, webhookListenerId]);
};

/** False when there is no such listener. */
export const rotateSecret = async (
  tx: Queryable,
  tenantId: string,
  webhookListenerId: string,
  secret: string,
  previousUntil: Date,
): Promise<boolean> =>
  (await tx.query(rotateSql, [tenantId, webhookListenerId, secret, previousUntil])).length === 1;

/** Forgets events and their deliveries; answers how many of at most `countMax`. */
export const forgetEvents = async (db: Queryable, before: Date, countMax: number): Promise<number> =>
  (await db.query(forgetSql, [before, countMax])).length;
