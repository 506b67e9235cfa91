import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Answer, type Leeway, startLeeway } from '../../testing/leeway.ts';
import { dashboardOf, dayMs, fortyDays, idsOf, type Sale } from './testing/scene.ts';

/** What filters leave of the dashboard, and what is left to another tenant. */

let leeway: Leeway;
let api: CheckedApi;
let ann: string;
let bob: string;
let northwind: Sale;
let fabrikam: Sale;
let contoso: Sale;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  ({ ann, bob, northwind, fabrikam, contoso } = await fortyDays(leeway));
}, 60_000);
afterAll(() => leeway?.stop());

const { overdrafts, inOverdraft, summary, denials, renewals, utilisation, opportunities } = dashboardOf(
  () => api,
);

/** All of the forty days. */
const whole = () => `?from=${new Date(leeway.clock.now() - 60 * dayMs).toISOString()}`;

describe('filters', () => {
  const lists = { overdrafts, denials, renewals, opportunities, 'in-overdraft': inOverdraft };
  const filters = () =>
    [
      ['productId', fabrikam.productId, fabrikam],
      ['offeringId', northwind.offeringId, northwind],
      ['customerId', fabrikam.customerId, fabrikam],
      ['customerId', northwind.customerId, northwind],
      ['ownerUserId', ann, northwind],
    ] as const;

  it.each(Object.entries(lists))('leave of %s what they name', async (_name, list) => {
    const all = idsOf(await list('?pageSize=100'));
    for (const [name, value, sold] of filters()) {
      const body = await list(`?${name}=${value}`);
      const expected = all.filter((id) => id === sold.entitlementId);
      expect([name, idsOf(body), body.elementsTotal]).toEqual([name, expected, expected.length]);
    }
  });

  it('leave of the sums what they name', async () => {
    for (const [name, value, sold] of filters()) {
      const body = await summary(`?${name}=${value}`);
      const { seatsUsed, seatCount } = await sold.entitlement();
      expect([name, body.entitlements, body.seats.used, body.seats.bought]).toEqual([
        name,
        1,
        seatsUsed,
        seatCount,
      ]);
      expect((await utilisation(`?${name}=${value}`)).entitlements).toBe(1);
    }
    expect((await summary(`?ownerUserId=${ann}`)).denials).toMatchObject({ attempts: 3, customers: 1 });
    expect((await summary(`?customerId=${fabrikam.customerId}`)).renewals.total).toBe(1);
  });

  it('an owner is one of whichever kind', async () => {
    const ids = idsOf(await overdrafts(`${whole()}&ownerUserId=${bob}`));
    expect(ids).toEqual([fabrikam.entitlementId, contoso.entitlementId]);
  });

  it('are those of usage history too', async () => {
    const totals = async (query: string) => {
      const { entitlements, buckets } = (await api('getUsageTotals', `GET /api/v1/usage-history${query}`))
        .body;
      const { used, bought, overdraftUsed } = buckets.at(-1);
      const denied = buckets.reduce((sum: number, bucket: Answer['body']) => sum + bucket.denials, 0);
      return { entitlements, used, bought, overdraftUsed, denied };
    };
    for (const query of ['', `?ownerUserId=${ann}`, `?ownerUserId=${bob}&productId=${contoso.productId}`]) {
      const { entitlements, seats, denials: refused } = await summary(query);
      const { used, bought, overdraftUsed } = seats;
      const expected = { entitlements, used, bought, overdraftUsed, denied: refused.attempts };
      expect([query, await totals(query)]).toEqual([query, expected]);
    }
    expect((await totals(`?ownerUserId=${bob}`)).entitlements).toBe(2);
  });

  it('may name several at once', async () => {
    const both = `customerId=${fabrikam.customerId}&ownerUserId=`;
    expect((await summary(`?${both}${ann}`)).entitlements).toBe(0);
    expect((await summary(`?${both}${bob}`)).entitlements).toBe(1);
  });

  it.each(['overdrafts', 'summary', 'denials'])('%s refuses a range that is none', async (name) => {
    const ids = { overdrafts: 'listDashboardOverdrafts', summary: 'getDashboardSummary' } as Record<
      string,
      string
    >;
    for (const range of ['from=2026-02-02&to=2026-02-01', 'from=2020-01-01&to=2026-01-01']) {
      const answer = await api(ids[name] ?? 'listDashboardDenials', `GET /api/v1/dashboard/${name}?${range}`);
      expect([answer.status, faultyFields(answer)]).toEqual([422, ['from']]);
    }
  });
});

describe('another tenant', () => {
  it('sees nothing of it, and an empty dashboard', async () => {
    const stranger = await strangersApi(leeway);
    const empty = { items: [], elementsTotal: 0 };
    const theirs = dashboardOf(() => stranger);
    expect(await theirs.overdrafts(`?customerId=${northwind.customerId}`)).toMatchObject(empty);
    expect(await theirs.overdrafts()).toMatchObject(empty);
    expect(await theirs.inOverdraft()).toMatchObject(empty);
    expect(await theirs.denials()).toMatchObject(empty);
    expect(await theirs.renewals()).toMatchObject({ ...empty, asOf: null });
    expect(await theirs.opportunities()).toMatchObject({ ...empty, asOf: null });
    expect(await theirs.utilisation()).toMatchObject({
      entitlements: 0,
      asOf: null,
    });
    expect(await theirs.summary()).toMatchObject({
      ...{ entitlements: 0, inOverdraft: 0, atHardCap: 0 },
      seats: { used: 0, bought: 0, overdraftUsed: 0, utilizationRate: null },
      denials: { attempts: 0, trueDenials: 0, seats: 0, entitlements: 0, customers: 0 },
      renewals: { total: 0, pending: 0, asOf: null },
    });
  });
});
