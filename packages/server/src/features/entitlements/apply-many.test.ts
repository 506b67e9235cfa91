import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Answer, type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { absolute, none, type Overdrafts, overdraftsOf } from './testing/overdrafts.ts';

let leeway: Leeway;
let api: CheckedApi;
let shop: Shop;
let over: Overdrafts;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  shop = await openShop(leeway);
  over = overdraftsOf(leeway, api, shop);
});
afterAll(() => leeway?.stop());

describe('rule 13: while 200 seats are asked for at once', () => {
  const storm = async (
    before: object,
    after: object,
    offeringBody: object = {},
  ): Promise<{ granted: number; entitlementId: string; applied: Answer }> => {
    const { offeringId, first: one } = await over.sellMany(1, { seatCount: 100, overdraftSeatLimit: before });
    const asks = Array.from({ length: 200 }, (_, index) => shop.activate(one, `seat-${index}`));
    const applied = await over.apply(offeringId, { overdraftSeatLimit: after, ...offeringBody });
    const statuses = (await Promise.all(asks)).map((answer) => answer.status);
    expect(statuses.filter((status) => status !== 201 && status !== 402)).toEqual([]);
    const granted = statuses.filter((status) => status === 201).length;
    return { granted, entitlementId: one.entitlementId, applied };
  };

  /** Each grant was within the hard cap of its own instant, which the steps of the limits tell too. */
  const grantsBeyondCap = (entitlementId: string) =>
    leeway.database.query(
      `select l.sequence from activity_log l
       cross join lateral (
         select hard_cap from limit_changes c
         where c.entitlement_id = l.entitlement_id and c.sequence < l.sequence
         order by c.sequence desc limit 1
       ) h
       where l.entitlement_id = $1 and l.operation = 'activate'
         and (l.seats_used > l.hard_cap or l.hard_cap <> h.hard_cap)`,
      [entitlementId],
    );

  it('more overdraft: exactly what was granted is used, never beyond the cap in force', async () => {
    const { granted, entitlementId, applied } = await storm(none, absolute(20));
    expect(applied.status).toBe(200);
    expect(granted).toBeGreaterThanOrEqual(100);
    expect(granted).toBeLessThanOrEqual(120);
    expect((await shop.read(entitlementId)).seatsUsed).toBe(granted);
    expect(await grantsBeyondCap(entitlementId)).toEqual([]);
  });

  it('less overdraft: either refused or in force from then on', async () => {
    const { granted, entitlementId, applied } = await storm(absolute(50), none);
    const { seatsUsed } = await shop.read(entitlementId);
    expect(seatsUsed).toBe(granted);
    expect(granted).toBe(applied.status === 200 ? 100 : 150);
    expect(await grantsBeyondCap(entitlementId)).toEqual([]);
  });
});

describe('many entitlements', () => {
  it('5,000 in one call, with sales and edits going on beside', async () => {
    const { offeringId, sku } = await over.sellMany(0, { overdraftSeatLimit: none });
    const skus = Array.from({ length: 1000 }, () => sku);
    const ids: string[] = [];
    for (let order = 0; order < 5; order += 1) {
      const { body } = await shop.order({ skus });
      ids.push(...body.entitlements.map((one: { id: string }) => one.id));
    }
    const asked = { overdraftSeatLimit: absolute(7) };
    const shown = await over.preview(offeringId, asked, '?pageSize=1000&pageNumber=5');
    expect(shown.body).toMatchObject({ elementsTotal: 5000, totals: { altered: 5000 } });
    expect(shown.body.items).toHaveLength(1000);
    const startedAt = performance.now();
    const applying = over.apply(offeringId, asked);
    const beside = await Promise.all([
      applying,
      ...Array.from({ length: 5 }, () => shop.order({ skus: [sku, sku] })),
      ...ids.slice(0, 20).map((id) => shop.edit(id, { seatCount: 11 })),
    ]);
    const tookMs = performance.now() - startedAt;
    expect(beside.map((answer) => answer.status).filter((status) => status >= 300)).toEqual([]);
    expect((await applying).body.totals.altered).toBeGreaterThanOrEqual(5000);
    const left = await leeway.database.query(
      `select entitlement_id from entitlements
       where offering_id = $1 and (overdraft_type <> 'absolute' or overdraft_value <> 7)`,
      [offeringId],
    );
    expect(left).toEqual([]);
    expect(tookMs).toBeLessThan(20_000);
  }, 60_000);
});
