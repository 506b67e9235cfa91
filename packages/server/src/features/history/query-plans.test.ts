import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byIndexSql } from '../../platform/by-index.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { factsSql } from './facts-store.ts';
import { hoursOfManySql, metersOfManySql } from './figures-of-many.ts';
import { insertCursorsSql } from './log-store.ts';
import {
  denialsSql,
  deniedBySpanSql,
  episodesSql,
  evidenceSql,
  hoursSql,
  levelTimesSql,
  limitsSql,
  wantedSeatsSql,
} from './read-store.ts';
import { featureStepsSql, seatStepsInSql, seatStepsSql } from './steps-store.ts';
import { changesOfHoursSql, changesOfSumsSql, deniedSql } from './totals-store.ts';

/** What is answered about one entitlement, or one customer, is found through indexes, however much there is of others. */

let leeway: Leeway;
const tenant = 't_plans';
let planOfNewCursors: string;

/** While nothing is known of the tables, as the worker sends it. */
const explainNewCursors = () =>
  leeway.database.transaction(leeway.author, async (tx) => {
    await tx.query(byIndexSql);
    const rows = await tx.query<Record<'QUERY PLAN', string>>(`explain ${insertCursorsSql}`, [
      [tenant, tenant],
      ['ent_7', 'ent_8'],
    ]);
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  });
const from = '2026-01-01T00:00:00Z';
const to = '2026-03-01T00:00:00Z';

/** Fifty entitlements of 25 customers, each with many hours, denials and rows of the log. */
beforeAll(async () => {
  leeway = await startLeeway();
  await leeway.database.transaction(leeway.author, async (tx) => {
    await tx.query('set local session_replication_role = replica');
    for (const text of [
      `insert into entitlement_groups (tenant_id, entitlement_group_id, customer_id, created_at)
       select $1, 'grp_' || n, 'cust_' || n / 2, now() from generate_series(0, 49) n`,
      `insert into entitlements
       select (jsonb_populate_record(null::entitlements, jsonb_build_object(
         'tenant_id', $1::text, 'entitlement_id', 'ent_' || n, 'entitlement_group_id', 'grp_' || n,
         'offering_id', 'off_1', 'product_id', 'prod_1', 'edition_id', 'ed_1', 'sku', 'S', 'offering_name', 'O',
         'plan_name', 'P', 'license_type', 'perpetual', 'license_start_type', 'activation',
         'license_duration_type', 'none', 'concurrency_mode', 'concurrent', 'seat_count', 10,
         'seat_count_edited', false, 'overdraft_type', 'none', 'overdraft_edited', false,
         'grace_period_edited', false, 'usage_reset_schedule', 'never', 'usage_reset_schedule_edited', false,
         'has_maintenance', false, 'maintenance_duration_type', 'none', 'created_at', now()))).*
       from generate_series(0, 49) n`,
      `insert into history_meters
       select $1, 'ent_' || n, '', now(), 1, 10, 10, null, '{}' from generate_series(0, 49) n`,
      `insert into history_hours
       select $1, 'ent_' || n % 50, '', timestamptz '2026-01-01' + n / 50 * interval '1 hour',
         timestamptz '2026-01-01' + (n / 50 + 1) * interval '1 hour', 1, 10, 10, 1, 10, 10, 3600000, 3600000,
         36000000, 0, 0, 0, 1, '{1}', '{3600000}', 3600000
       from generate_series(0, 39999) n`,
      `insert into history_levels
       select $1, 'ent_' || n % 50, '', timestamptz '2026-01-01' + n / 50 * interval '1 hour',
         timestamptz '2026-01-01' + (n / 50 + 1) * interval '1 hour', '{1}', '{3600000}'
       from generate_series(0, 39999) n`,
      `insert into history_sums
       select $1, case when n % 51 = 50 then 'tenant' else 'offering' end,
         case when n % 51 = 50 then '' else 'off_' || n % 51 end,
         timestamptz '2026-01-01' + n / 51 * interval '1 hour', 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
       from generate_series(0, 39999) n`,
      `insert into history_denials
       select $1, 'ent_' || n % 50, '', timestamptz '2026-01-01' + n * interval '1 minute', n, 'seat', 1, '{}', null,
         date_trunc('hour', timestamptz '2026-01-01' + n * interval '1 minute'), true, true, true
       from generate_series(0, 39999) n`,
      `insert into history_episodes
       select $1, 'ent_' || n % 50, '', timestamptz '2026-01-01' + n * interval '1 minute',
         timestamptz '2026-01-01' + (n + 1) * interval '1 minute', 11, 1, 60000, 60000
       from generate_series(0, 19999) n`,
      `insert into history_episode_seats
       select $1, 'ent_' || n % 50, '', timestamptz '2026-01-01' + n / 10 * interval '1 minute', 'seat ' || n
       from generate_series(0, 39999) n`,
      `insert into history_returns
       select $1, 'ent_' || n % 50, 'pool', timestamptz '2026-01-01' + n * interval '1 minute', n, 1
       from generate_series(0, 39999) n`,
      `insert into limit_changes
       select $1, 'ent_' || n % 50, n, timestamptz '2026-01-01' + n * interval '1 hour', 10, 10
       from generate_series(0, 999) n`,
      `insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, overdraft)
       select $1, 'ent_' || n % 50, timestamptz '2026-01-01' + n * interval '1 minute', n, 'activate', 's', 1, 10, false
       from generate_series(0, 39999) n`,
    ]) {
      await tx.query(text, [tenant]);
    }
  });
  planOfNewCursors = await explainNewCursors();
  await leeway.database.query('analyze');
});
afterAll(() => leeway.stop());

const entitlement = [tenant, 'ent_7'];
const seats = [...entitlement, ''];
const starts = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
const ends = ['2026-02-01T00:00:00Z', to];
const customer = [tenant, 'cust_3', null, null];
const ofCustomer = { tenantId: tenant, customerId: 'cust_3', offeringId: null, productId: null };
const positions = JSON.stringify([
  { tenant_id: tenant, entitlement_id: 'ent_7', at: from, sequence: 1, sequence_read: 1, late_from: from },
]);
const parts = JSON.stringify([[{ start: from, end: to }]]);

const statements: Record<string, [text: string, values: readonly unknown[]]> = {
  facts: [factsSql, [positions, 1000]],
  levelTimes: [levelTimesSql, [...seats, [from, to], from, to, to]],
  hours: [hoursSql, [...seats, from, to]],
  hoursOfMany: [hoursOfManySql, [tenant, ['ent_7', 'ent_8'], from, to]],
  metersOfMany: [metersOfManySql, [tenant, ['ent_7', 'ent_8']]],
  limits: [limitsSql, [...entitlement, from, to]],
  seatSteps: [seatStepsSql, [...entitlement, from, to, 1000]],
  featureSteps: [featureStepsSql, [...entitlement, from, to, 1000, 'pool']],
  seatStepsIn: [seatStepsInSql, [...entitlement, starts, ends, 1000]],
  episodes: [episodesSql, [...seats, from, to, 1000]],
  evidence: [evidenceSql, [...seats, parts, [], null]],
  denials: [denialsSql, [...seats, from, to, 1000]],
  wantedSeats: [wantedSeatsSql, [...seats, from, to]],
  deniedBySpan: [deniedBySpanSql, [...seats, starts, from, to]],
  totalsOfCustomer: [changesOfHoursSql, [tenant, 'cust_3', null, starts, ends, to, null]],
  deniedOfCustomer: [deniedSql(ofCustomer), [...customer, starts, from, to]],
  totalsOfOffering: [changesOfSumsSql, [tenant, 'offering', 'off_7', starts, ends, to]],
  totalsOfTenant: [changesOfSumsSql, [tenant, 'tenant', '', starts, ends, to]],
};

/** Tables whose rows grow with time. */
const growing =
  /Seq Scan on (history_(hours|levels|denials|episodes|episode_seats|returns|sums)|activity_log_2)/;

describe('the query plan of history', () => {
  it.each(Object.entries(statements))(
    '%s reads no growing table from end to end',
    async (_name, [text, values]) => {
      const rows = await leeway.database.query<Record<'QUERY PLAN', string>>(`explain ${text}`, values);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/Index/);
      expect(plan).not.toMatch(growing);
    },
  );

  it('of new cursors looks up each entitlement by its key on tables of which nothing is known', () => {
    expect(planOfNewCursors).toMatch(
      /entitlements_pkey[\s\S]*Index Cond: \(\(tenant_id = .*entitlement_id >= /,
    );
    expect(planOfNewCursors).not.toMatch(/Seq Scan/);
    expect(planOfNewCursors).not.toMatch(/ on entitlements \S+ .*\n\s+Index Cond: \(tenant_id = [^)]*\)$/m);
  });
});
