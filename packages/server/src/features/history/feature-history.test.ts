import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { rebuildHistory } from './index.ts';
import { askConcurrency, askDenials, askEpisodes, askHistory, hour, rangeQuery } from './testing/ask.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway.stop());

const lately = (more = '') =>
  rangeQuery(leeway.clock.now() - 60 * 24 * hour, leeway.clock.now() + 1, `&bucket=hour${more}`);
const levels = ({ steps }: { steps: { used: number }[] }) => steps.map(({ used }) => used);

const shop = (): Promise<Sold> =>
  sell(leeway, {
    seatCount: 10,
    leasePeriod: { type: 'hour', count: 3 },
    usageResetSchedule: 'monthly',
    features: [
      { key: 'pool', type: 'elementPool', value: 10, overdraftLimit: { type: 'percentage', value: 20 } },
      { key: 'jobs', type: 'usageCount', value: 100, overdraftLimit: { type: 'absolute', value: 10 } },
    ],
  });

describe('rule 29: history of metered features', () => {
  it('a pool: what is taken, returned, and comes back with a seat that goes or whose lease ends', async () => {
    const sold = await shop();
    const a = (await sold.activate('A')).body.id;
    const b = (await sold.activate('B')).body.id;
    await sold.checkout(a, 'pool', 8);
    leeway.clock.advance(hour);
    await sold.checkout(b, 'pool', 4);
    expect((await sold.checkout(b, 'pool', 1)).status).toBe(402);
    leeway.clock.advance(hour);
    await sold.giveBack(a, 'pool', 3);
    leeway.clock.advance(hour / 2);
    await sold.release(a);
    leeway.clock.advance(3 * hour);
    const asked = lately('&feature=pool').replace('bucket=hour', 'bucket=raw');
    const raw = await askHistory(api, sold, asked);
    expect(levels(raw)).toEqual([0, 8, 12, 9, 4, 0]);
    expect(raw.current).toMatchObject({ used: 0, bought: 10, hardCap: 12 });
    const { items } = await askEpisodes(api, sold, lately('&feature=pool').replace('&bucket=hour', ''));
    expect(items).toMatchObject([{ peakUsed: 12, peakOverdraftUsed: 2, seats: 1, denials: 1 }]);
    expect(Math.abs(items[0].overdraftMs - hour)).toBeLessThan(60_000);
    const denials = await askDenials(api, sold, lately('&feature=pool').replace('&bucket=hour', ''));
    expect(denials).toMatchObject({ attempts: 1, deniedSeats: 1, peakDemand: null, featureKey: 'pool' });
    const { max, p50 } = await askConcurrency(api, sold, lately('&feature=pool').replace('&bucket=hour', ''));
    expect({ max, p50 }).toEqual({ max: 12, p50: 4 });
  });

  it('a counter: grows, and begins anew with each period', async () => {
    const sold = await shop();
    const id = (await sold.activate('A')).body.id;
    await sold.checkout(id, 'jobs', 60);
    leeway.clock.advance(hour);
    await sold.checkout(id, 'jobs', 45);
    leeway.clock.advance(32 * 24 * hour);
    await leeway.runStep('admission.settle');
    const asked = lately('&feature=jobs').replace('bucket=hour', 'bucket=raw');
    const raw = await askHistory(api, sold, asked);
    expect(levels(raw)).toEqual([0, 60, 105, 0]);
    const { buckets } = await askHistory(api, sold, lately('&feature=jobs').replace('hour', 'month'));
    expect(buckets.at(-1)).toMatchObject({ min: 0 });
    expect(Math.max(...buckets.map(({ max }: { max: number | null }) => max ?? 0))).toBe(105);
  });

  it('a feature nobody has used yet is told with its limits', async () => {
    const sold = await shop();
    const { current, buckets } = await askHistory(api, sold, lately('&feature=pool'));
    expect(current).toMatchObject({ used: 0, bought: 10, hardCap: 12 });
    expect(buckets.every(({ heldMs }: { heldMs: number }) => heldMs === 0)).toBe(true);
  });

  it('comes out again from the log', async () => {
    const rows = await leeway.database.query<{ entitlement_id: string }>(
      'select entitlement_id from entitlements',
    );
    for (const { entitlement_id: entitlementId } of rows) {
      const { differs } = await rebuildHistory(
        leeway.database,
        { tenantId: leeway.tenantId, entitlementId },
        true,
      );
      expect(differs).toEqual([]);
    }
  });
});
