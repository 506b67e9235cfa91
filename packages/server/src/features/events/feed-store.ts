import type { Queryable } from '../../platform/database.ts';

/**
 * The tables event_feeds and event_cursors, and what is new in the activity log, the outbox and the limits.
 *
 * Which rows are new is told by the transaction that wrote them. The order of transaction ids is not the order of
 * commits, so they only tell which entitlements have news. Of one entitlement whoever writes holds its row: what is seen
 * of it is complete and in the order of the sequence, and everything beyond its cursor is told.
 */

/** What a listener is told nothing of: a lease that goes on, a flag that was asked for. */
const silentOperations = ['refresh', 'featureUsage'];

// Everything that is still running is told when it commits; what has ended before is history.
const openFeedSql = `
  insert into event_feeds (tenant_id, horizon, resource_horizon)
  select $1, snapshot.horizon, snapshot.horizon
  from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon) as snapshot
  on conflict (tenant_id) do nothing`;

const lockFeedSql = `select from event_feeds where tenant_id = $1 for no key update`;

const claimFeedSql = `
  select horizon, resource_horizon as "resourceHorizon"
  from event_feeds
  where tenant_id = $1
  for no key update skip locked`;

const moveFeedSql = `
  update event_feeds
  set horizon = $2, resource_horizon = $3
  where tenant_id = $1 and (horizon, resource_horizon) is distinct from ($2::bigint, $3::bigint)`;

const feedsSql = `
  select tenant_id as "tenantId", least(horizon, resource_horizon) as "from"
  from event_feeds
  order by tenant_id`;

const snapshotSql = `select pg_current_snapshot()::text as snapshot`;

// Counted and not asked for by "exists": the rows lie at the end, and a plan that hopes to meet one soon reads the table.
const newsSql = `
  select
    (
      select count(*)::int from activity_log
      where tenant_id = $1 and transaction_id >= $2 and operation <> all ($3::text[])
    ) + (
      select count(*)::int from outbox where tenant_id = $1 and transaction_id >= $2
    ) as rows,
    exists (select from event_cursors where tenant_id = $1 and untold) as untold,
    pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon`;

const noteNewsSql = `
  with news as (
    select entitlement_id, sequence, at
    from activity_log
    where tenant_id = $1 and transaction_id >= $2 and operation <> all ($3::text[])
    union all
    select entitlement_id, sequence, at
    from outbox
    where tenant_id = $1 and transaction_id >= $2 and entitlement_id is not null
  ),
  noted as (
    insert into event_cursors as c (tenant_id, entitlement_id, sequence, since)
    select $1, news.entitlement_id, min(news.sequence) - 1, min(news.at)
    from news
    left join event_cursors known on known.tenant_id = $1 and known.entitlement_id = news.entitlement_id
    where known.sequence is null or news.sequence > known.sequence
    group by news.entitlement_id
    on conflict (tenant_id, entitlement_id) do update
    set untold = true, since = least(case when c.untold then c.since end, excluded.since)
  )
  select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon`;

// With how far each has come. The kinds of rows are read by statements of their own, and what commits between these
// would be seen by some of them only: beyond this bound a cursor must not move.
const untoldSql = `
  select c.entitlement_id as "entitlementId", c.sequence, c.since, s.sequence as until
  from event_cursors c
  join entitlement_states s on s.tenant_id = c.tenant_id and s.entitlement_id = c.entitlement_id
  where c.tenant_id = $1 and c.untold
  order by c.entitlement_id
  limit $2`;

const asked = `
  unnest($2::text[], $3::int8[], $4::timestamptz[], $5::int8[])
    as asked (entitlement_id, sequence, since, until)`;

const logSql = `
  select found.*
  from ${asked}
  cross join lateral (
    select entitlement_id as "entitlementId", sequence, at, operation, activation_id as "activationId",
      seat_id as "seatId", seats_used as "seatsUsed", bought, hard_cap as "hardCap", overdraft, lease_end as "leaseEnd",
      reasons, feature_key as "featureKey", amount, feature_used as "featureUsed",
      feature_bought as "featureBought", feature_hard_cap as "featureHardCap", seat_name as "seatName", mode,
      activated_at as "activatedAt", method, overdraft_seat as "isOverdraftSeat"
    from activity_log
    where tenant_id = $1 and entitlement_id = asked.entitlement_id and at >= asked.since
      and sequence > asked.sequence and sequence <= asked.until and operation <> all ($7::text[])
    order by at, sequence
    limit $6
  ) as found`;

const outboxSql = `
  select found.*
  from ${asked}
  cross join lateral (
    select entitlement_id as "entitlementId", sequence, at, event_id as "eventId", event_code as "eventCode",
      payload::text as payload
    from outbox
    where tenant_id = $1 and entitlement_id = asked.entitlement_id
      and sequence > asked.sequence and sequence <= asked.until
    order by sequence
    limit $6
  ) as found`;

const limitsSql = `
  select found.*
  from ${asked}
  cross join lateral (
    select entitlement_id as "entitlementId", sequence, at, bought, hard_cap as "hardCap"
    from limit_changes
    where tenant_id = $1 and entitlement_id = asked.entitlement_id
      and sequence > asked.sequence and sequence <= asked.until
    order by sequence
    limit $6
  ) as found`;

const moveCursorsSql = `
  update event_cursors c
  set sequence = told.sequence, since = told.since, untold = told.untold
  from unnest($2::text[], $3::int8[], $4::timestamptz[], $5::boolean[])
    as told (entitlement_id, sequence, since, untold)
  where c.tenant_id = $1 and c.entitlement_id = told.entitlement_id`;

const resourcesSql = `
  select transaction_id as "transactionId", at, event_id as "eventId", event_code as "eventCode",
    resource_id as "resourceId", payload::text as payload
  from outbox
  where tenant_id = $1 and transaction_id >= $2 and transaction_id < $3 and entitlement_id is null
  order by transaction_id, event_id
  limit $4`;

/**
 * From now on what happens to the tenant is told. Called by the first listener, the first threshold and the first reader
 * of the feed: who uses none of them pays nothing. A repetition changes nothing.
 */
export const openFeed = async (db: Queryable, tenantId: string): Promise<void> => {
  await db.query(openFeedSql, [tenantId]);
};

/** Who gives out a position waits for the one before: a reader that has seen one has seen all below it. */
export const lockFeed = async (tx: Queryable, tenantId: string): Promise<void> => {
  await tx.query(lockFeedSql, [tenantId]);
};

export interface Feed {
  readonly horizon: bigint;
  readonly resourceHorizon: bigint;
}

/** Null: another worker tells at this moment, or the feed is not open. */
export const claimFeed = async (tx: Queryable, tenantId: string): Promise<Feed | null> =>
  (await tx.query<Feed>(claimFeedSql, [tenantId]))[0] ?? null;

export const moveFeed = async (tx: Queryable, tenantId: string, feed: Feed): Promise<void> => {
  await tx.query(moveFeedSql, [tenantId, feed.horizon, feed.resourceHorizon]);
};

/** `from`: nothing older than this transaction is to be told. */
export const openFeeds = (db: Queryable) =>
  db.query<{ readonly tenantId: string; readonly from: bigint }>(feedsSql);

/** Stays the same while nobody commits anything. */
export const snapshotOf = async (db: Queryable): Promise<string> =>
  (await db.query<{ snapshot: string }>(snapshotSql))[0]?.snapshot ?? '';

export interface News {
  /** Rows of transactions from there on; some of them may be told. */
  readonly rows: number;
  readonly untold: boolean;
  readonly horizon: bigint;
}

export const newsSince = async (db: Queryable, tenantId: string, from: bigint): Promise<News> => {
  const [news] = await db.query<News>(newsSql, [tenantId, from, silentOperations]);
  if (!news) throw new Error('a count gave no row');
  return news;
};

/** Notes which entitlements have news; answers the horizon that holds for what was seen. */
export const noteNews = async (tx: Queryable, tenantId: string, from: bigint): Promise<bigint> => {
  const [noted] = await tx.query<{ horizon: bigint }>(noteNewsSql, [tenantId, from, silentOperations]);
  if (!noted) throw new Error('a snapshot gave no row');
  return noted.horizon;
};

export interface Cursor {
  readonly entitlementId: string;
  readonly sequence: bigint;
  readonly since: Date;
  /** The last sequence given when the cursor was read: everything up to it is committed, and told by this step. */
  readonly until: bigint;
}

export const untoldCursors = (tx: Queryable, tenantId: string, countMax: number) =>
  tx.query<Cursor>(untoldSql, [tenantId, countMax]);

interface Item {
  readonly entitlementId: string;
  readonly sequence: bigint;
  readonly at: Date;
}

export interface LogItem extends Item {
  readonly operation: string;
  readonly activationId: string | null;
  readonly seatId: string;
  readonly seatsUsed: number;
  readonly bought: number;
  readonly hardCap: bigint | null;
  readonly overdraft: boolean;
  readonly leaseEnd: Date | null;
  readonly reasons: readonly string[] | null;
  readonly featureKey: string | null;
  readonly amount: bigint | null;
  readonly featureUsed: bigint | null;
  readonly featureBought: bigint | null;
  readonly featureHardCap: bigint | null;
  readonly seatName: string | null;
  readonly mode: string | null;
  readonly activatedAt: Date | null;
  readonly method: string | null;
  readonly isOverdraftSeat: boolean | null;
}

export interface OutboxItem extends Item {
  readonly eventId: string;
  readonly eventCode: string;
  /** JSON text. */
  readonly payload: string;
}

export interface LimitItem extends Item {
  readonly bought: number;
  readonly hardCap: bigint | null;
}

/** What lies beyond the cursors, up to `countMax` rows of each kind for each entitlement, oldest first. */
export const itemsBeyond = async (
  tx: Queryable,
  tenantId: string,
  cursors: readonly Cursor[],
  countMax: number,
) => {
  const values = [
    tenantId,
    cursors.map(({ entitlementId }) => entitlementId),
    cursors.map(({ sequence }) => sequence),
    cursors.map(({ since }) => since),
    cursors.map(({ until }) => until),
    countMax,
  ];
  return {
    log: await tx.query<LogItem>(logSql, [...values, silentOperations]),
    outbox: await tx.query<OutboxItem>(outboxSql, values),
    limits: await tx.query<LimitItem>(limitsSql, values),
  };
};

export interface MovedCursor extends Cursor {
  readonly untold: boolean;
}

export const moveCursors = async (
  tx: Queryable,
  tenantId: string,
  cursors: readonly MovedCursor[],
): Promise<void> => {
  if (cursors.length === 0) return;
  await tx.query(moveCursorsSql, [
    tenantId,
    cursors.map(({ entitlementId }) => entitlementId),
    cursors.map(({ sequence }) => sequence),
    cursors.map(({ since }) => since),
    cursors.map(({ untold }) => untold),
  ]);
};

export interface ResourceItem {
  readonly transactionId: bigint;
  readonly at: Date;
  readonly eventId: string;
  readonly eventCode: string;
  readonly resourceId: string;
  /** JSON text. */
  readonly payload: string;
}

/** Of the transactions from `from` up to, not including, `until`: all of these have ended. */
export const resourceItems = (
  tx: Queryable,
  tenantId: string,
  from: bigint,
  until: bigint,
  countMax: number | null,
) => tx.query<ResourceItem>(resourcesSql, [tenantId, from, until, countMax]);
