import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { foldSums, rebuildSums } from './index.ts';
import { askHistory, askTotals, hour, minute, rangeQuery } from './testing/ask.ts';

/** Sums over many entitlements are kept ready, and are exact at any moment: before they are folded and after. */

let leeway: Leeway;
let api: CheckedApi;
let sold: Sold[];
let begin: number;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  begin = leeway.clock.now();
  sold = [];
  for (const seatCount of [1, 2, 3]) {
    sold.push(await sell(leeway, { seatCount, overdraft: { type: 'absolute', value: 1 } }));
  }
});
afterAll(() => leeway.stop());

/** Each takes, refuses, gives back and lets end some seats over some hours. */
const work = async () => {
  for (const [index, each] of sold.entries()) {
    const { body } = await each.activate(`seat-${index}`);
    await each.activate(`other-${index}`);
    await each.activate(`third-${index}`);
    await each.activate(`fourth-${index}`);
    leeway.clock.advance(2 * minute);
    await each.activate(`fourth-${index}`);
    leeway.clock.advance(17 * minute);
    await each.release(body.id);
  }
  leeway.clock.advance(26 * hour);
  await leeway.runStep('admission.settle');
  await leeway.runStep('history.derive');
};

const waiting = async () => {
  const [row] = await leeway.database.query<{ changes: number }>(
    'select count(*)::int as changes from history_sum_changes where tenant_id = $1',
    [leeway.tenantId],
  );
  return row?.changes ?? 0;
};

const summed = [
  'usedMs',
  'boughtMs',
  'overdraftMs',
  'overdraftUsedMs',
  'atHardCapMs',
  'activations',
] as const;
type Figures = { readonly [N in (typeof summed)[number]]: number };
const figures = (of: Figures | undefined) =>
  Object.fromEntries(summed.map((name) => [name, of?.[name] ?? 0]));
const plus = (all: readonly (Figures | undefined)[]) =>
  Object.fromEntries(summed.map((name) => [name, all.reduce((sum, each) => sum + (each?.[name] ?? 0), 0)]));

/** Up to the last whole hour. */
const asked = (more = '') => rangeQuery(begin - hour, Math.floor(leeway.clock.now() / hour) * hour, more);

const expectSumsOf = async (entitlements: readonly Sold[], more = '') => {
  for (const bucket of ['hour', 'day', 'month']) {
    await expectSumsBy(`&bucket=${bucket}`, entitlements, more);
  }
};

const expectSumsBy = async (by: string, entitlements: readonly Sold[], more: string) => {
  const each = await Promise.all(entitlements.map((one) => askHistory(api, one, asked(by))));
  const { buckets } = await askTotals(api, asked(by + more));
  expect(buckets.length).toBeGreaterThan(0);
  for (const [index, bucket] of buckets.entries()) {
    // One that goes on grows between two answers.
    if (Date.parse(bucket.end) > leeway.clock.now()) continue;
    expect(figures(bucket)).toEqual(plus(each.map((one) => one.buckets[index])));
  }
};

describe('rule 29: sums that are kept ready', () => {
  it('are exact before what was derived is folded, and after', async () => {
    await work();
    expect(await waiting()).toBeGreaterThan(0);
    await expectSumsOf(sold);
    await leeway.runStep('history.sums');
    expect(await waiting()).toBe(0);
    await expectSumsOf(sold);
    await work();
    await expectSumsOf(sold);
    await expectSumsOf(sold.slice(1, 2), `&productId=${sold[1]?.productId}`);
  });

  it('are folded once, whoever folds', async () => {
    await Promise.all([1, 2, 3, 4].map(() => foldSums(leeway.database, leeway.tenantId)));
    expect(await waiting()).toBe(0);
    await expectSumsOf(sold);
  });

  it('count an entitlement with all of its history where it is sold now', async () => {
    const one = sold[0] as Sold;
    const { editionId, planId } = one;
    const overdraftSeatLimit = { type: 'absolute', value: 1 };
    const terms = { editionId, planId, seatCount: 1, overdraftSeatLimit, concurrencyMode: 'concurrent' };
    const { body: other } = await leeway.api('POST', '/api/v1/offerings', {
      ...{ ...terms, name: 'Another', sku: 'another', usageResetSchedule: 'never' },
    });
    const path = `/api/v1/entitlements/${one.entitlementId}/change-offering`;
    const moved = await api('changeEntitlementOffering', `PATCH ${path}`, { offeringId: other.id });
    expect(moved.status).toBe(204);
    await leeway.runStep('history.derive');
    for (const folds of [false, true]) {
      if (folds) await leeway.runStep('history.sums');
      await expectSumsOf([one], `&offeringId=${other.id}`);
      await expectSumsOf([], `&offeringId=${one.offeringId}`);
      await expectSumsOf(sold);
    }
  });

  it('are those of the hours of another time zone after a change', async () => {
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query('update tenants set time_zone = $2 where tenant_id = $1', [leeway.tenantId, 'Asia/Kathmandu']),
    );
    // Reading derives anew.
    for (const one of sold) await askHistory(api, one, asked());
    await expectSumsOf(sold);
    await leeway.runStep('history.sums');
    await expectSumsOf(sold);
  });

  it('can be compared with the hours, and made of them anew', async () => {
    const { database, tenantId } = leeway;
    expect(await rebuildSums(database, tenantId, true)).toBe(0);
    await database.query('update history_sums set used_moment = used_moment + 1 where used_change <> 0');
    await database.query(`delete from history_sums where scope = 'product'`);
    const differing = await rebuildSums(database, tenantId, true);
    expect(differing).toBeGreaterThan(3);
    expect(await rebuildSums(database, tenantId, false)).toBe(differing);
    expect(await rebuildSums(database, tenantId, true)).toBe(0);
    await expectSumsOf(sold);
  });

  it('know nothing any more of an entitlement that is deleted', async () => {
    const gone = sold.pop() as Sold;
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query('delete from entitlements where tenant_id = $1 and entitlement_id = $2', [
        leeway.tenantId,
        gone.entitlementId,
      ]),
    );
    await expectSumsOf(sold);
    await leeway.runStep('history.sums');
    await expectSumsOf(sold);
    expect(await rebuildSums(leeway.database, leeway.tenantId, true)).toBe(0);
  });
});
