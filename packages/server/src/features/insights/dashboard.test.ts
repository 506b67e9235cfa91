import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Answer, type Leeway, startLeeway } from '../../testing/leeway.ts';
import { dashboardOf, dayMs, fortyDays, hourMs, idsOf, type Sale } from './testing/scene.ts';

/** What the dashboard tells is what each entitlement tells of itself. */

let leeway: Leeway;
let api: CheckedApi;
let northwind: Sale;
let fabrikam: Sale;
let contoso: Sale;
let tailspin: Sale;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  ({ northwind, fabrikam, contoso, tailspin } = await fortyDays(leeway));
}, 60_000);
afterAll(() => leeway?.stop());

const { overdrafts, inOverdraft, summary, denials, renewals, utilisation, opportunities } = dashboardOf(
  () => api,
);

const own = async ({ entitlementId }: Sale, operationId: string, name: string, query = '') =>
  (await api(operationId, `GET /api/v1/entitlements/${entitlementId}/${name}${query}`)).body;

/** All of the forty days. */
const whole = () => `?from=${new Date(leeway.clock.now() - 60 * dayMs).toISOString()}`;
const rangeOf = ({ from, to }: { from: string; to: string }) => `?from=${from}&to=${to}`;

describe('highest overdrafts', () => {
  it('are ranked by the peak above what was bought, then by who was in overdraft last; the names are those of what was sold', async () => {
    const body = await overdrafts(whole());
    expect(idsOf(body)).toEqual([northwind, fabrikam, contoso].map(({ entitlementId }) => entitlementId));
    expect(body.items.map(({ overdraftPeak }: Answer['body']) => overdraftPeak)).toEqual([2, 1, 1]);
    expect(body.items[0]).toMatchObject({
      customer: { id: northwind.customerId, name: 'Northwind' },
      product: { id: northwind.productId, name: expect.stringMatching(/^Product /) },
      edition: { id: northwind.editionId, name: 'Standard' },
      offering: { id: northwind.offeringId, name: expect.stringMatching(/^Offering /), sku: northwind.sku },
      ...{ used: 4, bought: 2, hardCap: 4, overdraftUsed: 2, state: 'atHardCap' },
      ...{ deniedAttempts: 3, trueDenials: 1, deniedSeats: 2 },
    });
    expect(body).toMatchObject({ elementsTotal: 3, pageSize: 10, pageNumber: 1, timeZone: 'UTC' });
  });

  it('of equal peak and end are in a fixed order, page by page', async () => {
    const ids = idsOf(await overdrafts(whole()));
    for (const [index, id] of ids.entries()) {
      const page = await overdrafts(`${whole()}&pageSize=1&pageNumber=${index + 1}`);
      expect([idsOf(page), page.elementsTotal]).toEqual([[id], 3]);
    }
    expect(await overdrafts(`${whole()}&pageNumber=9`)).toMatchObject({ items: [], elementsTotal: 3 });
  });

  it.each([0, 1, 2])('have the figures of usage history, denials and episodes (%s)', async (index) => {
    const sold = [northwind, contoso, fabrikam][index] as Sale;
    const to = new Date(leeway.clock.now() - dayMs).toISOString();
    const body = await overdrafts(`${whole()}&to=${to}`);
    const item = body.items.find(({ entitlementId }: Answer['body']) => entitlementId === sold.entitlementId);
    const history = await own(sold, 'getUsageHistory', 'usage-history', `${rangeOf(body)}&bucket=day`);
    const sum = (name: string) =>
      history.buckets.reduce((all: number, bucket: Answer['body']) => all + bucket[name], 0);
    expect(item.overdraftSeconds).toBe(sum('overdraftMs') / 1000);
    expect(item.overdraftSeatHours).toBeCloseTo(sum('overdraftUsedMs') / hourMs, 5);
    expect(item.deniedAttempts).toBe(sum('denials'));
    expect(
      item.days.map(({ start, max, denials: denied }: Answer['body']) => ({ start, max, denied })),
    ).toEqual(
      history.buckets.map(({ start, max, denials: denied }: Answer['body']) => ({ start, max, denied })),
    );
    const episodes = await own(sold, 'listOverdraftEpisodes', 'overdraft-episodes', rangeOf(body));
    const peaks = episodes.items.map(({ peakOverdraftUsed }: Answer['body']) => peakOverdraftUsed);
    expect(item.overdraftPeak).toBe(Math.max(...peaks));
    const denied = await own(sold, 'getDenials', 'denials', rangeOf(body));
    expect(item).toMatchObject({
      ...{
        deniedAttempts: denied.attempts,
        trueDenials: denied.trueDenials,
        deniedSeats: denied.deniedSeats,
      },
    });
  });

  it('go on until now, and begin with the range', async () => {
    const from = new Date(leeway.clock.now() - 1_000).toISOString();
    const { items, to } = await overdrafts(`?from=${from}`);
    expect(idsOf({ items })).toEqual([northwind.entitlementId]);
    const today = Date.parse(to) - dayMs;
    const passed = (leeway.clock.now() - today) / 1000;
    expect(items[0].overdraftSeconds).toBeGreaterThan(passed - 60);
    expect(items[0].overdraftSeconds).toBeLessThanOrEqual(passed);
  });
});

describe('what is in overdraft now', () => {
  it('is told with since when, and whether nothing is left', async () => {
    const { items, elementsTotal } = await inOverdraft();
    const episodes = await own(
      northwind,
      'listOverdraftEpisodes',
      'overdraft-episodes',
      '?coolDownMinutes=0',
    );
    expect(elementsTotal).toBe(1);
    expect(items[0]).toMatchObject({
      ...{ entitlementId: northwind.entitlementId, atHardCap: true, since: episodes.items[0].start },
      ...{ overdraftPeak: 2, overdraftUsed: 2 },
    });
  });

  it('is what the summary counts', async () => {
    const body = await summary();
    expect(body).toMatchObject({ entitlements: 4, inOverdraft: 1, atHardCap: 1 });
    expect(body.seats).toEqual({ used: 7, bought: 14, overdraftUsed: 2, utilizationRate: 50 });
    const totals = (await api('getUsageTotals', 'GET /api/v1/usage-history')).body.buckets.at(-1);
    const { used, bought, overdraftUsed, entitlementsInOverdraft } = totals;
    expect(body.seats).toMatchObject({ used, bought, overdraftUsed });
    expect(body.inOverdraft).toBe(entitlementsInOverdraft);
  });
});

describe('denials', () => {
  it('are told by entitlement, the most first, as the entitlement tells them', async () => {
    const body = await denials();
    expect(idsOf(body)).toEqual([northwind.entitlementId, fabrikam.entitlementId]);
    for (const [index, sold] of [northwind, fabrikam].entries()) {
      const told = await own(sold, 'getDenials', 'denials', rangeOf(body));
      const { attempts, trueDenials, deniedSeats, byReason } = told;
      expect(body.items[index]).toMatchObject({ attempts, trueDenials, deniedSeats, byReason });
      const last = told.bySeat.map(({ lastDeniedAt }: Answer['body']) => lastDeniedAt).sort();
      expect(body.items[index].lastDeniedAt).toBe(last.at(-1));
    }
  });

  it('are told by the latest on demand', async () => {
    expect(idsOf(await denials('?sort=latest'))).toEqual([fabrikam.entitlementId, northwind.entitlementId]);
  });

  it('are summed up', async () => {
    const expected = { attempts: 4, trueDenials: 2, seats: 3, entitlements: 2, customers: 2 };
    expect((await summary()).denials).toEqual(expected);
    const early = new Date(leeway.clock.now() - 30 * dayMs).toISOString();
    expect((await summary(`${whole()}&to=${early}`)).denials).toMatchObject({ attempts: 0, trueDenials: 0 });
  });
});

describe('renewals', () => {
  it('are those of the next 90 days, the next one first, with the entitlement’s own insight', async () => {
    const body = await renewals();
    expect(idsOf(body)).toEqual([fabrikam.entitlementId, tailspin.entitlementId]);
    expect(body).toMatchObject({ days: 90, elementsTotal: 2, timeZone: 'UTC' });
    for (const [index, sold] of [fabrikam, tailspin].entries()) {
      const { insight, expiryDate, daysLeft } = body.items[index];
      expect(expiryDate).toBe((await sold.entitlement()).expiryDate);
      const midnight = (at: number) => Math.floor(at / dayMs);
      expect(daysLeft).toBe(midnight(Date.parse(expiryDate)) - midnight(leeway.clock.now()));
      const told = await own(sold, 'getRenewalInsight', 'renewal-insight', `?to=${insight.computedAt}`);
      for (const name of ['class', 'reasons', 'recommended', 'purchased', 'peak', 'p95', 'p99'])
        expect([name, insight[name]]).toEqual([name, told[name]]);
      for (const name of ['average', 'utilizationRate', 'trendPerMonth'])
        expect([name, insight[name]]).toEqual([name, told[name]]);
    }
    const computed = body.items.map(({ insight }: Answer['body']) => insight.computedAt).sort();
    expect(body.asOf).toBe(computed[0]);
  });

  it('are counted by class, and chosen by it', async () => {
    const { total, byClass, pending, days, asOf } = (await summary()).renewals;
    expect({ total, pending, days }).toEqual({ total: 2, pending: 0, days: 90 });
    for (const { class: kind, count } of byClass) {
      const body = await renewals(`?class=${kind}`);
      expect([kind, body.elementsTotal]).toEqual([kind, count]);
    }
    expect(byClass).toHaveLength(6);
    expect(Date.parse(asOf)).toBeLessThanOrEqual(leeway.clock.now());
  });

  it('are those of as many days as are asked for', async () => {
    expect((await renewals('?days=10')).elementsTotal).toBe(0);
    expect((await renewals('?days=400')).elementsTotal).toBe(3);
  });
});

describe('utilisation', () => {
  it('counts each entitlement once, by the time-weighted use of its last 30 days', async () => {
    const { buckets, entitlements, pending, asOf } = await utilisation();
    const counts = (low: number, high: number | null) =>
      buckets.find((bucket: Answer['body']) => bucket.low === low && bucket.high === high).entitlements;
    // Tailspin one of ten; Contoso exactly what it bought; Northwind above; Fabrikam a minute above
    expect([counts(10, 20), counts(90, 100), counts(100, null)]).toEqual([1, 1, 2]);
    expect({ entitlements, pending }).toEqual({ entitlements: 4, pending: 0 });
    expect(buckets).toHaveLength(11);
    const from = new Date(Date.parse(asOf) - 30 * dayMs).toISOString();
    const told = await own(tailspin, 'getConcurrency', 'concurrency', `?from=${from}&to=${asOf}`);
    expect(told.utilizationRate).toBeCloseTo(10, 6);
  });
});

describe('opportunities', () => {
  it('name who should buy more and who may buy fewer, with the entitlement’s own insight', async () => {
    const expand = await opportunities('?kind=expand');
    const risk = await opportunities('?kind=risk');
    expect(idsOf(expand)).toContain(northwind.entitlementId);
    expect(idsOf(risk)).toEqual([tailspin.entitlementId]);
    for (const { kind, seats, insight, value } of [...expand.items, ...risk.items]) {
      const { recommended, purchased } = insight;
      expect(seats).toBe(kind === 'expand' ? recommended.mid - purchased : purchased - recommended.mid);
      expect(value).toBeNull();
    }
    const told = await own(
      northwind,
      'getRenewalInsight',
      'renewal-insight',
      `?to=${expand.items[0].insight.computedAt}`,
    );
    const { class: kind, reasons, recommended } = told;
    expect(expand.items[0].insight).toMatchObject({ class: kind, reasons, recommended });
    expect((await opportunities()).elementsTotal).toBe(expand.elementsTotal + risk.elementsTotal);
    const seats = (await opportunities()).items.map((item: Answer['body']) => item.seats);
    expect(seats).toEqual([...seats].sort((a, b) => b - a));
  });

  it('have a value where a price is known, the closest one', async () => {
    const rate = { kind: 'peakOverdraftUnit', currency: 'EUR', unitCount: 1 };
    const price = (more: object) => api('createRate', 'POST /api/v1/rates', { ...rate, ...more });
    const { body: wide } = await price({ amount: 100, offeringId: northwind.offeringId });
    const worthOf = async () => {
      const { items } = await opportunities(`?offeringId=${northwind.offeringId}`);
      return [items[0].seats, items[0].value];
    };
    const [seats, value] = await worthOf();
    expect(value).toEqual({ currency: 'EUR', amount: seats * 1200 });
    const { body: close } = await price({ amount: 250, entitlementId: northwind.entitlementId });
    expect((await worthOf())[1]).toEqual({ currency: 'EUR', amount: seats * 3000 });
    expect((await opportunities('?kind=risk')).items[0].value).toBeNull();
    for (const { id } of [wide, close]) await api('deleteRate', `DELETE /api/v1/rates/${id}`);
  });
});

describe('lists as files', () => {
  const rowsOf = async (operationId: string, path: string) =>
    parse((await api(operationId, `GET /api/v1/dashboard/${path}`)).body, { columns: true }) as Record<
      string,
      string
    >[];

  it('have what the pages have: denials, renewals, opportunities', async () => {
    const denied = await rowsOf('exportDashboardDenials', `denials/export${whole()}&sort=latest`);
    const { items: deniedItems } = await denials(`${whole()}&sort=latest`);
    expect(denied.map((row) => [row.entitlementId, row.attempts, row.trueDenials, row.lastDeniedAt])).toEqual(
      deniedItems.map(({ entitlementId, attempts, trueDenials, lastDeniedAt }: Answer['body']) => [
        ...[entitlementId, String(attempts), String(trueDenials), lastDeniedAt],
      ]),
    );
    expect(denied.at(-1)).toMatchObject({ customerName: 'Northwind', reasons: 'seatLimitReached: 3' });

    const ends = await rowsOf('exportDashboardRenewals', 'renewals/export?days=400&format=csv');
    const { items } = await renewals('?days=400');
    expect(ends.map((row) => [row.entitlementId, row.daysLeft, row.class, row.recommendedMid])).toEqual(
      items.map(({ entitlementId, daysLeft, insight }: Answer['body']) => [
        ...[entitlementId, String(daysLeft), insight.class, String(insight.recommended?.mid ?? '')],
      ]),
    );
    expect(ends[0]?.reasons).toBe(items[0].insight.reasons.join(' '));

    const price = { kind: 'peakOverdraftUnit', currency: 'EUR', amount: 1999 };
    const { body: rate } = await api('createRate', 'POST /api/v1/rates', price);
    const risk = await rowsOf('exportOpportunities', 'opportunities/export?kind=risk');
    const [item] = (await opportunities('?kind=risk')).items;
    expect(risk).toHaveLength(1);
    expect(risk[0]).toMatchObject({
      ...{ entitlementId: tailspin.entitlementId, customerName: '', kind: 'risk', seats: String(item.seats) },
      ...{ currency: 'EUR', valueAmount: String(item.value.amount), value: String(item.value.amount / 100) },
    });
    await api('deleteRate', `DELETE /api/v1/rates/${rate.id}`);
  });
});
