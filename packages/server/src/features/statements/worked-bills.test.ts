import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import type { Sold } from '../../testing/sell.ts';
import { billedCustomer, moveTo } from './testing/billing.ts';

/** Bills worked by hand, as docs/guide/rate-recipes.md shows them: one June, the same use, a rate of each kind. */

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const hour = 3_600_000;

const named = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `user-${from + index}`);

const take = async (sold: Sold, seats: readonly string[]): Promise<string[]> => {
  const answers = await Promise.all(seats.map((seat) => sold.activate(seat)));
  expect(answers.map(({ status }) => status)).toEqual(seats.map(() => 201));
  return answers.map(({ body }) => body.id);
};
const giveBack = (sold: Sold, ids: readonly string[]) => Promise.all(ids.map((id) => sold.release(id)));

describe('rule 40: 100 seats and 20 % of overdraft in a June', () => {
  let june: number;
  let sold: Sold;
  let customerId: string;
  let rateId: string;

  beforeAll(async () => {
    june = Date.UTC(new Date(leeway.clock.now()).getUTCFullYear() + 1, 5, 1);
    moveTo(leeway, june - 60_000);
    const calls = { key: 'calls', type: 'usageCount', value: 1_000 } as const;
    ({ sold, customerId } = await billedCustomer(leeway, {
      ...{ seatCount: 100, overdraft: { type: 'percentage', value: 20 }, licenseType: 'perpetual' },
      leasePeriod: { type: 'year', count: 1 },
      features: [{ ...calls, overdraftLimit: { type: 'percentage', value: 20 } }],
    }));
    const price = { kind: 'peakOverdraftUnit', amount: 1_000, currency: 'EUR', offeringId: sold.offeringId };
    rateId = (await api('createRate', 'POST /api/v1/rates', price)).body.id;
    const forTwo = { kind: 'overdraftUnit', amount: 5, unitCount: 2, currency: 'EUR', featureKey: 'calls' };
    await api('createRate', 'POST /api/v1/rates', { ...forTwo, entitlementId: sold.entitlementId });

    const [first = ''] = await take(sold, named(1, 90));
    moveTo(leeway, june + 100 * hour);
    const twenty = await take(sold, named(91, 110));
    await sold.checkout(first, 'calls', 1_000);
    leeway.clock.advance(36 * hour);
    const ten = await take(sold, named(111, 120));
    await sold.checkout(first, 'calls', 150);
    expect((await sold.activate('user-121')).status).toBe(402);
    leeway.clock.advance(hour);
    await giveBack(sold, [...twenty, ...ten]);
    moveTo(leeway, june + 720 * hour - 10 * 60_000);
  });

  const linesOfDraft = async () =>
    (await api('getStatementDraft', `GET /api/v1/customers/${customerId}/statement-draft`)).body.lines;

  it.each([
    // 120 of 100 at the busiest moment: 20 x 10.00.
    ['peakOverdraftUnit', 1_000, 20_000],
    // More than 110 for 1 of 720 hours, which is less than one per cent: 10 x 10.00.
    ['p99OverdraftUnit', 1_000, 10_000],
    // 36 h x 10 seats and 1 h x 20 seats: 380 x 0.50.
    ['overdraftSeatHour', 50, 19_000],
  ])('%s at %d cents comes to %d', async (kind, amount, total) => {
    const price = { kind, amount, currency: 'EUR', offeringId: sold.offeringId };
    await api('updateRate', `PUT /api/v1/rates/${rateId}`, price);
    const [line] = await linesOfDraft();
    expect(line).toMatchObject({ bought: 100, peak: 120, p99: 110, overdraftPeak: 20, overdraftP99: 10 });
    // Moves of the clock are exact, requests take their milliseconds.
    expect(line.overdraftSeatHours).toBeCloseTo(380, 0);
    expect(line.average).toBeCloseTo((90 * 683 + 110 * 36 + 120) / 720, 1);
    expect(Math.abs(line.amount - total)).toBeLessThan(kind === 'overdraftSeatHour' ? 50 : 1);
  });

  it('overdraftUnit: 1,150 calls of 1,000, 5 cents for each two beyond, is 3.75', async () => {
    expect((await linesOfDraft())[1]).toMatchObject({
      ...{ used: 1_150, overdraftUsed: 150, amount: 375, bought: 1_000, peak: null },
    });
  });

  it('the statement says what its draft said last', async () => {
    const [seats, calls] = await linesOfDraft();
    moveTo(leeway, june + 720 * hour + 6 * 60_000);
    await leeway.runStep('statements.close');
    const { items } = (await api('listStatements', `GET /api/v1/statements?customerId=${customerId}`)).body;
    const [closed] = items.filter(
      ({ periodStart }: { periodStart: string }) => Date.parse(periodStart) === june,
    );
    expect(closed.totals).toEqual([{ currency: 'EUR', amount: seats.amount + calls.amount }]);
    const { lines } = (await api('getStatement', `GET /api/v1/statements/${closed.id}`)).body;
    const { id, average, ...kept } = lines[0];
    expect(id).toMatch(/^line_/);
    expect(seats).toMatchObject(kept);
    expect(average).toBeCloseTo(seats.average, 3);
  });
});
