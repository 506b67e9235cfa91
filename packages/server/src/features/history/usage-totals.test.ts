import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { askHistory, askTotals, hour, minute, rangeQuery } from './testing/ask.ts';

/** Sums of many entitlements are the sums of what each tells of itself. */

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
    sold.push(
      await sell(leeway, {
        seatCount,
        overdraft: { type: 'absolute', value: 2 },
        leasePeriod: { type: 'hour', count: 5 },
      }),
    );
    leeway.clock.advance(20 * minute);
  }
  for (let step = 0; step < 60; step++) {
    const each = sold[step % 3] as Sold;
    await each.activate(`seat-${step % 7}`);
    leeway.clock.advance(((step * 7919) % 47) * minute);
    if (step % 20 === 19) leeway.clock.advance(26 * hour);
  }
  await leeway.runStep('admission.settle');
  await leeway.runStep('history.derive');
});
afterAll(() => leeway.stop());

const summed = [
  'usedMs',
  'boughtMs',
  'overdraftMs',
  'overdraftUsedMs',
  'atHardCapMs',
  'activations',
  'denials',
  'deniedSeats',
] as const;
type Figures = { readonly [N in (typeof summed)[number]]: number } & { readonly start: string };

const add = (all: readonly (Figures | undefined)[]) =>
  Object.fromEntries(summed.map((name) => [name, all.reduce((sum, each) => sum + (each?.[name] ?? 0), 0)]));

describe.each(['hour', 'day', 'month'])('rule 29: totals by %s', (bucket) => {
  // Whole hours in the past, so that nothing grows between two answers.
  const asked = () => {
    const end = Math.floor(leeway.clock.now() / hour) * hour;
    return rangeQuery(begin - hour, end, `&bucket=${bucket}`);
  };

  it('are the sums over the entitlements', async () => {
    const totals = await askTotals(api, asked());
    expect(totals.entitlements).toBe(3);
    const each = await Promise.all(sold.map((one) => askHistory(api, one, asked())));
    const past = ({ end }: { end: string }) => Date.parse(end) <= leeway.clock.now();
    for (const [index, told] of totals.buckets.filter(past).entries()) {
      const own = each.map(({ buckets }) => buckets[index]);
      expect(Object.fromEntries(summed.map((name) => [name, told[name]]))).toEqual(add(own));
      expect(own[0].start).toBe(told.start);
    }
    const activations = totals.buckets.reduce((sum: number, { activations: n }: Figures) => sum + n, 0);
    expect(activations).toBeGreaterThan(10);
  });

  it('of a range that begins later are those of the same buckets', async () => {
    const whole = (await askTotals(api, asked())).buckets;
    const later = begin + 30 * hour;
    const { buckets } = await askTotals(api, rangeQuery(later, leeway.clock.now(), `&bucket=${bucket}`));
    const same = whole.find(({ start }: Figures) => start === buckets[0].start);
    expect(buckets[0].start <= new Date(later).toISOString()).toBe(true);
    if (Date.parse(same.end) <= leeway.clock.now()) expect(buckets[0]).toEqual(same);
    else expect(buckets[0].activations).toBe(same.activations);
  });
});

describe('the scope of totals', () => {
  it.each(['offeringId', 'productId'] as const)('is what %s names', async (name) => {
    const one = sold[1] as Sold;
    const totals = await askTotals(api, rangeQuery(begin, leeway.clock.now(), `&${name}=${one[name]}`));
    expect(totals.entitlements).toBe(1);
    expect(totals.buckets.at(-1).bought).toBe(2);
  });

  it('is a customer', async () => {
    const one = sold[2] as Sold;
    const { body: customer } = await leeway.api('POST', '/api/v1/customers', { name: 'Totals Ltd' });
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query('update entitlement_groups set customer_id = $2 where entitlement_group_id = $1', [
        one.groupId,
        customer.id,
      ]),
    );
    const totals = await askTotals(api, rangeQuery(begin, leeway.clock.now(), `&customerId=${customer.id}`));
    expect(totals).toMatchObject({ entitlements: 1 });
    expect(totals.buckets.at(-1).bought).toBe(3);
  });

  it('tells what is in use at the end of each bucket', async () => {
    const { buckets } = await askTotals(api, rangeQuery(begin, leeway.clock.now(), '&bucket=hour'));
    const present = await Promise.all(sold.map((one) => one.entitlement()));
    const used = present.reduce((sum, { seatsUsed }) => sum + seatsUsed, 0);
    expect(buckets.at(-1).used).toBe(used);
    expect(buckets.at(-1).bought).toBe(6);
    expect(buckets.some(({ entitlementsInOverdraft: n }: { entitlementsInOverdraft: number }) => n > 1)).toBe(
      true,
    );
  });
});
