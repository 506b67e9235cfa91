import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { rebuildHistory } from './index.ts';
import { askDenials, askEpisodes, askHistory, hour, minute, rangeQuery } from './testing/ask.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway.stop());

const derive = () => leeway.runStep('history.derive');
const lately = () => rangeQuery(leeway.clock.now() - 6 * hour, leeway.clock.now() + 1);

/** Two seats, both taken: the next is denied. */
const fullHouse = async (): Promise<{ sold: Sold; seats: string[] }> => {
  const sold = await sell(leeway, {
    seatCount: 1,
    overdraft: { type: 'absolute', value: 1 },
    leasePeriod: { type: 'day', count: 1 },
  });
  const seats: string[] = [];
  for (const seatId of ['A', 'B']) seats.push((await sold.activate(seatId)).body.id);
  return { sold, seats };
};

const deny = async (sold: Sold, seatId: string, times = 1) => {
  for (let attempt = 0; attempt < times; attempt++) expect((await sold.activate(seatId)).status).toBe(402);
};

describe('rule 31: denials', () => {
  it('attempts and true denials are told apart, by seat and by reason', async () => {
    const { sold, seats } = await fullHouse();
    await deny(sold, 'C', 3);
    await deny(sold, 'D');
    leeway.clock.advance(5 * minute);
    await sold.release(seats[0] ?? '');
    expect((await sold.activate('D')).status).toBe(201);
    await deny(sold, 'C', 2);
    leeway.clock.advance(20 * minute);
    const told = await askDenials(api, sold, lately());
    expect(told).toMatchObject({ attempts: 6, trueDenials: 1, deniedSeats: 2, peakDemand: 4 });
    expect(told.byReason).toEqual([{ reason: 'seatLimitReached', attempts: 6 }]);
    expect(told.bySeat).toMatchObject([
      { seatId: 'C', attempts: 5, trueDenials: 1 },
      { seatId: 'D', attempts: 1, trueDenials: 0 },
    ]);
    expect(told.windows.items).toMatchObject([
      { seatId: 'D', granted: true, trueDenial: false },
      { seatId: 'C', attempts: 5, granted: false, trueDenial: true },
    ]);
    // C waited for 5 and 15 minutes, D for 5; both together at first.
    expect(told.unmet.max).toBe(2);
    expect(told.unmet.unmetMs / minute).toBeCloseTo(25, 0);
  });

  it('a seat that still may be granted is no true denial yet', async () => {
    const { sold } = await fullHouse();
    await deny(sold, 'C');
    const told = await askDenials(api, sold, lately());
    expect(told).toMatchObject({ attempts: 1, trueDenials: 0 });
    expect(told.windows.items).toMatchObject([{ trueDenial: false, granted: false }]);
    leeway.clock.advance(16 * minute);
    expect(await askDenials(api, sold, lately())).toMatchObject({ attempts: 1, trueDenials: 1 });
  });

  it('rule 16: attempts of a minute that share a row are all counted, also those made after it was read', async () => {
    const { sold } = await fullHouse();
    await deny(sold, 'C', 2);
    await derive();
    await deny(sold, 'C', 3);
    await derive();
    leeway.clock.advance(2 * hour);
    await deny(sold, 'C');
    await derive();
    const [row] = await leeway.database.query<{ rows: number }>(
      `select count(*)::int as rows from activity_log
       where entitlement_id = $1 and operation = 'activationDenied'`,
      [sold.entitlementId],
    );
    expect(row?.rows).toBe(2);
    const { buckets } = await askHistory(api, sold, `${lately()}&bucket=hour`);
    expect(buckets.map(({ denials }: { denials: number }) => denials).filter(Boolean)).toEqual([5, 1]);
    expect(await askDenials(api, sold, lately())).toMatchObject({ attempts: 6 });
  });

  it('an episode tells how many seats took part and how many attempts were denied', async () => {
    const { sold, seats } = await fullHouse();
    await deny(sold, 'C', 4);
    leeway.clock.advance(minute);
    await sold.release(seats[1] ?? '');
    await sold.activate('E');
    leeway.clock.advance(hour);
    const [episode] = (await askEpisodes(api, sold, lately())).items;
    expect(episode).toMatchObject({ end: null, peakUsed: 2, peakOverdraftUsed: 1, denials: 4, seats: 2 });
    expect(episode.overdraftMs).toBeGreaterThanOrEqual(hour);
  });

  it('what is kept of them comes out again from the log', async () => {
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
