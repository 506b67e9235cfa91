import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { entitlementsWithNews } from './log-store.ts';
import { rebuildHistory } from './rebuild.ts';

describe('the worker derives many histories in one transaction', () => {
  let leeway: Leeway;
  let sold: Sold[];
  beforeAll(async () => {
    leeway = await startLeeway();
    const terms = { seatCount: 5, features: [{ key: 'pool', type: 'elementPool', value: 5 }] } as const;
    sold = [];
    for (let count = 0; count < 50; count += 1) sold.push(await sell(leeway, terms));
  });
  afterAll(() => leeway.stop());

  const usedUntil = async ({ entitlementId }: Sold) => {
    const [meter] = await leeway.database.query<{ used: number }>(
      `select used::int from history_meters where entitlement_id = $1 and feature_key = ''`,
      [entitlementId],
    );
    return meter?.used ?? null;
  };
  const useOnce = async (seatId: string) => {
    for (const each of sold) {
      const { body } = await each.activate(seatId);
      await each.checkout(body.id, 'pool', 1);
    }
  };

  it('each as it would be alone', async () => {
    await useOnce('ada');
    await leeway.runStep('history.derive');
    expect(await entitlementsWithNews(leeway.database, 1)).toEqual([]);
    expect(await Promise.all(sold.map(usedUntil))).toEqual(sold.map(() => 1));
    for (const { entitlementId } of sold.slice(0, 3)) {
      const path = `/api/v1/entitlements/${entitlementId}/usage-history?feature=pool&bucket=hour`;
      const { buckets } = (await leeway.api('GET', path)).body;
      expect(buckets.at(-1).max).toBe(1);
    }
  });

  it('and one with a long log to its end, in one turn', async () => {
    const [busy] = sold;
    await leeway.database.query(
      `insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought,
         hard_cap, overdraft)
       select tenant_id, entitlement_id, at + n * interval '1 ms', sequence + n, 'activate', 'seat ' || n, 1 + n % 3,
         bought, hard_cap, false
       from activity_log, generate_series(1, 5000) n
       where entitlement_id = $1 and operation = 'activate'`,
      [busy?.entitlementId],
    );
    await leeway.database.query(
      'update entitlement_states set sequence = sequence + 5000 where entitlement_id = $1',
      [busy?.entitlementId],
    );
    await leeway.runStep('history.derive');
    expect(await entitlementsWithNews(leeway.database, 1)).toEqual([]);
    expect(busy && (await usedUntil(busy))).toBe(3);
  });

  it('and one that cannot be derived holds up none of the others, and is told of', async () => {
    await useOnce('bob');
    const [broken, ...whole] = sold.slice(1);
    await leeway.database.query('delete from history_hours where entitlement_id = $1', [
      broken?.entitlementId,
    ]);
    await expect(leeway.runStep('history.derive')).rejects.toThrow('has no hour');
    expect(await entitlementsWithNews(leeway.database, 10)).toEqual([
      expect.objectContaining({ entitlementId: broken?.entitlementId }),
    ]);
    expect(await Promise.all(whole.map(usedUntil))).toEqual(whole.map(() => 2));
  });
});

/** Takes seats of $1, five a second, after the first $2: $3 of them. */
const climbSql = `
  with taken as (
    insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought,
      hard_cap, overdraft)
    select l.tenant_id, l.entitlement_id, date_trunc('hour', l.at) + interval '2 hours' + (n + $2) * interval '200 ms',
      1000 + n + $2, 'activate', 'climber ' || n, n + $2, l.bought, l.hard_cap, false
    from activity_log l, generate_series(1, $3::int) n
    where l.entitlement_id = $1 and l.operation = 'activate' and l.seat_id = 'ada'
  )
  update entitlement_states set sequence = 1000 + $2 + $3 where entitlement_id = $1`;

describe('an hour with thousands of levels is derived', () => {
  let leeway: Leeway;
  beforeAll(async () => {
    leeway = await startLeeway();
  });
  afterAll(() => leeway.stop());

  it('in as many turns as it comes, as in one', async () => {
    const { entitlementId, activate } = await sell(leeway, {
      seatCount: 5,
      leasePeriod: { type: 'day', count: 9 },
    });
    await activate('ada');
    const climb = async (from: number) => {
      await leeway.database.query(climbSql, [entitlementId, from, 3_000]);
      await leeway.runStep('history.derive');
    };
    await climb(0);
    await climb(3_000);
    leeway.clock.advance(4 * 3_600_000);
    const path = `/api/v1/entitlements/${entitlementId}/concurrency`;
    const [found] = await leeway.database.query<{ at: Date }>(
      'select max(hour_start) as at from history_levels where entitlement_id = $1',
      [entitlementId],
    );
    const at = found?.at ?? new Date(0);
    const hour = { from: at.toISOString(), to: new Date(at.getTime() + 3_600_000).toISOString() };
    const { body } = await leeway.api('GET', `${path}?from=${hour.from}&to=${hour.to}`);
    // The first 200 ms of the hour were those of the level before; 1 to 5,999 had 200 ms each, 6,000 the rest.
    expect(body).toMatchObject({ min: 1, max: 6_000, p50: 6_000, heldMs: 3_600_000 });
    expect(body.usedMs).toBe(200 * (1 + (5_999 * 6_000) / 2) + 6_000 * (3_600_000 - 6_000 * 200));
    expect(body.histogram.reduce((sum: number, { ms }: { ms: number }) => sum + ms, 0)).toBe(3_600_000);
    const key = { tenantId: leeway.tenantId, entitlementId };
    expect(await rebuildHistory(leeway.database, key, true)).toMatchObject({ differs: [] });
  });

  it('with a row that stays small, for each turn writes it again', async () => {
    const { entitlementId, activate } = await sell(leeway, {
      seatCount: 5,
      leasePeriod: { type: 'day', count: 9 },
    });
    await activate('ada');
    for (let from = 0; from < 500; from += 50) {
      await leeway.database.query(climbSql, [entitlementId, from, 50]);
      await leeway.runStep('history.derive');
    }
    // 12 bytes each: from 2,000 on PostgreSQL would compress the row.
    const [row] = await leeway.database.query<{ levels: number }>(
      'select max(cardinality(levels)) as levels from history_hours where entitlement_id = $1',
      [entitlementId],
    );
    expect(row?.levels).toBeLessThan(150);
    const key = { tenantId: leeway.tenantId, entitlementId };
    expect(await rebuildHistory(leeway.database, key, true)).toMatchObject({ differs: [] });
  });
});
