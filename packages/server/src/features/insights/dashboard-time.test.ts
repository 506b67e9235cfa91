import { bucketAt } from '@leeway/rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Answer, type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';
import { dashboardOf, dayMs, hourMs, idsOf, sellTo, workOff } from './testing/scene.ts';

/** What time does to the dashboard: days that are longer than others, ends, insights that grow old. */

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const moveTo = (timeZone: string) =>
  leeway.database.transaction(leeway.author, (tx) =>
    tx.query('update tenants set time_zone = $2 where tenant_id = $1', [leeway.tenantId, timeZone]),
  );

const { overdrafts, inOverdraft, summary, renewals, utilisation, opportunities } = dashboardOf(() => api);

const one = { type: 'absolute', value: 1 } as const;

describe.each([
  ['Europe/Berlin', 23],
  ['Europe/Berlin', 25],
  ['America/New_York', 23],
])('in %s, when a day has %s hours', (timeZone, hours) => {
  it('the days of an overdraft are those of the clocks on the wall', async () => {
    await moveTo(timeZone);
    let day = bucketAt('day', leeway.clock.now() + dayMs, timeZone);
    while (day.end - day.start !== hours * hourMs) day = bucketAt('day', day.end, timeZone);
    const sold = await sellTo(leeway, null, { seatCount: 1, overdraft: one, licenseType: 'perpetual' });
    // The last hour of the day before, until the second hour of the day after
    leeway.clock.advance(day.start - hourMs - leeway.clock.now());
    await sold.activate('A');
    const { body: seat } = await sold.activate('B');
    expect((await sold.activate('C')).status).toBe(402);
    leeway.clock.advance(day.end + hourMs - leeway.clock.now());
    await sold.release(seat.id);
    leeway.clock.advance(3 * dayMs);
    await workOff(leeway);
    const range = `from=${new Date(day.start - dayMs / 2).toISOString()}&to=${new Date(day.end + 1).toISOString()}`;
    const body = await overdrafts(`?${range}&productId=${sold.productId}`);
    const [item] = body.items;
    expect(body.timeZone).toBe(timeZone);
    expect(item.days.map(({ start }: Answer['body']) => Date.parse(start))).toEqual([
      ...[bucketAt('day', day.start - 1, timeZone).start, day.start, day.end],
    ]);
    expect(item.days.map(({ max }: Answer['body']) => max)).toEqual([2, 2, 2]);
    expect(item.days.map(({ denials }: Answer['body']) => denials)).toEqual([1, 0, 0]);
    expect(item.days[1]).toMatchObject({ bought: 1, hardCap: 2 });
    // Some seconds pass while seats are taken and given back.
    expect(Math.abs(item.overdraftSeconds - (hours + 2) * 3600)).toBeLessThan(30);
    const path = `GET /api/v1/entitlements/${sold.entitlementId}/usage-history?${range}&bucket=day`;
    const { buckets } = (await api('getUsageHistory', path)).body;
    const overdraftMs = buckets.reduce((sum: number, each: Answer['body']) => sum + each.overdraftMs, 0);
    expect(item.overdraftSeconds).toBe(overdraftMs / 1000);
  });
});

describe('days left', () => {
  it('are counted by the calendar of the time zone', async () => {
    await moveTo('Asia/Kolkata');
    const sold = await sell(leeway, { licenseDuration: { type: 'hour', count: 40 } });
    const { expiryDate } = await sold.entitlement();
    const dayOf = (at: number) => bucketAt('day', at, 'Asia/Kolkata').start;
    const { items } = await renewals(`?productId=${sold.productId}`);
    const expected = (dayOf(Date.parse(expiryDate)) - dayOf(leeway.clock.now())) / dayMs;
    expect(items[0]).toMatchObject({ daysLeft: expected, expiryDate, insight: null });
    await moveTo('UTC');
  });
});

describe('what is over', () => {
  const terms = {
    licenseDuration: { type: 'day', count: 50 },
    gracePeriod: { type: 'day', count: 5 },
  } as const;

  it('counts until its grace period is over, and is no renewal from its expiry on', async () => {
    const sold = await sellTo(leeway, null, { ...terms, seatCount: 3, overdraft: one });
    const query = `?productId=${sold.productId}`;
    for (const seat of ['A', 'B', 'C', 'D']) await sold.activate(seat);
    const now = async () => {
      await workOff(leeway);
      const { entitlements, inOverdraft, atHardCap, seats, renewals: near } = await summary(query);
      return [entitlements, inOverdraft, atHardCap, seats.used, near.total];
    };
    expect(await now()).toEqual([1, 1, 1, 4, 1]);
    expect((await renewals(`${query}&days=49`)).elementsTotal).toBe(0);
    leeway.clock.advance(51 * dayMs);
    expect(await now()).toEqual([1, 1, 1, 4, 0]);
    expect(idsOf(await opportunities(query))).toEqual([sold.entitlementId]);
    leeway.clock.advance(5 * dayMs);
    expect(await now()).toEqual([0, 0, 0, 0, 0]);
    expect(idsOf(await opportunities(query))).toEqual([]);
    expect(idsOf(await overdrafts(query))).toEqual([sold.entitlementId]);
  });

  it('does not count when it is switched off', async () => {
    const sold = await sellTo(leeway, { name: 'Switched' }, { ...terms, seatCount: 1, overdraft: one });
    const query = `?productId=${sold.productId}`;
    for (const seat of ['A', 'B']) await sold.activate(seat);
    await workOff(leeway);
    expect((await inOverdraft(query)).elementsTotal).toBe(1);
    await leeway.api('PATCH', `/api/v1/entitlements/${sold.entitlementId}/disable`);
    expect((await inOverdraft(query)).elementsTotal).toBe(0);
    expect(await summary(query)).toMatchObject({ entitlements: 0, inOverdraft: 0, renewals: { total: 0 } });
  });
});

describe('insight that is computed ahead', () => {
  const computedAt = async (entitlementId: string) =>
    (
      await leeway.database.query<{ at: Date }>(
        'select computed_at as at from renewal_insights where tenant_id = $1 and entitlement_id = $2',
        [leeway.tenantId, entitlementId],
      )
    )[0]?.at.getTime();

  it('is pending until it is computed', async () => {
    const sold = await sell(leeway, { licenseDuration: { type: 'day', count: 30 } });
    const query = `?productId=${sold.productId}`;
    expect((await summary(query)).renewals).toMatchObject({ total: 1, pending: 1, asOf: null });
    expect(await utilisation(query)).toMatchObject({ entitlements: 0, pending: 1, asOf: null });
    await workOff(leeway);
    const { pending, byClass } = (await summary(query)).renewals;
    expect(pending).toBe(0);
    expect(byClass).toContainEqual({ class: 'insufficient-data', count: 1 });
    expect(await utilisation(query)).toMatchObject({ entitlements: 1, pending: 0 });
  });

  it('is computed anew when its history has moved, after ten minutes', async () => {
    const sold = await sell(leeway);
    await workOff(leeway);
    const first = await computedAt(sold.entitlementId);
    await sold.activate('A');
    await workOff(leeway);
    expect(await computedAt(sold.entitlementId)).toBe(first);
    leeway.clock.advance(11 * 60_000);
    await workOff(leeway);
    const second = await computedAt(sold.entitlementId);
    expect(second).toBeGreaterThan(first ?? 0);
    leeway.clock.advance(11 * 60_000);
    await workOff(leeway);
    expect(await computedAt(sold.entitlementId)).toBe(second);
  });

  it('is computed anew after a day, and when a threshold is changed', async () => {
    const { entitlementId } = await sell(leeway);
    await workOff(leeway);
    const first = await computedAt(entitlementId);
    leeway.clock.advance(25 * hourMs);
    await workOff(leeway);
    const second = await computedAt(entitlementId);
    expect(second).toBeGreaterThan(first ?? 0);
    await workOff(leeway);
    expect(await computedAt(entitlementId)).toBe(second);
    await api('updateInsightSettings', 'PUT /api/v1/account/insight-settings', { expandDenials: 9 });
    await workOff(leeway);
    expect(await computedAt(entitlementId)).toBeGreaterThan(second ?? 0);
  });

  it('is derived data: computing it again gives the same', async () => {
    const rows = () =>
      leeway.database.query<{ row: string }>(
        `select (to_jsonb(r) - 'computed_at' - 'average' - 'utilization_rate' - 'held_ms' - 'recent_used_ms'
           - 'recent_bought_ms' - 'overdraft_unit_ms' - 'reasons')::text as row
         from renewal_insights r where tenant_id = $1 order by entitlement_id`,
        [leeway.tenantId],
      );
    await workOff(leeway);
    const before = await rows();
    await leeway.database.query('delete from renewal_insights where tenant_id = $1', [leeway.tenantId]);
    await workOff(leeway);
    // What is over is not computed any more.
    const after = await rows();
    expect(after.length).toBeGreaterThan(5);
    expect(before).toEqual(expect.arrayContaining(after));
  });

  it('goes with its entitlement', async () => {
    const { entitlementId } = await sell(leeway);
    await workOff(leeway);
    expect(await computedAt(entitlementId)).toBeDefined();
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query('delete from entitlements where entitlement_id = $1', [entitlementId]),
    );
    expect(await computedAt(entitlementId)).toBeUndefined();
  });
});
