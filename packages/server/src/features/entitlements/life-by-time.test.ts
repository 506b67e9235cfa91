import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../app.ts';
import type { BackgroundLoop, BackgroundStep } from '../../platform/background-loop.ts';
import { openDatabase } from '../../platform/database.ts';
import { checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { dayMs, openLife } from './testing/life.ts';

/** Rule 23: what time does takes effect at its instant, and is told once, whoever is there to notice. */

let leeway: Leeway;
let shop: Shop;
let life: ReturnType<typeof openLife>;
beforeAll(async () => {
  leeway = await startLeeway();
  shop = await openShop(leeway);
  life = openLife(leeway);
});
afterAll(() => leeway?.stop());

const days = (count: number) => ({ type: 'day', count });
const lasting = (count: number) => ({ licenseDuration: days(count) });
const toldAfterStart = async (entitlementId: string) =>
  (await life.told(entitlementId)).slice(1).map(({ code, at }) => [code.replace('entitlement.', ''), at]);

/** A worker of another process: its own connections to the same database. */
const otherWorker = async () => {
  const log = pino({ level: 'silent' });
  const database = openDatabase({ url: leeway.databaseUrl, log: () => undefined, clock: leeway.clock });
  const steps = new Map<string, BackgroundStep>();
  const background: BackgroundLoop = {
    add: (step) => {
      steps.set(step.name, step);
    },
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
  const app = createApp({ database, clock: leeway.clock, log, publicUrl: 'http://localhost', background });
  await app.ready();
  return {
    settle: () => steps.get('admission.settle')?.run(new AbortController().signal),
    stop: async () => {
      await app.close();
      await database.close();
    },
  };
};

describe('rule 23: told at its instant', () => {
  it('notices, the end of the term with its grace, and the end of the maintenance, by a worker that was down', async () => {
    const { entitlementId } = await shop.sell(
      { gracePeriod: days(5), hasMaintenance: true, maintenanceDuration: days(60) },
      lasting(50),
    );
    const { expiryDate, maintenanceExpiryDate } = await shop.read(entitlementId);
    const from = (end: string, count: number) => new Date(Date.parse(end) + count * dayMs);
    leeway.clock.advance(45 * dayMs);
    await life.settle();
    expect(await toldAfterStart(entitlementId)).toEqual([
      ['expires30days', from(expiryDate, -30)],
      ['maintenance.expires30days', from(maintenanceExpiryDate, -30)],
      ['expires7days', from(expiryDate, -7)],
    ]);
    leeway.clock.advance(100 * dayMs);
    expect((await shop.read(entitlementId)).status).toBe('expired');
    await life.settle();
    await life.settle();
    const told = await life.told(entitlementId);
    expect(told.slice(4).map(({ code, at }) => [code.replace('entitlement.', ''), at])).toEqual([
      ['expires1day', from(expiryDate, -1)],
      ['maintenance.expires7days', from(maintenanceExpiryDate, -7)],
      ['expired', from(expiryDate, 5)],
      ['maintenance.expires1day', from(maintenanceExpiryDate, -1)],
      ['maintenance.expired', from(maintenanceExpiryDate, 0)],
    ]);
    expect(told.slice(-5).map(({ payload }) => payload)).toEqual([
      { entitlementId, expiresAt: expiryDate, daysToExpire: 1 },
      { entitlementId, expiresAt: maintenanceExpiryDate, daysToExpire: 7 },
      { entitlementId, expiredAt: from(expiryDate, 5).toISOString() },
      { entitlementId, expiresAt: maintenanceExpiryDate, daysToExpire: 1 },
      { entitlementId, maintenanceExpiredAt: maintenanceExpiryDate },
    ]);
  });

  it('the status is right before anybody has recorded it, and a request tells it too', async () => {
    const sold = await shop.sell({}, lasting(2));
    const { expiryDate } = await shop.read(sold.entitlementId);
    leeway.clock.advance(2 * dayMs + 1000);
    expect((await shop.read(sold.entitlementId)).status).toBe('expired');
    expect((await shop.activate(sold, 'A')).body.errorCode).toBe('entitlementNotActive');
    await life.settle();
    expect((await toldAfterStart(sold.entitlementId)).at(-1)).toEqual(['expired', new Date(expiryDate)]);
    expect(await life.codes(sold.entitlementId)).toEqual(['activated', 'expires1day', 'expired']);
  });

  it('expired again after it was renewed and has lapsed again', async () => {
    const { entitlementId } = await shop.sell({}, lasting(1));
    for (let time = 0; time < 2; time++) {
      leeway.clock.advance(dayMs + 60_000);
      await life.settle();
      await life.renew(entitlementId);
    }
    leeway.clock.advance(dayMs + 60_000);
    await life.settle();
    const codes = await life.codes(entitlementId);
    expect(codes.filter((code) => code !== 'expires1day')).toEqual(
      [
        ...[
          'activated',
          'expired',
          'usage.summary',
          'renewed',
          'expired',
          'usage.summary',
          'renewed',
          'expired',
        ],
      ].filter((code) => code !== 'usage.summary'),
    );
  });

  it('an end that an edit moves into the past is told as of the edit', async () => {
    const { entitlementId } = await shop.sell({}, lasting(30));
    leeway.clock.advance(10 * dayMs);
    const expiryDate = new Date(leeway.clock.now() - dayMs).toISOString();
    await shop.edit(entitlementId, { expiryDate });
    await life.settle();
    await expect
      .poll(async () => {
        await life.settle();
        return life.codes(entitlementId);
      })
      .toEqual(['activated', 'updated', 'expired']);
    expect((await life.told(entitlementId)).at(-1)?.payload).toEqual({
      entitlementId,
      expiredAt: expiryDate,
    });
    await shop.edit(entitlementId, { expiryDate: new Date(leeway.clock.now() + dayMs / 2).toISOString() });
    leeway.clock.advance(dayMs);
    await life.settle();
    expect((await life.codes(entitlementId)).slice(3)).toEqual(['updated', 'expired']);
  });

  it('a product’s grace period moves the end of all that have none of their own', async () => {
    const own = await openShop(leeway, 'Graced');
    const api = checkedApi(leeway);
    const grace = (gracePeriod: object) =>
      api('patchProduct', `PATCH /api/v1/products/${own.productId}`, { gracePeriod });
    await grace(days(20));
    const follows = await own.sell({}, lasting(2));
    const keeps = await own.sell({ gracePeriod: days(10) }, lasting(2));
    leeway.clock.advance(5 * dayMs);
    await life.settle();
    expect(await life.codes(follows.entitlementId)).not.toContain('expired');
    await grace(days(1));
    await expect
      .poll(async () => {
        await life.settle();
        return (await life.codes(follows.entitlementId)).filter((code) => code === 'expired');
      })
      .toHaveLength(1);
    expect(await life.codes(keeps.entitlementId)).not.toContain('expired');
    // Grace again, and expired again.
    await grace(days(9));
    expect((await own.read(follows.entitlementId)).status).toBe('gracePeriod');
    leeway.clock.advance(7 * dayMs);
    await life.settle();
    expect((await life.codes(follows.entitlementId)).filter((code) => code === 'expired')).toHaveLength(2);
  });
});

describe('rule 23: told once', () => {
  const sellMany = async (count: number): Promise<string[]> => {
    const sku = await shop.offer({}, lasting(3));
    const { body } = await shop.order({ skus: Array.from({ length: count }, () => sku) });
    return body.entitlements.map(({ id }: { id: string }) => id);
  };
  const expectOnce = async (ids: readonly string[]) => {
    const told = await leeway.database.query<{ code: string; times: number }>(
      `select event_code as code, count(*)::int as times
       from outbox where entitlement_id = any($1::text[]) group by 1 order by 1`,
      [ids],
    );
    expect(told).toEqual([
      { code: 'entitlement.activated', times: ids.length },
      { code: 'entitlement.created', times: ids.length },
      { code: 'entitlement.expired', times: ids.length },
      { code: 'entitlement.expires1day', times: ids.length },
    ]);
    const [gaps] = await leeway.database.query<{ gaps: number }>(
      `select count(*)::int as gaps from entitlement_states s
       where entitlement_id = any($1::text[])
         and sequence <> (select count(*) from outbox o where o.entitlement_id = s.entitlement_id)`,
      [ids],
    );
    expect(gaps).toEqual({ gaps: 0 });
  };

  it('by three workers at once', async () => {
    const ids = await sellMany(60);
    const others = [await otherWorker(), await otherWorker()];
    leeway.clock.advance(4 * dayMs);
    await Promise.all([...others, life].flatMap((worker) => [worker.settle(), worker.settle()]));
    await expectOnce(ids);
    for (const other of others) await other.stop();
  });

  it('also when a worker is killed in the middle of its transaction', async () => {
    const ids = (await sellMany(30)).sort();
    const victim = await otherWorker();
    leeway.clock.advance(4 * dayMs);
    // Somebody holds the last one, so the worker has locked the others and waits.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const holder = leeway.database.transaction({ kind: 'system', id: null, name: 'test' }, async (tx) => {
      await tx.query('select from entitlement_states where entitlement_id = $1 for update', [ids.at(-1)]);
      await held;
    });
    const killed = Promise.resolve(victim.settle()).catch(() => undefined);
    const waiting = `select pid from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like '%entitlement_states%'`;
    await expect
      .poll(async () => (await leeway.database.query(waiting)).length, { timeout: 10_000 })
      .toBeGreaterThan(0);
    await leeway.database.query(`select pg_terminate_backend(pid) from (${waiting}) as victims`);
    release();
    await holder;
    await killed;
    await life.settle();
    await expectOnce(ids);
    await victim.stop();
  });
});
