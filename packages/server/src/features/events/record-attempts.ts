import type { Database } from '../../platform/database.ts';
import type { ClaimedDelivery } from './claim-deliveries.ts';
import { queryByIndex } from './query-by-index.ts';

/** What becomes of claimed deliveries. */

export interface Attempt {
  readonly delivery: ClaimedDelivery;
  /** Epoch ms: when it was begun. */
  readonly at: number;
  readonly latencyMs: number;
  /** Status code of the answer; null: there was none. */
  readonly status: number | null;
  /** Why it is no success; null: it is. */
  readonly error: string | null;
  readonly answer: string | null;
  /** What the delivery is from now on. */
  readonly outcome: 'delivered' | 'failed' | 'waiting';
  /** Until the next attempt, when it waits. */
  readonly pauseMs: number;
}

const now = `(statement_timestamp() + $1::float8 * interval '1 ms')`;

// Only of those whose lease is still held: another process may have sent one since, and knows better.
const recordSql = `
  with result as (
    select *
    from unnest(
      $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[], $7::int[], $8::text[], $9::text[],
      $10::text[], $11::float8[]
    ) as r (tenant_id, delivery_id, lease_token, at, latency_ms, status, error, answer, outcome, pause_ms)
  ),
  held as materialized (
    select result.*, d.row_id
    from result
    cross join lateral (
      select ctid as row_id
      from deliveries
      where tenant_id = result.tenant_id and delivery_id = result.delivery_id
        and lease_token = result.lease_token
      for update
    ) as d
  ),
  recorded as (
    update deliveries
    set status = result.outcome, attempts = attempts + 1, tries = tries + 1,
      tried_since = coalesce(tried_since, result.at), lease_token = null,
      due_at = case when result.outcome = 'waiting' then ${now} + result.pause_ms * interval '1 ms' end,
      finished_at = case when result.outcome <> 'waiting' then ${now} end
    from held as result
    where deliveries.ctid = result.row_id
    returning deliveries.tenant_id, deliveries.delivery_id, attempts, result.at, result.status, result.error,
      result.latency_ms, result.answer
  )
  insert into delivery_attempts (tenant_id, delivery_id, attempt, at, status, error, latency_ms, answer)
  select tenant_id, delivery_id, attempts, at, status, error, latency_ms, answer from recorded`;

const releaseSql = `
  update deliveries
  set due_at = ${now} + released.pause_ms * interval '1 ms', lease_token = null
  from unnest($2::text[], $3::text[], $4::text[], $5::float8[])
    as released (tenant_id, delivery_id, lease_token, pause_ms)
  cross join lateral (
    select ctid as row_id
    from deliveries
    where tenant_id = released.tenant_id and delivery_id = released.delivery_id
      and lease_token = released.lease_token
    for update
  ) as held
  where deliveries.ctid = held.row_id`;

const succeededSql = `
  delete from webhook_listener_failures
  using unnest($1::text[], $2::text[]) as l (tenant_id, webhook_listener_id)
  where webhook_listener_failures.tenant_id = l.tenant_id
    and webhook_listener_failures.webhook_listener_id = l.webhook_listener_id`;

const failedSql = `
  insert into webhook_listener_failures (tenant_id, webhook_listener_id, failing_since)
  select l.tenant_id, l.webhook_listener_id, f.at
  from unnest($1::text[], $2::text[], $3::timestamptz[]) as f (tenant_id, webhook_listener_id, at)
  join webhook_listeners l on l.tenant_id = f.tenant_id and l.webhook_listener_id = f.webhook_listener_id
  on conflict (tenant_id, webhook_listener_id) do update
  set failing_since = webhook_listener_failures.failing_since
  returning tenant_id as "tenantId", webhook_listener_id as "webhookListenerId", failing_since as "failingSince"`;

const writeAttempts = (database: Database, attempts: readonly Attempt[], offsetMs: number) =>
  queryByIndex(database, recordSql, [
    offsetMs,
    attempts.map(({ delivery }) => delivery.tenantId),
    attempts.map(({ delivery }) => delivery.deliveryId),
    attempts.map(({ delivery }) => delivery.leaseToken),
    attempts.map(({ at }) => new Date(at)),
    attempts.map(({ latencyMs }) => latencyMs),
    attempts.map(({ status }) => status),
    attempts.map(({ error }) => error),
    attempts.map(({ answer }) => answer),
    attempts.map(({ outcome }) => outcome),
    attempts.map(({ pauseMs }) => pauseMs),
  ]);

export interface FailingListener {
  readonly tenantId: string;
  readonly webhookListenerId: string;
  readonly failingSince: Date;
}

/** Listeners by whether one of these attempts succeeded; one that both did and did not counts as a success. */
const standingsOf = (attempts: readonly Attempt[]) => {
  const listeners = new Map<string, Attempt>();
  for (const attempt of attempts) {
    const { webhookListenerId } = attempt.delivery;
    const known = listeners.get(webhookListenerId);
    if (!known || (known.error !== null && attempt.error === null)) listeners.set(webhookListenerId, attempt);
  }
  const standings = [...listeners.values()];
  return {
    // Most listeners do not fail: nothing is asked of the database for them.
    recovered: standings.filter(({ error, delivery }) => error === null && delivery.isFailing),
    failing: standings.filter(({ error }) => error !== null),
  };
};

const keysOf = (attempts: readonly Attempt[]) => [
  attempts.map(({ delivery }) => delivery.tenantId),
  attempts.map(({ delivery }) => delivery.webhookListenerId),
];

/** Writes attempts, all at once; answers the listeners that fail, with since when. */
export const recordAttempts = async (
  database: Database,
  attempts: readonly Attempt[],
  offsetMs: number,
): Promise<FailingListener[]> => {
  await writeAttempts(database, attempts, offsetMs);
  const { recovered, failing } = standingsOf(attempts);
  if (recovered.length > 0) await database.query(succeededSql, keysOf(recovered));
  if (failing.length === 0) return [];
  const since = failing.map(({ at }) => new Date(at));
  return database.query<FailingListener>(failedSql, [...keysOf(failing), since]);
};

export interface Release {
  readonly delivery: ClaimedDelivery;
  /** Until it is due. */
  readonly pauseMs: number;
}

/** Gives back what was claimed and not sent. */
export const releaseDeliveries = (database: Database, releases: readonly Release[], offsetMs: number) =>
  queryByIndex(database, releaseSql, [
    offsetMs,
    releases.map(({ delivery }) => delivery.tenantId),
    releases.map(({ delivery }) => delivery.deliveryId),
    releases.map(({ delivery }) => delivery.leaseToken),
    releases.map(({ pauseMs }) => pauseMs),
  ]);
