import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import type { Sold } from '../../testing/sell.ts';
import { billedCustomer, moveTo } from './testing/billing.ts';

/** The recipes of docs/guide/rate-recipes.md, with real seats, quarter by quarter, statement by statement. */

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  await api('updateBillingSettings', 'PUT /api/v1/account/billing-settings', {
    billingPeriodLength: 'quarter',
  });
});
afterAll(() => leeway?.stop());

const day = 86_400_000;
const statementsOf = async (customerId: string) =>
  (
    await api('listStatements', `GET /api/v1/statements?customerId=${customerId}&pageSize=100`)
  ).body.items.toReversed();
const linesOf = async (id: string) => (await api('getStatement', `GET /api/v1/statements/${id}`)).body.lines;

/** So many seats are taken at once, and given back but for `left` of them a week later. */
const reach = async (sold: Sold, held: Map<string, string>, peak: number, left: number) => {
  const missing = Array.from({ length: peak }, (_, index) => `user-${index}`).filter(
    (seat) => !held.has(seat),
  );
  for (const answer of await Promise.all(missing.map((seat) => sold.activate(seat)))) {
    expect(answer.status).toBe(201);
    held.set(answer.body.seatId, answer.body.id);
  }
  leeway.clock.advance(7 * day);
  const over = [...held].slice(left);
  await Promise.all(over.map(([, id]) => sold.release(id)));
  for (const [seat] of over) held.delete(seat);
};

/** 100 seats from the first of January on, and one rate for each quarter of the year. */
const yearSold = async () => {
  const year = new Date(leeway.clock.now()).getUTCFullYear() + 1;
  const quarter = (index: number) => Date.UTC(year, index * 3, 1);
  moveTo(leeway, quarter(0));
  const { customerId, sold } = await billedCustomer(leeway, {
    seatCount: 100,
    overdraft: { type: 'unlimited' },
    leasePeriod: { type: 'year', count: 1 },
  });
  // $100 a year: what is left of it after each quarter.
  for (const [index, amount] of [7_500, 5_000, 2_500, 0].entries())
    await api('createRate', 'POST /api/v1/rates', {
      ...{ kind: 'peakOverdraftUnit', amount, currency: 'USD', entitlementId: sold.entitlementId },
      ...{
        validFrom: new Date(quarter(index)).toISOString(),
        trueUpFrom: new Date(quarter(0)).toISOString(),
      },
    });
  return { customerId, sold, quarter };
};

describe("GitLab's true-up: 100 seats, quarters of 110, 105, 120 and 120 at $100 a year", () => {
  it.each([
    ['while the seats stay 100', false],
    ['while what was paid for is added to the seats', true],
  ])('is 750 + 0 + 250 + 0, %s', async (_, isRaised) => {
    const { customerId, sold, quarter } = await yearSold();
    const held = new Map<string, string>();
    const bills: number[] = [];
    for (const [index, peak] of [110, 105, 120, 120].entries()) {
      leeway.clock.advance(10 * day);
      await reach(sold, held, peak, index === 2 ? 120 : 104);
      moveTo(leeway, quarter(index + 1) + 6 * 60_000);
      await leeway.runStep('statements.close');
      const closed = (await statementsOf(customerId)).at(-1);
      expect(closed.periodStart).toBe(new Date(quarter(index)).toISOString());
      const [line] = await linesOf(closed.id);
      expect(line.peak).toBe(peak);
      expect(closed.totals).toEqual([{ currency: 'USD', amount: line.amount }]);
      bills.push(line.amount);
      // Paid for from now on, but some minutes of the new quarter are over.
      if (isRaised && line.amount > 0) {
        const path = `/api/v1/entitlements/${sold.entitlementId}`;
        expect((await leeway.api('PATCH', path, { seatCount: line.peak })).status).toBe(204);
      }
    }
    expect(bills).toEqual([75_000, 0, 25_000, 0]);
    const focus = await Promise.all(
      (await statementsOf(customerId)).map(({ id }: { id: string }) =>
        leeway.api('GET', `/api/v1/statements/${id}/focus`),
      ),
    );
    const cells = focus.map(({ body }) => {
      const [header, row] = body.split('\r\n').map((text: string) => text.split(','));
      return [row[header.indexOf('BilledCost')], row[header.indexOf('PricingQuantity')]];
    });
    expect(cells).toEqual([
      ['750.00', '10'],
      ['0.00', '0'],
      ['250.00', '10'],
      ['0.00', '0'],
    ]);
    const { body } = await api('askWhatIf', `POST /api/v1/entitlements/${sold.entitlementId}/what-if`, {
      ...{ seatCount: 110, overdraftSeatLimit: { type: 'unlimited' } },
      ...{ from: new Date(quarter(0)).toISOString(), to: new Date(quarter(4)).toISOString() },
    });
    expect(body.actual.costs).toEqual([{ currency: 'USD', amount: 100_000 }]);
    expect(body.whatIf.costs).toEqual([{ currency: 'USD', amount: 25_000 }]);
  });

  it('a peak that is found later is paid for when it was, and not again', async () => {
    const { customerId, sold, quarter } = await yearSold();
    const held = new Map<string, string>();
    for (const [index, peak] of [110, 105, 120].entries()) {
      await reach(sold, held, peak, 100);
      moveTo(leeway, quarter(index + 1) + 6 * 60_000);
      await leeway.runStep('statements.close');
    }
    await leeway.database.query(
      `with next as (
         update entitlement_states set sequence = sequence + 2 where entitlement_id = $2 returning sequence
       )
       insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, overdraft)
       select $1, $2, $3::timestamptz + n * interval '1 hour', sequence - 1 + n, 'activate', 'late', used, 100, used > 100
       from next, (values (0, 115), (1, 100)) as late (n, used)`,
      [leeway.tenantId, sold.entitlementId, new Date(quarter(0) + 60 * day)],
    );
    leeway.clock.advance(20 * day);
    for (let round = 0; round < 3; round++) await leeway.runStep('statements.correct');
    const bills = (await statementsOf(customerId)).map(
      ({ periodStart, correction, totals }: Record<string, unknown>) => [
        new Date(String(periodStart)).getUTCMonth(),
        correction,
        (totals as { amount: number }[])[0]?.amount,
      ],
    );
    expect(bills.sort()).toEqual([
      [0, 0, 75_000],
      [0, 1, 37_500],
      [3, 0, 0],
      [6, 0, 25_000],
      [6, 1, -12_500],
    ]);
  });
});

it('true-up is told, and refused where it compares nothing', async () => {
  const { sold } = await billedCustomer(leeway, {});
  const body = { kind: 'peakOverdraftUnit', amount: 5, currency: 'EUR', entitlementId: sold.entitlementId };
  const trueUpFrom = '2026-01-01T00:00:00.000Z';
  const { body: rate } = await api('createRate', 'POST /api/v1/rates', { ...body, trueUpFrom });
  expect(rate.trueUpFrom).toBe(trueUpFrom);
  await api('updateRate', `PUT /api/v1/rates/${rate.id}`, body);
  expect((await api('getRate', `GET /api/v1/rates/${rate.id}`)).body.trueUpFrom).toBeNull();
  const wrong = { ...body, kind: 'overdraftSeatHour', validFrom: trueUpFrom, trueUpFrom };
  const answer = await api('createRate', 'POST /api/v1/rates', wrong);
  expect([answer.status, faultyFields(answer)]).toEqual([422, ['trueUpFrom']]);
});
