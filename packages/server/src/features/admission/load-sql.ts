/**
 * What a decision reads, in one flight after the lock. Every look-up walks from the batch's own keys into an index.
 * `offset 0` is what makes sure of it: it keeps the planner from turning a look-up into a join, which on a young table
 * it would start from the table's side, and keep doing when the table has grown. (lane-connection.ts rules out the
 * other ways.) Parameters: $1 tenant, $2 entitlement ids.
 */

/** Locks the state rows in the order of the ids, which every writer shares, and reads them as the lock found them. */
export const lockStates = `
  select s.*, v.catalog_version
  from unnest($2::text[]) as i (id)
  cross join lateral (
    select * from entitlement_states
    where tenant_id = $1 and entitlement_id = i.id
    for update
  ) s
  cross join lateral (
    select p.catalog_version
    from entitlements e
    join products p on p.tenant_id = e.tenant_id and p.product_id = e.product_id
    where e.tenant_id = $1 and e.entitlement_id = i.id
    offset 0
  ) v`;

/** The same without a lock, for the dry run and for reads. */
export const readStates = lockStates.replace('for update', 'offset 0');

/**
 * The instant of the decision and what time has ended by then: one row for each entitlement and overdue seat. The next
 * lease end is looked up only where it can matter: something is due, or the seats may be full ($4: the hard cap last
 * known, null for none). $3: the clock's offset in ms.
 */
export const readDue = `
  select i.id as entitlement_id,
         (extract(epoch from n.now) * 1000)::float8 as now_ms,
         l.lease_end as next_lease_end,
         o.activation_id, o.seat_id, o.seat_name, o.activation_method, o.username, o.activated_at, o.last_lease_at,
         o.lease_end, o.counted, o.holdings
  from unnest($2::text[], $4::int8[]) as i (id, cap)
  cross join lateral (select date_trunc('milliseconds', statement_timestamp()) + $3 * interval '1 ms' as now) n
  cross join lateral (
    select due_at, seats_used from entitlement_states
    where tenant_id = $1 and entitlement_id = i.id
    offset 0
  ) s
  left join lateral (
    select a.lease_end from activations a
    where a.tenant_id = $1 and a.entitlement_id = i.id and a.counted and a.lease_end > n.now
    order by a.lease_end
    limit 1
  ) l on s.due_at <= n.now or s.seats_used >= i.cap
  left join lateral (
    select a.*, h.holdings
    from activations a
    left join lateral (
      select jsonb_object_agg(feature_id, amount::text) as holdings
      from feature_holdings
      where tenant_id = $1 and activation_id = a.activation_id
    ) h on true
    where a.tenant_id = $1 and a.entitlement_id = i.id and a.counted and a.lease_end <= n.now
    offset 0
  ) o on s.due_at <= n.now`;

/** Seats asked for by seat id. $3 seat ids beside the entitlement ids; $4: holdings wanted. */
export const readSeats = `
  select a.*, h.holdings
  from unnest($2::text[], $3::text[]) as i (entitlement_id, seat_id)
  cross join lateral (
    select * from activations
    where tenant_id = $1 and entitlement_id = i.entitlement_id and seat_id = i.seat_id
    offset 0
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
    where tenant_id = $1 and activation_id = i.activation_id
    offset 0
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
  select w.entitlement_id, w.idempotency_key, w.request_hash, w.answer::text as answer
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
    where tenant_id = $1 and activation_id = i.activation_id
    offset 0
  ) a`;
