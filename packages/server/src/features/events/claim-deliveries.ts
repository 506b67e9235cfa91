import type { Database } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Lane, passOn } from './pass-on.ts';
import { queryByIndex } from './query-by-index.ts';

/**
 * Takes waiting deliveries for sending. A claim is a lease: the row is due again at its end, whatever becomes of who
 * holds it. Claims never wait for each other.
 */

/** Longer than the longest a claimed delivery is worked on. */
export const leaseMs = 60_000;
/** Due rows of one listener looked at in one claim. Those that must wait for another are put off, and not met again. */
const windowMax = 200;
/** Deliveries of one entitlement taken together, to be sent one after the other. */
const chainMax = 100;

/** A delivery, and all that is needed to send it. */
export interface ClaimedDelivery {
  readonly tenantId: string;
  readonly deliveryId: string;
  readonly webhookListenerId: string;
  readonly leaseToken: string;
  readonly entitlementId: string | null;
  readonly sequence: bigint | null;
  readonly attempts: number;
  readonly tries: number;
  readonly triedSince: Date | null;
  readonly eventId: string;
  readonly at: Date;
  readonly eventCode: string;
  readonly resourceId: string;
  /** JSON text, so that no integer is rounded. */
  readonly payload: string;
  readonly uri: string;
  readonly signingSecret: string;
  readonly previousSigningSecret: string | null;
  readonly previousSecretUntil: Date | null;
  readonly isFailing: boolean;
}

/** How much more of each listener is wanted; of one that is not named, `roomOfOthers`. */
export interface Room {
  readonly ofListeners: ReadonlyMap<string, number>;
  readonly ofOthers: number;
  /** Of a listener whose last attempt failed. */
  readonly ofFailing: number;
  /** In all. */
  readonly total: number;
}

const now = `(statement_timestamp() + $1::float8 * interval '1 ms')`;

// Goes from listener to listener that has something waiting, and looks at what is due of each: a listener with a long
// queue costs the others nothing. Of an entitlement only its first waiting delivery is taken; a later one that is met is
// put off until that one is due again, and comes earlier when that one is done with.
const claimHeadsSql = `
  with recursive listening as (
    (
      select tenant_id, webhook_listener_id from deliveries where due_at is not null
      order by tenant_id, webhook_listener_id limit 1
    )
    union all
    select next.tenant_id, next.webhook_listener_id
    from listening
    cross join lateral (
      select tenant_id, webhook_listener_id
      from deliveries
      where due_at is not null
        and (tenant_id, webhook_listener_id) > (listening.tenant_id, listening.webhook_listener_id)
      order by tenant_id, webhook_listener_id limit 1
    ) as next
  ),
  wanted as (
    select tenant_id, webhook_listener_id,
      coalesce(named.room, case when failing_since is null then $5::int else $6::int end) as room
    from listening
    join webhook_listeners using (tenant_id, webhook_listener_id)
    left join webhook_listener_failures using (tenant_id, webhook_listener_id)
    left join unnest($3::text[], $4::int[]) as named (webhook_listener_id, room) using (webhook_listener_id)
    where disabled_date is null
  ),
  due as materialized (
    select wanted.room, d.*
    from wanted
    cross join lateral (
      select tenant_id, delivery_id, webhook_listener_id, entitlement_id, sequence, due_at
      from deliveries
      where tenant_id = wanted.tenant_id and webhook_listener_id = wanted.webhook_listener_id
        and due_at <= ${now}
      order by due_at
      limit ${windowMax}
      for update skip locked
    ) as d
    where wanted.room > 0
  ),
  headed as materialized (
    select due.*, coalesce(head.delivery_id, due.delivery_id) as head_id,
      coalesce(head.due_at, due.due_at) as head_due_at
    from due
    left join lateral (
      select h.delivery_id, h.due_at
      from deliveries h
      where h.tenant_id = due.tenant_id and h.webhook_listener_id = due.webhook_listener_id
        and h.entitlement_id = due.entitlement_id and h.status = 'waiting'
      order by h.sequence, h.position
      limit 1
    ) as head on due.sequence is not null
  ),
  head as (
    select tenant_id, head_id, room,
      row_number() over (partition by tenant_id, webhook_listener_id order by min(due_at)) as rank
    from headed
    where head_due_at <= ${now}
    group by tenant_id, webhook_listener_id, head_id, room
  ),
  taken as materialized (
    select d.tenant_id, d.delivery_id
    from (select * from head where rank <= room order by rank limit $7) as head
    cross join lateral (
      select tenant_id, delivery_id
      from deliveries
      where tenant_id = head.tenant_id and delivery_id = head.head_id and due_at <= ${now}
      for update skip locked
    ) as d
  ),
  put_off as (
    update deliveries
    set lease_token = null, due_at = case
      when taken.delivery_id is not null then ${now} + ${leaseMs} * interval '1 ms'
      else greatest(head_due_at, ${now} + interval '1 s')
    end
    from headed
    left join taken on taken.tenant_id = headed.tenant_id and taken.delivery_id = headed.head_id
    where deliveries.tenant_id = headed.tenant_id and deliveries.delivery_id = headed.delivery_id
      and headed.head_id <> headed.delivery_id
    returning deliveries.tenant_id, deliveries.webhook_listener_id, deliveries.entitlement_id
  ),
  leased as (
    update deliveries
    set due_at = ${now} + ${leaseMs} * interval '1 ms', lease_token = $2
    from taken
    where deliveries.tenant_id = taken.tenant_id and deliveries.delivery_id = taken.delivery_id
    returning deliveries.tenant_id, deliveries.delivery_id, sequence
  )
  select tenant_id as "tenantId", delivery_id as "deliveryId", sequence, null as "webhookListenerId",
    null as "entitlementId"
  from leased
  union all
  select distinct tenant_id, null, null::int8, webhook_listener_id, entitlement_id from put_off`;

// The ones behind each head, up to one that another process still holds.
const claimFollowersSql = `
  update deliveries
  set due_at = ${now} + ${leaseMs} * interval '1 ms', lease_token = $2
  from unnest($3::text[], $4::text[]) as head (tenant_id, delivery_id)
  cross join lateral (
    select * from deliveries where tenant_id = head.tenant_id and delivery_id = head.delivery_id offset 0
  ) as h
  cross join lateral (
    select row_id
    from (
      select row_id, bool_or(is_held) over (order by sequence, position) as is_behind_held
      from (
        select ctid as row_id, sequence, position, lease_token is not null and due_at > ${now} as is_held
        from deliveries
        where tenant_id = h.tenant_id and webhook_listener_id = h.webhook_listener_id
          and entitlement_id = h.entitlement_id and status = 'waiting'
          and (sequence, position) > (h.sequence, h.position)
        order by sequence, position
        limit ${chainMax}
        for update
      ) as behind
    ) as behind
    where not is_behind_held
  ) as follower
  where deliveries.ctid = follower.row_id
  returning deliveries.tenant_id as "tenantId", deliveries.delivery_id as "deliveryId"`;

const loadSql = `
  select d.tenant_id as "tenantId", d.delivery_id as "deliveryId", d.webhook_listener_id as "webhookListenerId",
    d.lease_token as "leaseToken", d.entitlement_id as "entitlementId", d.sequence, d.attempts, d.tries,
    d.tried_since as "triedSince", d.event_id as "eventId", m.at, m.event_code as "eventCode",
    m.resource_id as "resourceId", m.payload::text as payload, uri, signing_secret as "signingSecret",
    previous_signing_secret as "previousSigningSecret", previous_secret_until as "previousSecretUntil",
    failing_since is not null as "isFailing"
  from unnest($1::text[], $2::text[]) as claimed (tenant_id, delivery_id)
  cross join lateral (
    select * from deliveries where tenant_id = claimed.tenant_id and delivery_id = claimed.delivery_id offset 0
  ) as d
  cross join lateral (
    select * from event_messages where tenant_id = d.tenant_id and event_id = d.event_id offset 0
  ) as m
  join webhook_listeners l on l.tenant_id = d.tenant_id and l.webhook_listener_id = d.webhook_listener_id
  left join webhook_listener_failures f
    on f.tenant_id = d.tenant_id and f.webhook_listener_id = d.webhook_listener_id
  where d.status = 'waiting' and d.lease_token = $3
  order by d.sequence, d.position`;

interface Key {
  readonly tenantId: string;
  readonly deliveryId: string;
}

const tenantsOf = (keys: readonly Key[]) => keys.map(({ tenantId }) => tenantId);
const idsOf = (keys: readonly Key[]) => keys.map(({ deliveryId }) => deliveryId);

/** One after the other: deliveries of one listener and one entitlement, or a single one. */
export type Chain = readonly [ClaimedDelivery, ...ClaimedDelivery[]];

/** By listener and entitlement; the rows are in their order. */
const chainsOf = (rows: readonly ClaimedDelivery[]): Chain[] => {
  const chains = new Map<string, [ClaimedDelivery, ...ClaimedDelivery[]]>();
  for (const row of rows) {
    const lane = row.sequence === null ? row.deliveryId : row.entitlementId;
    const key = `${row.webhookListenerId} ${lane}`;
    const chain = chains.get(key);
    if (chain) chain.push(row);
    else chains.set(key, [row]);
  }
  return [...chains.values()];
};

export interface Claimed {
  readonly chains: readonly Chain[];
  /** Whether there is more to look at, even when nothing could be taken. */
  readonly isMore: boolean;
}

type HeadRow = (Key & { readonly sequence: bigint | null }) | (Lane & { readonly deliveryId: null });

/** @param offsetMs of the clock */
export const claimDeliveries = async (database: Database, room: Room, offsetMs: number): Promise<Claimed> => {
  const token = newId('lease');
  const rows = await queryByIndex<HeadRow>(database, claimHeadsSql, [
    ...[offsetMs, token, [...room.ofListeners.keys()], [...room.ofListeners.values()]],
    ...[room.ofOthers, room.ofFailing, room.total],
  ]);
  const heads = rows.filter((row) => row.deliveryId !== null);
  const putOff = rows.filter((row) => row.deliveryId === null);
  // Who was before them may have been done with while they were put off, and nobody else would look after them.
  if (putOff.length > 0) await passOn(database, putOff, offsetMs);
  if (heads.length === 0) return { chains: [], isMore: putOff.length > 0 };
  const ordered = heads.filter(({ sequence }) => sequence !== null);
  const followers =
    ordered.length === 0
      ? []
      : await queryByIndex<Key>(database, claimFollowersSql, [
          offsetMs,
          token,
          tenantsOf(ordered),
          idsOf(ordered),
        ]);
  const claimed = [...heads, ...followers];
  const loaded = await queryByIndex<ClaimedDelivery>(database, loadSql, [
    tenantsOf(claimed),
    idsOf(claimed),
    token,
  ]);
  return { chains: chainsOf(loaded), isMore: true };
};
