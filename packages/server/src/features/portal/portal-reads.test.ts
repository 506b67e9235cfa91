import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import type { Sold } from '../../testing/sell.ts';
import { openCustomer, type PortalCustomer, type PortalPerson } from './testing/portal-scene.ts';

let leeway: Leeway;
let api: CheckedApi;
let globex: PortalCustomer;
let initech: PortalCustomer;
let admin: PortalPerson;
let user: PortalPerson;
/** 100 bought, 20 % overdraft, told in tenths: 10 and 20 %. */
let listed: Sold;
/** The user is not on its order. */
let unlisted: Sold;
let foreign: Sold;

const at = '/portal/api/v1';
const terms = { seatCount: 10, overdraft: { type: 'percentage', value: 20 } } as const;
const unknown = 'ent_0000000000000000000000';

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  // Early in a month: what is denied "this month" stays in it while the clock moves.
  const now = new Date(leeway.clock.now());
  leeway.clock.advance(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 3, 8) - now.getTime());
  globex = await openCustomer(leeway, 'Globex');
  initech = await openCustomer(leeway, 'Initech');
  admin = await globex.signedIn('admin');
  user = await globex.signedIn('user');
  listed = await globex.buy({ ...terms, features: [{ key: 'pool', type: 'elementPool', value: 5 }] });
  unlisted = await globex.buy({ seatCount: 3 });
  foreign = await initech.buy(terms);
  await globex.list(listed, user);
});
afterAll(() => leeway?.stop());

const overview = async (person: PortalPerson) =>
  (await person.call('getPortalOverview', `GET ${at}/overview`)).body;
const take = async (sold: Sold, count: number, prefix = 'seat') => {
  for (let seat = 1; seat <= count; seat += 1) await sold.activate(`${prefix}-${seat}`);
};
/** Of the month that is so many months from now. */
const monthStart = (ahead: number) => {
  const now = new Date(leeway.clock.now());
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1);
};
const see = (person: PortalPerson, entitlementId: string) =>
  person.call('getPortalEntitlement', `GET ${at}/entitlements/${entitlementId}`);

describe('rule 43: whose entitlements are seen', () => {
  it('an admin sees the whole customer, a user what lists the user, and nobody another customer’s', async () => {
    const idsOf = async (person: PortalPerson) =>
      (await overview(person)).entitlements.map(({ id }: { id: string }) => id).sort();
    expect(await idsOf(admin)).toEqual([listed.entitlementId, unlisted.entitlementId].sort());
    expect(await idsOf(user)).toEqual([listed.entitlementId]);
    expect(await idsOf(await globex.signedIn('user'))).toEqual([]);
    expect((await see(user, listed.entitlementId)).status).toBe(200);
  });

  it('what is not seen is not there, at every address of an entitlement: 404', async () => {
    const operations: [string, string][] = [
      ['getPortalEntitlement', ''],
      ['getPortalUsageHistory', '/usage-history'],
      ['listPortalOverdraftEpisodes', '/overdraft-episodes'],
      ['getPortalDenials', '/denials'],
      ['getPortalConcurrency', '/concurrency'],
      ['getPortalCapacity', '/capacity'],
      ['listPortalSeats', '/activations'],
    ];
    for (const [operationId, path] of operations) {
      const statusOf = async (person: PortalPerson, entitlementId: string) =>
        (await person.call(operationId, `GET ${at}/entitlements/${entitlementId}${path}`)).status;
      expect([operationId, await statusOf(admin, foreign.entitlementId)]).toEqual([operationId, 404]);
      expect([operationId, await statusOf(user, unlisted.entitlementId)]).toEqual([operationId, 404]);
      expect([operationId, await statusOf(admin, unknown)]).toEqual([operationId, 404]);
      expect([operationId, await statusOf(admin, unlisted.entitlementId)]).toEqual([operationId, 200]);
    }
  });
});

describe('the overview', () => {
  it('says 11 of 10 seats, 1 more until the limit, and what comes next', async () => {
    await take(listed, 11);
    const { attention, entitlements, customer, elementsTotal, timeZone } = await overview(admin);
    expect({ customer, elementsTotal, timeZone }).toEqual({
      customer: { id: globex.customerId, name: 'Globex' },
      elementsTotal: 2,
      timeZone: 'UTC',
    });
    const sold = await listed.entitlement();
    expect(entitlements[0]).toMatchObject({
      id: listed.entitlementId,
      offeringName: sold.offeringName,
      productName: expect.stringMatching(/^Product /),
      entitlementGroupId: listed.groupId,
      limits: { bought: 10, allowance: 2, hardCap: 12, used: 11, overdraftUsed: 1, available: 1 },
      ...{ ownCap: null, limit: 12, seatsUntilLimit: 1, standing: 'overdraft' },
      deniedThisMonth: { attempts: 0, seats: 0, lastDeniedAt: null },
      nextDate: { kind: 'expires', at: sold.expiryDate },
    });
    expect(attention).toEqual({
      entitlementId: listed.entitlementId,
      standing: 'overdraft',
      nextStep: 'requestSeats',
    });
    expect((await overview(user)).attention.nextStep).toBe('askAdmin');
  });

  it('says who was denied this month, and forgets it with the month', async () => {
    await take(listed, 12);
    for (const seat of ['late-1', 'late-1', 'late-2']) expect((await listed.activate(seat)).status).toBe(402);
    const { entitlements, attention } = await overview(admin);
    expect(entitlements[0]).toMatchObject({
      ...{ standing: 'denied', seatsUntilLimit: 0, limits: { state: 'atHardCap' } },
      deniedThisMonth: { attempts: 3, seats: 2, lastDeniedAt: expect.stringMatching(/^\d{4}-\d\d-03T/) },
    });
    expect(attention).toMatchObject({ standing: 'denied', nextStep: 'requestSeats' });
    const { body } = await admin.call(
      'getPortalUsageHistory',
      `GET ${at}/entitlements/${listed.entitlementId}/usage-history?bucket=month`,
    );
    expect(body.buckets.at(-1)).toMatchObject({ denials: 3, deniedSeats: 2 });
  });

  it('shows the features of one entitlement', async () => {
    const { body } = await see(admin, listed.entitlementId);
    expect(body.features).toEqual([
      {
        ...{ key: 'pool', description: null, type: 'elementPool', enabled: true, resetsAt: null },
        limits: {
          ...{
            bought: 5,
            allowance: 0,
            hardCap: 5,
            used: 0,
            overdraftUsed: 0,
            available: 5,
            state: 'within',
          },
        },
      },
    ]);
  });
});

describe('seats', () => {
  it('are listed longest held first; those above the bought ones are overdraft seats, whoever was first', async () => {
    const list = async () =>
      (await admin.call('listPortalSeats', `GET ${at}/entitlements/${listed.entitlementId}/activations`))
        .body;
    const before = await list();
    expect(before.elementsTotal).toBe(12);
    const overdraft = ({ items }: { items: { isOverdraftSeat: boolean; seatId: string }[] }) =>
      items.filter(({ isOverdraftSeat }) => isOverdraftSeat).map(({ seatId }) => seatId);
    expect(overdraft(before)).toEqual(['seat-11', 'seat-12']);
    const [first] = before.items;
    expect(first).toMatchObject({ seatId: 'seat-1', mode: 'online', username: null });
    expect((await listed.release(first.activationId)).status).toBe(204);
    const after = await list();
    expect([after.elementsTotal, ...overdraft(after)]).toEqual([11, 'seat-12']);
  });

  it('whose lease has ended are gone at that instant', async () => {
    leeway.clock.advance(3_600_001);
    const { body } = await admin.call(
      'listPortalSeats',
      `GET ${at}/entitlements/${listed.entitlementId}/activations`,
    );
    expect(body).toMatchObject({ items: [], elementsTotal: 0 });
  });
});

describe('rule 43: the same numbers for both sides', () => {
  let range: string;
  beforeAll(async () => {
    // The month is over: nothing of it moves any more.
    const month = new Date(leeway.clock.now()).toISOString().slice(0, 7);
    leeway.clock.advance(monthStart(1) + 3_600_000 - leeway.clock.now());
    range = `from=${month}-01T00:00:00Z&to=${new Date(monthStart(0)).toISOString()}`;
    user = await globex.again(user);
  });

  it.each([
    ['getUsageHistory', 'getPortalUsageHistory', 'usage-history?bucket=hour'],
    ['getUsageHistory', 'getPortalUsageHistory', 'usage-history?bucket=month'],
    ['getUsageHistory', 'getPortalUsageHistory', 'usage-history?bucket=raw'],
    ['getUsageHistory', 'getPortalUsageHistory', 'usage-history?feature=pool'],
    ['listOverdraftEpisodes', 'listPortalOverdraftEpisodes', 'overdraft-episodes?pageSize=5'],
    ['getDenials', 'getPortalDenials', 'denials?pageSize=1&pageNumber=2'],
    ['getConcurrency', 'getPortalConcurrency', 'concurrency?feature=pool'],
    ['getConcurrency', 'getPortalConcurrency', 'concurrency?'],
  ])('%s and %s answer alike: %s', async (ofConsole, ofPortal, path) => {
    const below = `entitlements/${listed.entitlementId}/${path}&${range}`;
    const console = await api(ofConsole, `GET /api/v1/${below}`);
    const portal = await user.call(ofPortal, `GET ${at}/${below}`);
    expect([console.status, portal.status]).toEqual([200, 200]);
    expect(portal.body).toEqual(console.body);
  });

  it('with figures that are some', async () => {
    const below = `entitlements/${listed.entitlementId}`;
    const history = await user.call(
      'getPortalUsageHistory',
      `GET ${at}/${below}/usage-history?bucket=month&${range}`,
    );
    expect(history.body.buckets).toMatchObject([{ max: 12, denials: 3, deniedSeats: 2, activations: 12 }]);
    const denied = await user.call('getPortalDenials', `GET ${at}/${below}/denials?${range}`);
    expect(denied.body).toMatchObject({ attempts: 3, bySeat: [{ seatId: 'late-1' }, { seatId: 'late-2' }] });
    const episodes = await user.call(
      'listPortalOverdraftEpisodes',
      `GET ${at}/${below}/overdraft-episodes?${range}`,
    );
    expect(episodes.body.items).toMatchObject([{ peakUsed: 12, peakOverdraftUsed: 2, denials: 3 }]);
  });
});

describe('capacity planning', () => {
  it('names the month in which the growth of the peaks reaches the limit', async () => {
    const sold = await globex.buy({ ...terms, licenseDuration: { type: 'year', count: 3 } });
    const path = `GET ${at}/entitlements/${sold.entitlementId}/capacity`;
    admin = await globex.again(admin);
    const few = (await admin.call('getPortalCapacity', path)).body;
    expect(few).toMatchObject({ months: [], growthPerMonth: null, reason: 'tooFewMonths' });
    // The month of the sale is not whole; then 2, 4, 6 at most.
    for (const peak of [1, 2, 4, 6]) {
      await take(sold, peak);
      leeway.clock.advance(monthStart(1) + 3_600_000 - leeway.clock.now());
    }
    const { body } = await (await globex.again(admin)).call('getPortalCapacity', path);
    // 6 last month, 2 more each: 10 after two more months, 12 after three.
    expect(body).toMatchObject({
      ...{ method: 'leastSquaresOfMonthlyPeaks', growthPerMonth: 2, bought: 10, limit: 12, reason: null },
      months: [{ peak: 2 }, { peak: 4 }, { peak: 6, start: new Date(monthStart(-1)).toISOString() }],
      reachesBoughtIn: new Date(monthStart(1)).toISOString(),
      reachesLimitIn: new Date(monthStart(2)).toISOString(),
    });
  });
});
