import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { absolute, none, type Overdrafts, overdraftsOf, percentage } from './testing/overdrafts.ts';

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

describe('rule 9: the preview', () => {
  it('lists what an overdraft would alter, before and after, and changes nothing', async () => {
    const { offeringId, first, ids } = await over.sellMany(2, {
      seatCount: 10,
      overdraftSeatLimit: absolute(3),
    });
    await shop.takeSeats(first, 12);
    const versions = await Promise.all(ids.map(over.versionOf));
    const { status, body } = await over.preview(offeringId, { overdraftSeatLimit: percentage(10) });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      offeringId,
      before: absolute(3),
      after: percentage(10),
      totals: {
        ...{ entitlements: 2, unchanged: 0, altered: 2, leftOut: 0, belowUsage: 1 },
        ...{ allowanceBefore: 6, allowanceAfter: 2 },
      },
      elementsTotal: 2,
    });
    expect(body.items[0]).toMatchObject({
      ...{ id: ids[0], customerId: null, customerName: null, edited: false, leftOut: null, belowUsage: true },
      before: {
        overdraftSeatLimit: absolute(3),
        limits: { bought: 10, allowance: 3, hardCap: 13, used: 12, overdraftUsed: 2, state: 'overdraft' },
      },
      after: {
        overdraftSeatLimit: percentage(10),
        limits: { bought: 10, allowance: 1, hardCap: 11, used: 12, overdraftUsed: 2, state: 'atHardCap' },
      },
    });
    expect(body.items[1]).toMatchObject({ id: ids[1], belowUsage: false });
    expect(await Promise.all(ids.map(over.versionOf))).toEqual(versions);
    expect((await over.offeringOf(offeringId)).overdraftSeatLimit).toEqual(absolute(3));
  });

  it('names the customer, and leaves edited ones out unless they are named', async () => {
    const { offeringId, sku, ids } = await over.sellMany(2, { overdraftSeatLimit: none });
    const customerId = await shop.customer({ name: 'Initech' });
    const { body: order } = await shop.order({ skus: [sku], customerId });
    await shop.edit(ids[0] as string, { overdraftSeatLimit: absolute(9) });
    const asked = { overdraftSeatLimit: absolute(2) };
    const { body } = await over.preview(offeringId, asked);
    expect(body.totals).toMatchObject({ entitlements: 3, altered: 2, leftOut: 1 });
    expect(body.items[0]).toMatchObject({ id: ids[0], edited: true, leftOut: 'edited' });
    expect(body.items[2]).toMatchObject({
      ...{ id: order.entitlements[0].id, entitlementGroupId: order.id, customerId, customerName: 'Initech' },
    });
    const named = (await over.preview(offeringId, { ...asked, includeEdited: [ids[0]] })).body;
    expect(named.totals).toMatchObject({ altered: 3, leftOut: 0 });
    expect(named.items[0]).toMatchObject({ id: ids[0], edited: true, leftOut: null });
    expect(named.revision).not.toBe(body.revision);
  });

  it('shows a page at a time, totals over all', async () => {
    const { offeringId, ids } = await over.sellMany(3);
    const { body } = await over.preview(
      offeringId,
      { overdraftSeatLimit: absolute(1) },
      '?pageSize=2&pageNumber=2',
    );
    expect(body.items.map((item: { id: string }) => item.id)).toEqual([ids[2]]);
    expect(body).toMatchObject({ pageSize: 2, pageNumber: 2, elementsTotal: 3, totals: { altered: 3 } });
  });

  it('lists nothing where the overdraft is the present one', async () => {
    const { offeringId } = await over.sellMany(1, { overdraftSeatLimit: absolute(3) });
    const { body } = await over.preview(offeringId);
    expect(body).toMatchObject({ items: [], totals: { entitlements: 1, unchanged: 1, altered: 0 } });
  });

  it('counts what is in use at this instant', async () => {
    const { offeringId, first } = await over.sellMany(1, { seatCount: 1, overdraftSeatLimit: absolute(1) });
    await shop.takeSeats(first, 2);
    const asked = { overdraftSeatLimit: none };
    expect((await over.preview(offeringId, asked)).body.totals.belowUsage).toBe(1);
    leeway.clock.advance(3_660_000);
    expect((await over.preview(offeringId, asked)).body.totals.belowUsage).toBe(0);
  });
});

describe('the revision', () => {
  it('applies what the preview showed, and refuses once that is no longer so', async () => {
    const { offeringId, ids } = await over.sellMany(2, { overdraftSeatLimit: none });
    const overdraftSeatLimit = absolute(2);
    const shown = (await over.preview(offeringId, { overdraftSeatLimit })).body.revision;
    await shop.edit(ids[0] as string, { overdraftSeatLimit: absolute(7) });
    const refused = await over.apply(offeringId, { overdraftSeatLimit, revision: shown });
    expect(refused).toMatchObject({ status: 409, body: { errorCode: 'conflict' } });
    expect(await over.limitOf(ids[1] as string)).toEqual(none);
    const { revision } = (await over.preview(offeringId, { overdraftSeatLimit })).body;
    expect((await over.apply(offeringId, { overdraftSeatLimit: absolute(3), revision })).status).toBe(409);
    expect((await over.apply(offeringId, { overdraftSeatLimit, revision })).status).toBe(200);
  });

  it('is out of date after a sale, not after an activation', async () => {
    const { offeringId, sku, first } = await over.sellMany(1, { overdraftSeatLimit: none });
    const asked = { overdraftSeatLimit: absolute(2) };
    const { revision } = (await over.preview(offeringId, asked)).body;
    await shop.takeSeats(first, 1);
    expect((await over.preview(offeringId, asked)).body.revision).toBe(revision);
    await shop.order({ skus: [sku] });
    expect((await over.apply(offeringId, { ...asked, revision })).status).toBe(409);
  });
});
