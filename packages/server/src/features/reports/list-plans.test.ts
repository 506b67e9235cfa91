import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queryable } from '../../platform/database.ts';
import type { Cell } from '../../platform/files/cells.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { questionOf } from './question.ts';
import { withSnapshot } from './snapshot.ts';
import type { Statement } from './statement.ts';

/** A page of a long list is found without a look at all of it where that can be, and always with the same rows. */

let leeway: Leeway;
const tenantId = 't_lists';
const now = new Date('2026-12-31T00:00:00Z');

// Every 11th state has not been told what is bought, every 17th order is nobody's, every third entitlement has no end, every fourth no overdraft, every 50th a lease that ended.
const inserts = [
  `insert into tenants (tenant_id, slug, name, time_zone, created_at) values ($1, 'lists', 'Lists', 'UTC', now())`,
  `insert into customers (tenant_id, customer_id, name, created_at)
   select $1, 'cust_' || n, 'Customer ' || n % 900 || case when n % 100 = 0 then ' Robotics' else '' end, now()
   from generate_series(0, 1199) n`,
  `insert into entitlement_groups (tenant_id, entitlement_group_id, customer_id, created_at)
   select $1, 'grp_' || n, case when n % 17 > 0 then 'cust_' || n / 4 end, now() from generate_series(0, 4799) n`,
  `insert into entitlements
   select (jsonb_populate_record(null::entitlements, jsonb_build_object(
     'tenant_id', $1::text, 'entitlement_id', 'ent_' || n, 'entitlement_group_id', 'grp_' || n,
     'offering_id', 'off_' || n % 40, 'product_id', 'prod_' || n % 10, 'edition_id', 'ed_1', 'sku', 'S',
     'offering_name', 'Offering ' || n % 40, 'plan_name', 'P', 'license_type', 'subscription',
     'license_start_type', 'activation', 'license_duration_type', 'year', 'concurrency_mode', 'concurrent',
     'seat_count', 10, 'seat_count_edited', false, 'overdraft_type', case when n % 4 = 0 then 'none' else 'absolute' end,
     'overdraft_value', 2, 'overdraft_edited', false, 'grace_period_type', 'none', 'grace_period_edited', false,
     'usage_reset_schedule', 'never', 'usage_reset_schedule_edited', false, 'has_maintenance', false,
     'maintenance_duration_type', 'none', 'created_at', now()))).*
   from generate_series(0, 4799) n`,
  `insert into entitlement_states
     (tenant_id, entitlement_id, bought, seats_used, activation_date, expiry_date, due_at)
   select $1, 'ent_' || n, case when n % 11 > 0 then 10 end, n % 13, timestamptz '2026-01-01',
     case when n % 3 > 0 then timestamptz '2026-12-01' + n % 400 * interval '1 day' end,
     case when n % 50 = 0 then timestamptz '2026-12-30' end
   from generate_series(0, 4799) n`,
  `insert into limit_changes (tenant_id, entitlement_id, sequence, at, bought, hard_cap)
   select $1, 'ent_' || n, s, timestamptz '2026-01-01', 10, case when n % 4 = 0 then 10 when s = 1 then 99 else 12 end
   from generate_series(0, 4799) n, generate_series(1, 2) s`,
  `insert into activations (tenant_id, activation_id, entitlement_id, seat_id, activation_method, activated_at,
     last_lease_at, lease_end, counted)
   select $1, 'act_' || n, 'ent_' || n, 'seat', 'activationCode', now(), now(), timestamptz '2026-12-30', true
   from generate_series(0, 4799, 50) n where n % 13 > 0`,
];

beforeAll(async () => {
  leeway = await startLeeway();
  await leeway.database.transaction(leeway.author, async (tx) => {
    await tx.query('set local session_replication_role = replica');
    for (const text of inserts) await tx.query(text, text.includes('$1') ? [tenantId] : []);
  });
  await leeway.database.query(
    'analyze customers, entitlement_groups, entitlements, entitlement_states, limit_changes, activations',
  );
});
afterAll(() => leeway?.stop());

const columns = [
  'entitlementId',
  'customerName',
  'seatsUsed',
  'overdraftSeatsUsed',
  'hardCap',
  'status',
  'expiryDate',
];
type Filter = readonly [column: string, operator: 'eq' | 'ne' | 'gt' | 'contains', value: string | number];
const asked = (
  subject: 'entitlements' | 'customers',
  shown: string[],
  sort: string,
  filter: readonly Filter[] = [],
) =>
  questionOf(
    {
      subject,
      columns: shown,
      sort: sort ? [{ column: sort.replace('-', ''), descending: sort.startsWith('-') }] : [],
      filter: filter.map(([column, operator, value]) => ({ column, operator, value })),
    },
    { tenantId, now, timeZone: 'UTC', scopes: null },
  );
const entitlements = (sort: string, ...filter: Filter[]) => asked('entitlements', columns, sort, filter);

const robotics: Filter = ['customerName', 'contains', 'ROBOT'];
const over: Filter = ['overdraftSeatsUsed', 'gt', 0];
const sums = ['customerId', 'name', 'entitlements', 'seatCount', 'seatsUsed', 'overdraftSeatsUsed'];

describe('a page of a list', () => {
  it.each([
    ['in no order', entitlements('')],
    ['by customer', entitlements('customerName')],
    ['by customer, backwards', entitlements('-customerName')],
    ['by seats', entitlements('-seatsUsed')],
    ['by end', entitlements('expiryDate')],
    ['by end, backwards', entitlements('-expiryDate')],
    ['by overdraft', entitlements('-overdraftSeatsUsed')],
    ['by hard cap', entitlements('hardCap')],
    ['by offering', entitlements('offeringName')],
    ['of some customers', entitlements('customerName', robotics)],
    ['of other customers and of none', entitlements('customerName', ['customerName', 'ne', 'Customer 7'])],
    ['of some customers, by end', entitlements('-expiryDate', robotics)],
    ['of customers of a common name, by end', entitlements('expiryDate', ['customerName', 'contains', '7'])],
    ['in overdraft', entitlements('customerName', over)],
    ['in overdraft, by end', entitlements('-expiryDate', over)],
    ['in overdraft by much', entitlements('customerName', ['overdraftSeatsUsed', 'gt', 1])],
    ['in overdraft or not', entitlements('customerName', ['overdraftSeatsUsed', 'gt', -1])],
    ['without a seat to spare', entitlements('customerName', ['seatsAvailable', 'eq', 0])],
    ['expired', entitlements('customerName', ['status', 'eq', 'expired'])],
    ['disabled: none', entitlements('customerName', ['status', 'eq', 'disabled'])],
    ['of customers', asked('customers', sums, '-name')],
    ['of customers, by seats', asked('customers', sums, '-seatsUsed')],
    ['of customers in overdraft', asked('customers', sums, 'name', [['overdraftSeatsUsed', 'gt', 3]])],
  ])('%s has the rows that a file has there, and knows how many there are', async (_, question) => {
    await withSnapshot(leeway.database, question, 60_000, async (snapshot) => {
      const file: (readonly Cell[])[] = [];
      for await (const rows of snapshot.batches()) file.push(...rows);
      const total = file.length;
      expect(await snapshot.count(100_000)).toBe(total);
      for (const offset of [0, 700, total - 30, total - 500, total + 40].filter((each) => each >= 0)) {
        const found = await snapshot.page(100, offset);
        expect(found.rows).toEqual(file.slice(offset, offset + 100));
        expect(found.total ?? total).toBe(total);
      }
    });
  });
});

const planOf = async ({ text, values }: Statement, database: Queryable = leeway.database) => {
  const rows = await database.query<Record<'QUERY PLAN', string>>(`explain ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
};

describe('the query plan of a list', () => {
  it.each(['customerName', '-customerName'])('by %s follows the index of names', async (sort) => {
    for (const question of [entitlements(sort), entitlements(sort, robotics)]) {
      const plan = await planOf(question.finding?.valued.page(50, 0) as Statement);
      expect(plan).toMatch(/Index (Only )?Scan (Backward )?using customers_by_name/);
      expect(plan).not.toMatch(/Seq Scan|entitlement_states/);
    }
    const probe = entitlements(sort, over).finding?.probe(50, 0);
    expect(await planOf(probe as Statement)).toMatch(/customers_by_name/);
  });

  it.each(['seatsUsed', '-seatsUsed', 'expiryDate'])('by %s reads the narrow rows alone', async (sort) => {
    const plan = await planOf(entitlements(sort).finding?.valued.page(50, 0) as Statement);
    expect(plan).toMatch(/entitlement_states/);
    expect(plan).not.toMatch(/ on (entitlements|entitlement_groups|customers|limit_changes)\b/);
  });

  it('of some customers by end begins where the index of ends does', async () => {
    const probe = await planOf(entitlements('-expiryDate', robotics).finding?.probe(50, 0) as Statement);
    expect(probe).toMatch(/Index Scan Backward using entitlement_states_by_expiry/);
    expect(probe).not.toMatch(/Seq Scan on (entitlements|entitlement_states|entitlement_groups|customers)/);
  });

  it('in overdraft, where that are few, reads no other', async () => {
    const { finding, rows, count } = entitlements('-expiryDate', over);
    const counted = finding?.counted?.(50, 0) as Statement;
    const undone = new Error('undone');
    const work = leeway.database.transaction(leeway.author, async (tx) => {
      await tx.query(
        `update entitlement_states set bought = 10, seats_used = 0 where entitlement_id not like '%00'`,
      );
      await tx.query('analyze entitlement_states');
      for (const statement of [finding?.isFew as Statement, counted, rows, count(100_001)]) {
        expect(await planOf(statement, tx)).toMatch(/entitlement_states_over/);
      }
      expect(await planOf(finding?.isFew as Statement, tx)).not.toMatch(/ on entitlements\b/);
      throw undone;
    });
    await expect(work).rejects.toBe(undone);
  });

  it('counts without what no condition names', async () => {
    const plan = await planOf(entitlements('customerName').count(100_001));
    expect(plan).not.toMatch(/ on (entitlement_groups|customers|limit_changes)\b/);
  });

  it('reads the rows of a page by their keys', async () => {
    const plan = await planOf(entitlements('customerName').finding?.rowsOf(['ent_1', 'ent_2']) as Statement);
    expect(plan).not.toMatch(
      /Seq Scan on (entitlements|entitlement_states|entitlement_groups|customers|limit_changes)/,
    );
  });
});
