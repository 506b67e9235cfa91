/**
 * What a decision reads, in the flight of the lock. Every look-up walks from the batch's own keys into an index.
 * `offset 0` is what makes sure of it: it keeps the planner from turning a look-up into a join, which on a young table
 * it would start from the table's side, and keep doing when the table has grown. (lane-connection.ts rules out the
 * other ways.) Where a table has several indexes that begin with the tenant, `= x` is written
 * `between x and x order by … limit 1`: only the index meant answers that without a sort, while with `=` any of them is as
 * good to the planner of an empty table, and the tenant's every row is read until the statistics are made. Both bounds,
 * because a scan takes up all that matches of a page: with the lower one alone, half a page of other rows. Parameters:
 * $1 tenant, $2 entitlement ids.
 */

/**
 * Locks the state rows in the order of the ids, which every writer shares, and reads them as the lock found them.
 * `locked_at` is the database's clock once the row was locked, in seconds; the latest of a batch is the instant of its
 * decision. The other instants are epoch milliseconds: to write and read dates costs both sides several times as much.
 */
export const lockStates = `
  select s.entitlement_id, s.seats_used, s.sequence, s.version, s.customer_disabled, s.exported,
         round(date_part('epoch', s.due_at) * 1000) as due_at,
         round(date_part('epoch', s.activation_date) * 1000) as activation_date,
         round(date_part('epoch', s.expiry_date) * 1000) as expiry_date,
         round(date_part('epoch', s.maintenance_expiry_date) * 1000) as maintenance_expiry_date,
         round(date_part('epoch', s.disabled_date) * 1000) as disabled_date,
         round(date_part('epoch', s.told_expiry) * 1000) as told_expiry,
         round(date_part('epoch', s.told_maintenance_expiry) * 1000) as told_maintenance_expiry,
         nullif(s.usage_resets, '{}') as usage_resets,
         date_part('epoch', clock_timestamp()) as locked_at
  from unnest($2::text[]) as i (id)
  cross join lateral (
    select * from entitlement_states
    where tenant_id = $1 and entitlement_id = i.id
    for update
  ) s`;

/** The same without a lock, for the dry run and for reads. */
export const readStates = lockStates.replace('for update', 'offset 0');

/** Which catalogue the products ($2) have now: a batch names many entitlements of few products. */
export const readCatalogVersions = `
  select v.product_id, v.catalog_version
  from unnest($2::text[]) as i (id)
  cross join lateral (
    select product_id, catalog_version from products
    where tenant_id = $1 and product_id between i.id and i.id
    order by product_id
    limit 1
  ) v`;

/** The same of the products of entitlements. */
export const readCatalogVersionsOf = `
  select e.entitlement_id, v.catalog_version
  from unnest($2::text[]) as i (id)
  cross join lateral (
    select entitlement_id, product_id from entitlements
    where tenant_id = $1 and entitlement_id between i.id and i.id
    order by entitlement_id
    limit 1
  ) e
  cross join lateral (
    select product_id, catalog_version from products
    where tenant_id = $1 and product_id between e.product_id and e.product_id
    order by product_id
    limit 1
  ) v`;

/**
 * What time has ended by $3 and ends next: a row for each entitlement and each overdue seat. Asked only where it
 * matters: something is due, or the seats may be full. The order is there to be read off the index of lease ends.
 */
export const readDue = `
  select i.id as entitlement_id, l.lease_end as next_lease_end,
         o.activation_id, o.seat_id, o.seat_name, o.activation_method, o.username, o.mode, o.activated_at,
         o.last_lease_at, o.lease_end, o.counted, o.holdings
  from unnest($2::text[]) as i (id)
  left join lateral (
    select lease_end from activations
    where tenant_id = $1 and entitlement_id = i.id and counted and lease_end > $3
    order by lease_end
    limit 1
  ) l on true
  left join lateral (
    select a.*, h.holdings
    from (
      select * from activations
      where tenant_id = $1 and entitlement_id = i.id and counted and lease_end <= $3
      order by lease_end
      offset 0
    ) a
    left join lateral (
      select jsonb_object_agg(feature_id, amount::text) as holdings
      from feature_holdings
      where tenant_id = $1 and activation_id = a.activation_id
    ) h on true
  ) o on true`;

/** Seats asked for by seat id. $3 seat ids beside the entitlement ids; $4: holdings wanted. */
export const readSeats = `
  select a.*, h.holdings
  from unnest($2::text[], $3::text[]) as i (entitlement_id, seat_id)
  cross join lateral (
    select * from activations
    where tenant_id = $1 and entitlement_id = i.entitlement_id and seat_id between i.seat_id and i.seat_id
    order by seat_id
    limit 1
  ) a
  left join lateral (
    select jsonb_object_agg(feature_id, amount::text) as holdings
    from feature_holdings
    where tenant_id = $1 and activation_id = a.activation_id
  ) h on $4`;

/** Seats asked for by activation id ($2). $3: holdings wanted. */
export const readActivations = `
  select a.*, h.holdings
  from unnest($2::text[]) as i (activation_id)
  cross join lateral (
    select * from activations
    where tenant_id = $1 and activation_id between i.activation_id and i.activation_id
    order by activation_id
    limit 1
  ) a
  left join lateral (
    select jsonb_object_agg(feature_id, amount::text) as holdings
    from feature_holdings
    where tenant_id = $1 and activation_id = a.activation_id
  ) h on $3`;

export const readUsage = `
  select u.entitlement_id, u.feature_id, u.used, u.period_start
  from unnest($2::text[]) as i (id)
  cross join lateral (
    select * from feature_usage
    where tenant_id = $1 and entitlement_id = i.id
    offset 0
  ) u`;

/** Answers already given to an idempotency key. $3 keys beside the entitlement ids. */
export const readAnswers = `
  select w.entitlement_id, w.idempotency_key, w.request_hash, w.answer::text as answer, w.at
  from unnest($2::text[], $3::text[]) as i (id, key)
  cross join lateral (
    select * from idempotent_answers
    where tenant_id = $1 and entitlement_id = i.id and idempotency_key = i.key
    offset 0
  ) w`;

/** Open windows of denials (rule 16). $3 seat ids, $4 feature keys ('' for a seat) beside the entitlement ids. */
export const readOpenDenials = `
  select d.entitlement_id, d.seat_id, d.feature_key, d.at, d.sequence
  from unnest($2::text[], $3::text[], $4::text[]) as i (id, seat_id, feature_key)
  cross join lateral (
    select * from open_denials
    where tenant_id = $1 and entitlement_id = i.id and seat_id = i.seat_id and feature_key = i.feature_key
    offset 0
  ) d`;

/** Which entitlement an activation belongs to; it never changes. */
export const readEntitlementOf = `
  select a.activation_id, a.entitlement_id
  from unnest($2::text[]) as i (activation_id)
  cross join lateral (
    select activation_id, entitlement_id from activations
    where tenant_id = $1 and activation_id between i.activation_id and i.activation_id
    order by activation_id
    limit 1
  ) a`;
