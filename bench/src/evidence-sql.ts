import { offerings, products } from './evidence-plan.ts';

/** What the loader of evidence runs. $1 tenant, $2 customers, $3 the beginning (epoch ms) unless said otherwise. */

const monthsOfStatements = 12;

/** `act_`, eight digits for the entitlement, fourteen for the seat. */
export const activationIdSql = (number: string, seat: string) =>
  `'act_' || lpad((${number})::text, 8, '0') || ${seat}`;
export const idSql = (prefix: string, number: string) => `'${prefix}_' || lpad((${number})::text, 22, '0')`;

export const catalogueSql = [
  `insert into products (tenant_id, product_id, name, lease_period_type, lease_period_count, offline_lease_period_type,
     grace_period_type, grace_period_count, created_at)
   select $1, ${idSql('prod', 'n')}, 'Product ' || n, 'day', 30, 'none', 'day', 14, now()
   from generate_series(1, ${products}) n`,
  `insert into editions (tenant_id, edition_id, product_id, name, created_at)
   select $1, ${idSql('ed', 'n')}, ${idSql('prod', 'n')}, 'Standard', now() from generate_series(1, ${products}) n`,
  `insert into plans (tenant_id, plan_id, name, license_type, license_start_type, license_duration_type,
     license_duration_count, created_at)
   values ($1, ${idSql('plan', '1')}, 'Perpetual', 'perpetual', 'entitlementCreation', 'none', null, now())`,
  `insert into offerings (tenant_id, offering_id, edition_id, plan_id, name, sku, seat_count, concurrency_mode, created_at)
   select $1, ${idSql('off', 'n')}, ${idSql('ed', `1 + (n - 1) % ${products}`)}, ${idSql('plan', '1')}, 'Offering ' || n,
     'sku-' || n, 20, 'concurrent', now()
   from generate_series(1, ${offerings}) n`,
];

export const soldSql = [
  `insert into entitlement_groups (tenant_id, entitlement_group_id, customer_id, created_at)
   select $1, ${idSql('egr', 'n')}, ${idSql('cust', `1 + (n - 1) % $2::int`)}, to_timestamp($3::float8 / 1000) from plan`,
  `insert into activation_codes (tenant_id, code, entitlement_group_id, created_at)
   select $1, 'code-' || n, ${idSql('egr', 'n')}, to_timestamp($3::float8 / 1000) from plan where $2 > 0`,
  `insert into entitlements (tenant_id, entitlement_id, entitlement_group_id, offering_id, product_id, edition_id, sku,
     offering_name, plan_name, license_type, license_start_type, license_duration_type, concurrency_mode, seat_count,
     overdraft_type, overdraft_value, usage_reset_schedule, has_maintenance, maintenance_duration_type,
     provisioning_date, created_at)
   select $1, ${idSql('ent', 'n')}, ${idSql('egr', 'n')}, ${idSql('off', 'offering')},
     ${idSql('prod', `1 + (offering - 1) % ${products}`)}, ${idSql('ed', `1 + (offering - 1) % ${products}`)},
     'sku-' || offering, 'Offering ' || offering, 'Perpetual', 'perpetual', 'entitlementCreation', 'none', 'concurrent', bought,
     'absolute', hard_cap - bought, 'never', false, 'none', to_timestamp($3::float8 / 1000),
     to_timestamp($3::float8 / 1000)
   from plan where $2 > 0`,
];

export const insertLogSql = `
  insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, activation_id, seat_id, seats_used, bought,
    hard_cap, overdraft, lease_end, attempts, reasons)
  select $1, $2, r.at, r.sequence, r.operation,
    case when r.activation is not null then ${activationIdSql('$3::int', `lpad(r.activation::text, 14, '0')`)} end, r.seat,
    r.used, r.bought, r.hard_cap, r.used > r.bought,
    case when r.operation in ('activate', 'refresh') then r.at + interval '30 days' end, r.attempts,
    case when r.operation = 'activationDenied' then array['seatLimitReached'] end
  from jsonb_to_recordset($4::jsonb) r (
    at timestamptz, sequence bigint, operation text, activation int, seat text, used int, bought int, hard_cap bigint,
    attempts int
  )`;

export const insertLimitsSql = `
  insert into limit_changes (tenant_id, entitlement_id, sequence, at, bought, hard_cap)
  values ($1, $2, 1, $3, $5::int - 1, $6::bigint - 1), ($1, $2, $7, $4, $5, $6)`;

// Who holds a seat refreshed it in the last weeks; no lease ends while the bench runs.
export const insertSeatsSql = `
  insert into activations (tenant_id, activation_id, entitlement_id, seat_id, activation_method, activated_at, last_lease_at,
    lease_end, counted)
  select l.tenant_id, l.activation_id, l.entitlement_id, l.seat_id, 'activationCode', min(l.at), max(l.at),
    now() + interval '5 days' + l.sequence_of_seat * interval '1 minute', true
  from (
    select *, row_number() over (partition by seat_id order by at) as sequence_of_seat
    from activity_log where tenant_id = $1 and entitlement_id = $2 and seat_id like 'machine-%'
  ) l
  group by l.tenant_id, l.entitlement_id, l.activation_id, l.seat_id, l.sequence_of_seat
  having min(l.operation) = 'activate'`;

export const insertStateSql = `
  insert into entitlement_states (tenant_id, entitlement_id, bought, seats_used, sequence, due_at, activation_date)
  select $1, $2, (select seat_count from entitlements where tenant_id = $1 and entitlement_id = $2), count(*), $3,
    min(lease_end), $4
  from activations where tenant_id = $1 and entitlement_id = $2`;

export const statementsSql = [
  `insert into statements (tenant_id, statement_id, customer_id, period_start, period_end, time_zone, correction, closed_at)
   select $1, 'stm_' || lpad(((c - 1) * ${monthsOfStatements} + m)::text, 22, '0'), ${idSql('cust', 'c')},
     date_trunc('month', now()) - m * interval '1 month', date_trunc('month', now()) - (m - 1) * interval '1 month', 'UTC', 0,
     date_trunc('month', now()) - (m - 1) * interval '1 month' + interval '5 minutes'
   from generate_series(1, $2::int) c, generate_series(1, ${monthsOfStatements}) m`,
  `insert into statement_lines (tenant_id, statement_id, line_id, entitlement_id, sku, offering_id, offering_name, product_id,
     sequence_read, bought, peak, p99, used_ms, held_ms, overdraft_ms, overdraft_peak, overdraft_p99, overdraft_unit_ms)
   select $1, 'stm_' || lpad(((c - 1) * ${monthsOfStatements} + m)::text, 22, '0'), 'line_' || lpad(p.n::text, 21, '0'),
     ${idSql('ent', 'p.n')}, 'sku-' || p.offering, ${idSql('off', 'p.offering')}, 'Offering ' || p.offering,
     ${idSql('prod', `1 + (p.offering - 1) % ${products}`)}, 1, p.bought, p.bought + 1, p.bought, 1000000000, 2592000000,
     3600000, 1, 1, 3600000
   from plan p
   cross join lateral (select 1 + (p.n - 1) % $2::int as c) c
   cross join generate_series(1, ${monthsOfStatements}) m`,
  `insert into statement_cursors (tenant_id, customer_id, period_start, due_at)
   select $1, ${idSql('cust', 'c')}, date_trunc('month', now()), date_trunc('month', now()) + interval '1 month'
   from generate_series(1, $2::int) c`,
];
