import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { billedCustomer, moveTo } from './testing/billing.ts';

/** Where periods, customers and what is known of the log begin and end. */

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const hour = 3_600_000;
const draftOf = async (customerId: string) =>
  (await api('getStatementDraft', `GET /api/v1/customers/${customerId}/statement-draft`)).body;
const statementsOf = async (customerId: string) =>
  (await api('listStatements', `GET /api/v1/statements?customerId=${customerId}&pageSize=100`)).body.items;
const linesOf = async (id: string) => (await api('getStatement', `GET /api/v1/statements/${id}`)).body.lines;
const closeAfter = async (customerId: string) => {
  const { periodEnd } = await draftOf(customerId);
  moveTo(leeway, Date.parse(periodEnd) + 6 * 60_000);
  await leeway.runStep('statements.close');
  return periodEnd as string;
};

/** A row that gets to the log after its time. */
const lateRow = (entitlementId: string, at: number, used: number) =>
  leeway.database.query(
    `with next as (
       update entitlement_states set sequence = sequence + 1 where entitlement_id = $2 returning sequence
     )
     insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, overdraft)
     select $1, $2, $3, sequence, 'activate', 'late', $4::int, 1, $4::int > 1 from next`,
    [leeway.tenantId, entitlementId, new Date(at), used],
  );

/** In the middle of a month, so that hours and days around it lie in one period. */
const midMonth = () => {
  const now = new Date(leeway.clock.now());
  const middle = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 10);
  moveTo(leeway, middle);
};

describe('rule 14: a draft counts no seat beyond the end of its lease', () => {
  it('also when nobody has recorded that end', async () => {
    midMonth();
    const { customerId, sold } = await billedCustomer(leeway, {
      seatCount: 1,
      overdraft: { type: 'unlimited' },
      leasePeriod: { type: 'hour', count: 2 },
    });
    await sold.activate('A');
    await sold.activate('B');
    leeway.clock.advance(50 * hour);
    const [line] = (await draftOf(customerId)).lines;
    expect(line.overdraftSeatHours).toBeCloseTo(2, 2);
  });
});

describe('rule 40: what one customer was billed for', () => {
  it('is not billed to the customer that the order goes to later', async () => {
    const { customerId, sold } = await billedCustomer(leeway, {
      seatCount: 1,
      overdraft: { type: 'unlimited' },
      leasePeriod: { type: 'year', count: 1 },
    });
    await sold.activate('A');
    await sold.activate('B');
    const boundary = await closeAfter(customerId);
    const { body: other } = await api('createCustomer', 'POST /api/v1/customers', { name: 'Heir' });
    await leeway.api('PATCH', `/api/v1/entitlements/groups/${sold.groupId}`, { customerId: other.id });
    await closeAfter(customerId);
    await leeway.runStep('statements.close');
    // The first month was the first customer's, the second is the heir's, and the first one has none of it.
    const heirs = await statementsOf(other.id);
    expect(heirs).toMatchObject([{ periodStart: boundary }]);
    expect(await linesOf(heirs[0].id)).toMatchObject([{ entitlementId: sold.entitlementId, peak: 2 }]);
    const firsts = await statementsOf(customerId);
    const lines = await Promise.all(firsts.map(({ id }: { id: string }) => linesOf(id)));
    expect(lines.flat()).toHaveLength(1);
  });
});

describe('rule 40: a correction', () => {
  it('is not drawn from a log of which rows are kept no longer, however often facts come late', async () => {
    const { customerId, sold } = await billedCustomer(leeway, {
      seatCount: 1,
      overdraft: { type: 'unlimited' },
    });
    for (const seat of ['A', 'B', 'C']) await sold.activate(seat);
    const end = Date.parse(await closeAfter(customerId));
    await leeway.database.query('delete from activity_log where entitlement_id = $1', [sold.entitlementId]);
    for (const minutes of [20, 10]) {
      await lateRow(sold.entitlementId, end - minutes * 60_000, 1);
      leeway.clock.advance(24 * hour);
      await leeway.runStep('statements.correct');
    }
    expect(await statementsOf(customerId)).toMatchObject([{ correction: 0 }]);
  });
});

describe("rule 40: the time before an order was another customer's", () => {
  it('also of a customer that is billed for orders of its own already', async () => {
    const overdraft = { seatCount: 1, overdraft: { type: 'unlimited' } } as const;
    const [first, heir] = [await billedCustomer(leeway, overdraft), await billedCustomer(leeway, overdraft)];
    await first.sold.activate('A');
    const boundary = await closeAfter(first.customerId);
    // As if the heir's own period had not been closed in time.
    await leeway.database.query('delete from statements where customer_id = $1', [heir.customerId]);
    await leeway.database.query(
      `update statement_cursors set period_start = $2::timestamptz - interval '1 month', due_at = $2 where customer_id = $1`,
      [heir.customerId, boundary],
    );
    const path = `/api/v1/entitlements/groups/${first.sold.groupId}`;
    await leeway.api('PATCH', path, { customerId: heir.customerId });
    await leeway.runStep('statements.close');
    const [closed] = await statementsOf(heir.customerId);
    expect(closed.periodEnd).toBe(boundary);
    expect(await linesOf(closed.id)).toMatchObject([{ entitlementId: heir.sold.entitlementId }]);
    const { lines } = await draftOf(heir.customerId);
    expect(lines).toHaveLength(2);
  });
});

describe('rule 40: currencies', () => {
  it('are never added, and a correction keeps the one that was billed', async () => {
    const overdraft = { type: 'absolute', value: 4 } as const;
    const { customerId, sold } = await billedCustomer(leeway, {
      ...{ seatCount: 1, overdraft },
      features: [{ key: 'cores', type: 'elementPool', value: 1, overdraftLimit: overdraft }],
    });
    const price = { kind: 'peakOverdraftUnit', entitlementId: sold.entitlementId };
    const seats = { ...price, amount: 1_000, currency: 'EUR' };
    const { body: rate } = await api('createRate', 'POST /api/v1/rates', seats);
    const cores = { ...price, amount: 300, currency: 'JPY', featureKey: 'cores' };
    await api('createRate', 'POST /api/v1/rates', cores);
    const { body: seat } = await sold.activate('A');
    await sold.activate('B');
    await sold.checkout(seat.id, 'cores', 3);
    const end = Date.parse(await closeAfter(customerId));
    const [closed] = await statementsOf(customerId);
    const totals = [
      { currency: 'EUR', amount: 1_000 },
      { currency: 'JPY', amount: 600 },
    ];
    expect(closed.totals).toEqual(totals);
    expect((await api('getStatement', `GET /api/v1/statements/${closed.id}`)).body.totals).toEqual(totals);
    await api('updateRate', `PUT /api/v1/rates/${rate.id}`, { ...seats, amount: 7_777, currency: 'USD' });
    await lateRow(sold.entitlementId, end - hour, 3);
    leeway.clock.advance(24 * hour);
    await leeway.runStep('statements.correct');
    const [, correction] = await statementsOf(customerId);
    expect(correction).toMatchObject({ correction: 1, totals: [{ currency: 'EUR', amount: 1_000 }] });
  });
});

describe('use that another license manager recorded', () => {
  it('is on no statement', async () => {
    midMonth();
    const { customerId, sold } = await billedCustomer(leeway, {
      seatCount: 2,
      overdraft: { type: 'unlimited' },
    });
    const at = new Date(leeway.clock.now() + hour);
    const named = [leeway.tenantId, sold.entitlementId, at];
    await leeway.database.query(
      `insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, overdraft)
       values ($1, $2, $3, -2, 'activate', 'elsewhere', 50, 7, true)`,
      named,
    );
    await leeway.database.query(
      `insert into limit_changes (tenant_id, entitlement_id, sequence, at, bought) values ($1, $2, -3, $3, 7)`,
      named,
    );
    leeway.clock.advance(2 * hour);
    expect((await draftOf(customerId)).lines).toMatchObject([{ bought: 2, peak: 0, overdraftPeak: 0 }]);
    await closeAfter(customerId);
    const [closed] = await statementsOf(customerId);
    const lines = await linesOf(closed.id);
    expect(lines).toMatchObject([{ bought: 2, peak: 0 }]);
    const path = `GET /api/v1/statements/${closed.id}/lines/${lines[0].id}/facts`;
    const { items } = (await api('listStatementFacts', path)).body;
    expect(items.map(({ operation }: { operation: string }) => operation)).toEqual(['limitsChanged']);
  });
});
