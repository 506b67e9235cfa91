/**
 * What a decision writes: one statement for each kind of row, in one flight with the commit. $1 is the tenant. Rows that
 * exist are written by "on conflict", never by "update … from": that goes through the primary key for each row whatever
 * the planner thinks of the table's size. Lists are unnested side by side in the select list, which makes each row of them
 * as it is written; in "from" every list would fill a store of its own first. Instants are epoch milliseconds, as those
 * that load-sql.ts reads.
 */

/**
 * The commit of this transaction is not waited for: the rows of a busy entitlement are free for the next decision while
 * the disk is still writing. Nobody is answered before `flush`.
 */
export const flushLater = 'set local synchronous_commit = off';

/**
 * A commit that does wait for the disk, or for the standby where the operator has set that, and so for every commit before
 * it in the log. An empty message is the least that gives a transaction something to flush.
 */
export const flush = `select pg_logical_emit_message(true, 'leeway', '')`;

export const updateStates = `
  insert into entitlement_states (tenant_id, entitlement_id, seats_used, sequence, due_at)
  select $1, unnest($2::text[]), unnest($3::int[]), unnest($4::int8[]), to_timestamp(unnest($5::float8[]) / 1000)
  on conflict (tenant_id, entitlement_id)
  do update set seats_used = excluded.seats_used, sequence = excluded.sequence, due_at = excluded.due_at`;

export const startEntitlements = `
  insert into entitlement_states (tenant_id, entitlement_id, activation_date, expiry_date, maintenance_expiry_date)
  select $1, unnest($2::text[]), to_timestamp(unnest($3::float8[]) / 1000),
         to_timestamp(unnest($4::float8[]) / 1000), to_timestamp(unnest($5::float8[]) / 1000)
  on conflict (tenant_id, entitlement_id)
  do update set activation_date = excluded.activation_date,
                expiry_date = excluded.expiry_date,
                maintenance_expiry_date = excluded.maintenance_expiry_date`;

export const tellEnds = `
  insert into entitlement_states (tenant_id, entitlement_id, told_expiry, told_maintenance_expiry)
  select $1, unnest($2::text[]), to_timestamp(unnest($3::float8[]) / 1000),
         to_timestamp(unnest($4::float8[]) / 1000)
  on conflict (tenant_id, entitlement_id)
  do update set told_expiry = excluded.told_expiry, told_maintenance_expiry = excluded.told_maintenance_expiry`;

export const deleteActivations = `
  delete from activations
  where tenant_id = $1 and activation_id = any($2::text[])`;

const insertedActivations = `
  insert into activations (tenant_id, activation_id, entitlement_id, seat_id, seat_name, activation_method, username,
                           mode, activated_at, last_lease_at, lease_end, counted)
  select $1, unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[]), unnest($6::text[]),
         unnest($7::text[]), unnest($8::text[]), to_timestamp(unnest($9::float8[]) / 1000),
         to_timestamp(unnest($10::float8[]) / 1000), to_timestamp(unnest($11::float8[]) / 1000),
         unnest($12::boolean[])`;

/** New seats. Without "on conflict": a second row for a seat would be a fault, and stops the batch. */
export const insertActivations = insertedActivations;

export const updateActivations = `
  ${insertedActivations}
  on conflict (tenant_id, activation_id)
  do update set seat_name = excluded.seat_name,
                activation_method = excluded.activation_method,
                username = excluded.username,
                mode = excluded.mode,
                activated_at = excluded.activated_at,
                last_lease_at = excluded.last_lease_at,
                lease_end = excluded.lease_end,
                counted = excluded.counted`;

export const deleteHoldings = `
  delete from feature_holdings h
  using unnest($2::text[], $3::text[]) as c (activation_id, feature_id)
  where h.tenant_id = $1 and h.activation_id = any($2::text[])
    and h.activation_id = c.activation_id and h.feature_id = c.feature_id`;

export const upsertHoldings = `
  insert into feature_holdings (tenant_id, activation_id, feature_id, amount)
  select $1, unnest($2::text[]), unnest($3::text[]), unnest($4::int8[])
  on conflict (tenant_id, activation_id, feature_id) do update set amount = excluded.amount`;

export const upsertUsage = `
  insert into feature_usage (tenant_id, entitlement_id, feature_id, used, period_start)
  select $1, unnest($2::text[]), unnest($3::text[]), unnest($4::int8[]), to_timestamp(unnest($5::float8[]) / 1000)
  on conflict (tenant_id, entitlement_id, feature_id)
  do update set used = excluded.used, period_start = excluded.period_start`;

export const insertClosings = `
  insert into usage_closings (tenant_id, entitlement_id, feature_id, period_end, period_start, feature_key, used,
                              overdraft_used)
  select $1, unnest($2::text[]), unnest($3::text[]), to_timestamp(unnest($4::float8[]) / 1000),
         to_timestamp(unnest($5::float8[]) / 1000), unnest($6::text[]), unnest($7::int8[]), unnest($8::int8[])`;

/** $15: reasons joined by a blank, for PostgreSQL has no arrays of arrays of different lengths. */
export const insertLog = `
  insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, activation_id, seat_id, seats_used,
                            bought, hard_cap, overdraft, lease_end, ip_address, attempts, reasons, feature_key, amount,
                            feature_used, feature_bought, feature_hard_cap, seat_name, mode, activated_at, method,
                            overdraft_seat, released_by)
  select $1, unnest($2::text[]), to_timestamp(unnest($3::float8[]) / 1000), unnest($4::int8[]), unnest($5::text[]),
         unnest($6::text[]), unnest($7::text[]), unnest($8::int[]), unnest($9::int[]), unnest($10::int8[]),
         unnest($11::boolean[]), to_timestamp(unnest($12::float8[]) / 1000), unnest($13::text[]),
         unnest($14::int[]), string_to_array(unnest($15::text[]), ' '), unnest($16::text[]), unnest($17::int8[]),
         unnest($18::int8[]), unnest($19::int8[]), unnest($20::int8[]), unnest($21::text[]), unnest($22::text[]),
         to_timestamp(unnest($23::float8[]) / 1000), unnest($24::text[]), unnest($25::boolean[]),
         unnest($26::text[])`;

/** Further attempts of a denial whose row exists (rule 16): the row carries that one's instant and sequence. */
export const addAttempts = `
  ${insertLog}
  on conflict (tenant_id, entitlement_id, at, sequence)
  do update set attempts = activity_log.attempts + excluded.attempts`;

export const openDenials = `
  insert into open_denials (tenant_id, entitlement_id, seat_id, feature_key, at, sequence)
  select $1, unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), to_timestamp(unnest($5::float8[]) / 1000),
         unnest($6::int8[])
  on conflict (tenant_id, entitlement_id, seat_id, feature_key)
  do update set at = excluded.at, sequence = excluded.sequence`;

export const insertAnswers = `
  insert into idempotent_answers (tenant_id, entitlement_id, idempotency_key, request_hash, answer, at)
  select $1, unnest($2::text[]), unnest($3::text[]), unnest($4::text[]), unnest($5::text[])::jsonb,
         to_timestamp(unnest($6::float8[]) / 1000)
  on conflict (tenant_id, entitlement_id, idempotency_key)
  do update set request_hash = excluded.request_hash, answer = excluded.answer, at = excluded.at`;
