import type { AddressInfo } from 'node:net';
import type { EntitlementModel, PaginatedListOfEntitlementListModel, StatementModel } from '@leeway/contract';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import { migrate } from '../platform/migrations.ts';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { type DemoTenant, fillDemo } from './index.ts';
import { createStoryClient, type StoryClient } from './story-client.ts';

/** The quietest hour there is: a night from Saturday to Sunday between the years. */
const now = Date.parse('2025-12-28T02:00:00Z');
const clock = { offsetMs: 0, now: () => now };
const silent = { info: () => undefined };
const publicUrl = 'http://localhost';
const fillTimeoutMs = 180_000;

interface Filled {
  readonly testDatabase: TestDatabase;
  readonly database: Database;
}

const createEmpty = async (): Promise<Filled> => {
  const testDatabase = await createTestDatabase();
  const database = openDatabase({ url: testDatabase.url, log: () => undefined });
  await migrate(database);
  return { testDatabase, database };
};

const drop = async ({ testDatabase, database }: Filled) => {
  await database.close();
  await testDatabase.drop();
};

/** The log without its ids, which are new each time. */
const fingerprint = `
  select count(*)::int as rows,
         sum(hashtextextended(concat_ws(' ', c.code, l.at at time zone 'UTC', l.sequence, l.operation, l.seat_id,
           l.seats_used, l.attempts, l.lease_end at time zone 'UTC', l.feature_used), 0))::text as hash
  from activity_log l
  join entitlements e on e.tenant_id = l.tenant_id and e.entitlement_id = l.entitlement_id
  join activation_codes c on c.tenant_id = e.tenant_id and c.entitlement_group_id = e.entitlement_group_id`;

let demo: Filled;
let tenant: DemoTenant;
/** Of the log as it was filled, before any test added to it. */
let filled: unknown;
let app: FastifyInstance;
let api: StoryClient;

beforeAll(async () => {
  demo = await createEmpty();
  const begun = performance.now();
  tenant = await fillDemo({ database: demo.database, clock, log: silent, publicUrl });
  console.info(`filled in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  filled = await demo.database.query(fingerprint);
  app = createApp({ database: demo.database, clock, log: pino({ level: 'silent' }), publicUrl });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const baseUrl = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  api = await createStoryClient({
    ...tenant,
    baseUrl,
    tokenUrl: `${baseUrl}/realms/demo/protocol/openid-connect/token`,
  });
}, fillTimeoutMs);

afterAll(async () => {
  await app.close();
  await drop(demo);
});

const faults = (sql: string) => demo.database.query(sql);
const figure = async (sql: string) => {
  const [row] = await demo.database.query<{ figure: number }>(`select (${sql})::int as figure`);
  return row?.figure ?? Number.NaN;
};

describe('what the demo holds', () => {
  it('is a vendor with a catalogue, customers, and a year of activity', async () => {
    expect(await figure('select count(*) from tenants')).toBe(1);
    expect(await figure('select count(*) from customers')).toBeGreaterThanOrEqual(25);
    expect(await figure('select count(*) from entitlements')).toBeGreaterThanOrEqual(40);
    expect(await figure('select count(*) from offerings')).toBeGreaterThanOrEqual(10);
    const rows = await figure('select count(*) from activity_log');
    expect(rows).toBeGreaterThan(200_000);
    expect(rows).toBeLessThan(400_000);
    expect(await figure(`select extract(day from max(at) - min(at)) from activity_log`)).toBeGreaterThan(364);
    expect(
      await figure(`select count(*) from activity_log where at > '${new Date(now).toISOString()}'`),
    ).toBe(0);
    expect(await figure('select count(*) from activity_log_other')).toBe(0);
  });

  it('has every kind of overdraft, of concurrency and of feature in use', async () => {
    expect(await figure('select count(distinct overdraft_type) from entitlements')).toBe(4);
    expect(await figure('select count(distinct concurrency_mode) from entitlements')).toBe(2);
    const types =
      'select count(distinct f.type) from activity_log l join features f on f.key = l.feature_key';
    expect(await figure(types)).toBe(3);
  });

  it('has entitlements in overdraft now, also at night, and one at its hard cap', async () => {
    const held =
      'select count(*) from entitlement_states s join entitlements e using (tenant_id, entitlement_id)';
    expect(await figure(`${held} where s.seats_used > e.seat_count`)).toBeGreaterThanOrEqual(3);
    expect(await figure(`${held} where s.bought is distinct from e.seat_count`)).toBe(0);
    const atCap = `${held} where e.overdraft_type = 'absolute' and s.seats_used = e.seat_count + e.overdraft_value`;
    expect(await figure(atCap)).toBeGreaterThanOrEqual(1);
  });

  it('has denials of seats and of features, and of what has ended', async () => {
    for (const denied of [
      `operation = 'activationDenied' and 'seatLimitReached' = any(reasons)`,
      `operation = 'activationDenied' and 'entitlementNotActive' = any(reasons)`,
      `operation = 'featureCheckoutDenied'`,
      `operation = 'activationDenied' and attempts > 1`,
    ]) {
      expect(await figure(`select count(*) from activity_log where ${denied}`), denied).toBeGreaterThan(10);
    }
  });
});

describe('what overdraft costs', () => {
  it('rule 40: a rate of each kind prices something of this month, in two currencies', async () => {
    const customers = await api.get<{ items: { id: string }[] }>('/customers?pageSize=200');
    const priced = new Set<string>();
    for (const { id } of customers.items) {
      const { lines } = await api.get<StatementModel>(`/customers/${id}/statement-draft`);
      for (const { rate, amount } of lines) {
        if (rate && amount) priced.add(rate.kind).add(rate.currency);
      }
    }
    const kinds = ['overdraftSeatHour', 'overdraftUnit', 'p99OverdraftUnit', 'peakOverdraftUnit'];
    expect([...priced].sort()).toEqual(['EUR', 'USD', ...kinds]);
  });
});

describe('the demo keeps the rules', () => {
  it('counts the seats that are held, and the log ends where the counter stands', async () => {
    expect(
      await faults(`
        select s.* from entitlement_states s
        where s.seats_used <> (
          select count(*) from activations a
          where a.tenant_id = s.tenant_id and a.entitlement_id = s.entitlement_id and a.counted
        ) or s.seats_used <> coalesce((
          select l.seats_used from activity_log l
          where l.tenant_id = s.tenant_id and l.entitlement_id = s.entitlement_id
          order by l.sequence desc limit 1
        ), 0)`),
    ).toEqual([]);
  });

  it('rule 13: has no row above the hard cap of its instant', async () => {
    expect(
      await faults(`
        select * from activity_log
        where seats_used > hard_cap or feature_used > feature_hard_cap or seats_used < 0`),
    ).toEqual([]);
  });

  it('rule 14: counts no seat whose lease has ended, and knows the next end', async () => {
    expect(
      await faults(`
        select s.entitlement_id, s.due_at, a.lease_end
        from entitlement_states s
        join entitlements e using (tenant_id, entitlement_id)
        join activations a using (tenant_id, entitlement_id)
        where a.counted and e.concurrency_mode = 'concurrent'
          and (a.lease_end <= '${new Date(now).toISOString()}' or s.due_at is null or a.lease_end < s.due_at)`),
    ).toEqual([]);
  });

  it('rule 16: has no second row of a denial within a minute', async () => {
    expect(
      await faults(`
        select * from (
          select at, lag(at) over (
            partition by entitlement_id, operation, seat_id, feature_key order by at
          ) as before
          from activity_log where operation in ('activationDenied', 'featureCheckoutDenied')
        ) d
        where at - before < interval '60 s'`),
    ).toEqual([]);
  });

  it('rule 19: a pool holds what its seats hold', async () => {
    expect(
      await faults(`
        select u.* from feature_usage u
        join features f using (tenant_id, feature_id)
        where f.type = 'elementPool' and u.used <> coalesce((
          select sum(h.amount) from feature_holdings h
          join activations a using (tenant_id, activation_id)
          where a.entitlement_id = u.entitlement_id and h.feature_id = u.feature_id
        ), 0)`),
    ).toEqual([]);
    expect(await figure('select count(*) from usage_closings where overdraft_used > 0')).toBeGreaterThan(0);
  });

  it('rule 29: every row carries the limits of its step', async () => {
    expect(
      await faults(`
        select l.* from activity_log l
        cross join lateral (
          select c.bought, c.hard_cap from limit_changes c
          where c.tenant_id = l.tenant_id and c.entitlement_id = l.entitlement_id and c.sequence < l.sequence
          order by c.sequence desc limit 1
        ) c
        where l.bought <> c.bought or l.hard_cap is distinct from c.hard_cap`),
    ).toEqual([]);
    expect(await figure('select count(*) from limit_changes where sequence > 0')).toBeGreaterThanOrEqual(3);
    expect(await figure('select count(*) from entitlements where seat_count_edited')).toBeGreaterThanOrEqual(
      2,
    );
  });

  it('rule 36: told each overdraft when it began and when it ended', async () => {
    expect(
      await faults(`
        select e.entitlement_id, s.seats_used, e.seat_count
        from entitlements e
        join entitlement_states s using (tenant_id, entitlement_id)
        left join lateral (
          select count(*) filter (where event_code = 'entitlement.overdraft.entered')
               - count(*) filter (where event_code = 'entitlement.overdraft.exited') as open
          from outbox o where o.tenant_id = e.tenant_id and o.entitlement_id = e.entitlement_id
        ) o on true
        where o.open <> case when s.seats_used > e.seat_count then 1 else 0 end`),
    ).toEqual([]);
  });
});

describe('the server goes on from the demo', () => {
  it('answers every entitlement with the figures of the tables, in every status', async () => {
    const { items } = await api.get<PaginatedListOfEntitlementListModel>('/entitlements?pageSize=200');
    const rows = await demo.database.query<{ entitlement_id: string; seats_used: number }>(
      'select entitlement_id, seats_used from entitlement_states',
    );
    expect(items).toHaveLength(rows.length);
    const statuses = new Set<string>();
    for (const { entitlement_id, seats_used } of rows) {
      const shown = await api.get<EntitlementModel>(`/entitlements/${entitlement_id}`);
      expect(shown.seatsUsed, shown.sku).toBe(seats_used);
      statuses.add(shown.status);
    }
    const expected = ['active', 'created', 'customerDisabled', 'expired', 'gracePeriod'];
    expect([...statuses].sort()).toEqual(expected);
  });

  it('rule 13: denies what is at its hard cap and grants what is not', async () => {
    const [product] = await demo.database.query<{ product_id: string }>(
      `select product_id from products where name = 'Northwind Studio CAD'`,
    );
    const take = (code: string) =>
      api.ask<{ limits: { used: number } }>('POST', '/entitlements/activations', {
        ...{ productId: product?.product_id, seatId: 'one-more' },
        activationCredentials: { type: 'activationCode', code },
      });
    const denied = await take('OAKRIDGE-CAD-STATION-10');
    expect([denied.status, denied.body.limits.used]).toEqual([402, 12]);
    expect((await take('PETERSEN-CAD-STATION-10')).status).toBe(201);
  });
});

describe('a fill', () => {
  it(
    'that is cut off leaves nothing, and the next one makes the same year',
    async () => {
      const other = await createEmpty();
      try {
        const { database } = other;
        const cutOff = {
          info: (line: string) => {
            if (line.includes('replayed')) throw new Error('cut off');
          },
        };
        await expect(fillDemo({ database, clock, log: cutOff as typeof silent, publicUrl })).rejects.toThrow(
          'cut off',
        );
        expect(await database.query('select tenant_id from tenants')).toEqual([]);
        await fillDemo({ database, clock, log: silent, publicUrl });
        expect(await database.query(fingerprint)).toEqual(filled);
        await expect(fillDemo({ database, clock, log: silent, publicUrl })).rejects.toThrow(/demo/);
      } finally {
        await drop(other);
      }
    },
    fillTimeoutMs,
  );
});
