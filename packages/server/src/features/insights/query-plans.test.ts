import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { subjectsSql } from './dashboard-scope.ts';
import { deniedByDaySql, deniedOfSql, deniedPageSql, deniedTotalsSql, reasonsSql } from './denied-store.ts';
import { classesSql, opportunitiesSql, renewalsSql } from './insights-store.ts';
import { inOverdraftSql, rankedSql } from './overdrafts-store.ts';

/** What a dashboard shows of the last 30 days is found through indexes, however much happened before. */

let leeway: Leeway;
const tenant = 't_plans';
const now = '2026-12-31T00:00:00Z';
const from = '2026-12-01T00:00:00Z';

const inserts = [
  `insert into entitlement_groups (tenant_id, entitlement_group_id, customer_id, created_at)
   select $1, 'grp_' || n, 'cust_' || n / 2, now() from generate_series(0, 1999) n`,
  `insert into entitlements
   select (jsonb_populate_record(null::entitlements, jsonb_build_object(
     'tenant_id', $1::text, 'entitlement_id', 'ent_' || n, 'entitlement_group_id', 'grp_' || n,
     'offering_id', 'off_' || n % 40, 'product_id', 'prod_' || n % 10, 'edition_id', 'ed_1', 'sku', 'S',
     'offering_name', 'O', 'plan_name', 'P', 'license_type', 'subscription', 'license_start_type', 'activation',
     'license_duration_type', 'year', 'concurrency_mode', 'concurrent', 'seat_count', 10,
     'seat_count_edited', false, 'overdraft_type', 'none', 'overdraft_edited', false,
     'grace_period_edited', false, 'usage_reset_schedule', 'never', 'usage_reset_schedule_edited', false,
     'has_maintenance', false, 'maintenance_duration_type', 'none', 'created_at', now()))).*
   from generate_series(0, 1999) n`,
  `insert into entitlement_states (tenant_id, entitlement_id, activation_date, expiry_date)
   select $1, 'ent_' || n, timestamptz '2026-01-01', timestamptz '2027-01-01' + n * interval '1 day'
   from generate_series(0, 1999) n`,
  `insert into history_meters (tenant_id, entitlement_id, feature_key, at, used, bought, hard_cap, granted)
   select $1, 'ent_' || n, '', timestamptz '2026-12-30', case when n % 100 = 0 then 11 else 1 end, 10, 12, '{}'
   from generate_series(0, 1999) n`,
  `insert into history_denials
   select $1, 'ent_' || n % 2000, '', timestamptz '2023-01-01' + n * interval '40 minutes', n, 'seat', 1, '{}', null,
     date_trunc('hour', timestamptz '2023-01-01' + n * interval '40 minutes')
   from generate_series(0, 52499) n`,
  `insert into history_episodes
   select $1, 'ent_' || n % 2000, '', timestamptz '2023-01-01' + n * interval '40 minutes',
     timestamptz '2023-01-01' + (n + 1) * interval '40 minutes', 11, 1, 60000, 60000,
     case when n < 50500 then timestamptz '2023-01-01' + (n + 2000) * interval '40 minutes' else 'infinity' end
   from generate_series(0, 52499) n`,
  `insert into renewal_insights
   select $1, 'ent_' || n, timestamptz '2026-12-30', 'basis', 1, 'right-sized', '{}', 10, 10, 10, 10, 10, 10, 10, 9.5, 95,
     null, case when n % 100 = 0 then 'expand' end, case when n % 100 = 0 then 3 end, 1, 1, 1, 1
   from generate_series(0, 1999) n`,
];

beforeAll(async () => {
  leeway = await startLeeway();
  await leeway.database.transaction(leeway.author, async (tx) => {
    await tx.query('set local session_replication_role = replica');
    for (const text of inserts) await tx.query(text, [tenant]);
  });
  await leeway.database.query('analyze');
});
afterAll(() => leeway?.stop());

const of = (filter: readonly (string | null)[]) => [tenant, ...filter, now];
const all = of([null, null, null, null]);
const customerId = 'cust_3';
const customer = of([null, null, customerId, null]);
const ids = ['ent_7', 'ent_8'];
const page = [10, 0];

const statements: Record<string, [text: string, values: readonly unknown[]]> = {
  overdrafts: [rankedSql({}), [...all, from, now, ...page]],
  overdraftsOfCustomer: [rankedSql({ customerId }), [...customer, from, now, ...page]],
  inOverdraft: [inOverdraftSql({}), [...all, ...page]],
  denials: [deniedPageSql({}, 'attempts'), [...all, from, now, ...page]],
  denialsOfCustomer: [deniedPageSql({ customerId }, 'latest'), [...customer, from, now, ...page]],
  deniedTotals: [deniedTotalsSql({}), [...all, from, now]],
  deniedOfPage: [deniedOfSql, [tenant, ids, from, now, now]],
  deniedByDay: [deniedByDaySql, [tenant, ids, [from, now], from, now]],
  reasons: [reasonsSql, [tenant, ids, from, now]],
  renewals: [renewalsSql({}), [...all, '2027-03-31T00:00:00Z', null, 'UTC', ...page]],
  renewalClasses: [classesSql({}), [...all, '2027-03-31T00:00:00Z']],
  opportunities: [opportunitiesSql({}), [...all, null, ...page]],
  subjects: [subjectsSql, [tenant, ids]],
};

/** Tables whose rows grow with time, and those of which only a small part is asked for. */
const growing = /Seq Scan on (history_(episodes|denials|hours)|activity_log)/;
const narrow: Record<string, RegExp> = {
  inOverdraft: /history_meters_over/,
  overdrafts: /history_episodes_surpassed/,
  denials: /history_denials_by_time/,
  renewals: /entitlement_states_by_expiry/,
  renewalClasses: /entitlement_states_by_expiry/,
  opportunities: /renewal_insights_by_opportunity/,
};

describe('the query plan of the dashboard', () => {
  it.each(Object.entries(statements))(
    '%s reads no growing table from end to end',
    async (name, [text, values]) => {
      const rows = await leeway.database.query<Record<'QUERY PLAN', string>>(`explain ${text}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).not.toMatch(growing);
      expect(plan).toMatch(narrow[name] ?? /Index/);
    },
  );
});
