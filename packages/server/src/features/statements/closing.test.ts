import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, Queryable } from '../../platform/database.ts';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { closePeriod, closePeriods } from './close-periods.ts';
import { correctStatements } from './correct-statements.ts';
import { billedCustomer, moveTo } from './testing/billing.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const running = new AbortController().signal;
const deps = () => ({
  database: leeway.database,
  clock: leeway.clock,
  settle: async () => {
    await leeway.runStep('admission.settle');
  },
});
const statementsOf = async (customerId: string) =>
  (await api('listStatements', `GET /api/v1/statements?customerId=${customerId}&pageSize=1000`)).body.items;
const draftOf = async (customerId: string) =>
  (await api('getStatementDraft', `GET /api/v1/customers/${customerId}/statement-draft`)).body;
const toldOf = (customerId: string) =>
  leeway.database.query(
    `select from outbox where event_code = 'statement.finalized' and payload ->> 'customerId' = $1`,
    [customerId],
  );
const overdraft = { seatCount: 1, overdraft: { type: 'unlimited' } } as const;

describe('rule 40: a period is closed once', () => {
  it('by four workers at once, for many customers', async () => {
    const customers: string[] = [];
    for (let count = 0; count < 6; count++) {
      const { customerId, sold } = await billedCustomer(leeway, overdraft);
      await sold.activate('A');
      customers.push(customerId);
    }
    const { periodEnd } = await draftOf(customers[0] ?? '');
    moveTo(leeway, Date.parse(periodEnd) + 6 * 60_000);
    await Promise.all(Array.from({ length: 4 }, () => closePeriods(deps(), running)));
    await closePeriods(deps(), running);
    for (const customerId of customers) {
      expect(await statementsOf(customerId)).toMatchObject([{ periodEnd, correction: 0 }]);
      expect(await toldOf(customerId)).toHaveLength(1);
    }
  });

  it.each([
    'insert into statements',
    'insert into statement_lines',
    'insert into outbox',
    'update statement_cursors',
  ])(
    'also when the worker is killed at "%s": nothing of it is left, and the next one does it',
    async (statement) => {
      const { customerId, sold } = await billedCustomer(leeway, overdraft);
      await sold.activate('A');
      await closePeriods(deps(), running);
      const { periodEnd } = await draftOf(customerId);
      moveTo(leeway, Date.parse(periodEnd) + 6 * 60_000);
      const key = { tenantId: leeway.tenantId, customerId };
      const killed = closePeriod({ ...deps(), database: killedAt(leeway.database, statement) }, key);
      await expect(killed).rejects.toThrow(/terminat|connection/i);
      expect(await statementsOf(customerId)).toEqual([]);
      expect(await toldOf(customerId)).toEqual([]);
      await closePeriods(deps(), running);
      expect(await statementsOf(customerId)).toMatchObject([{ periodEnd }]);
      expect(await toldOf(customerId)).toHaveLength(1);
    },
  );

  /** Its connection is gone once the statement has run: what a worker that is killed leaves behind. */
  const killedAt = (database: Database, statement: string): Database => ({
    ...database,
    transaction: (author, work) =>
      database.transaction(author, async (tx) => {
        const query = async <Row>(text: string, values?: readonly unknown[]): Promise<Row[]> => {
          const rows = await tx.query<Row>(text, values);
          if (text.includes(statement)) await endOwnConnection(tx);
          return rows;
        };
        return work({ query });
      }),
  });

  const endOwnConnection = (tx: Queryable) => tx.query('select pg_terminate_backend(pg_backend_pid())');

  it('not before it is over, and periods that nobody closed in time are closed one by one', async () => {
    const { customerId, sold } = await billedCustomer(leeway, {
      ...overdraft,
      leasePeriod: { type: 'year', count: 1 },
    });
    await sold.activate('A');
    await sold.activate('B');
    const { periodEnd } = await draftOf(customerId);
    moveTo(leeway, Date.parse(periodEnd) - 1);
    await closePeriods(deps(), running);
    expect(await statementsOf(customerId)).toEqual([]);
    leeway.clock.advance(100 * 86_400_000);
    await closePeriods(deps(), running);
    const closed = await statementsOf(customerId);
    expect(closed).toHaveLength(4);
    const [last, ...earlier] = closed;
    for (const [index, { periodEnd: end }] of earlier.entries()) expect(end).toBe(closed[index].periodStart);
    const { body } = await api('getStatement', `GET /api/v1/statements/${last.id}`);
    const hours = (Date.parse(last.periodEnd) - Date.parse(last.periodStart)) / 3_600_000;
    expect(body.lines[0]).toMatchObject({ average: 2, overdraftSeatHours: hours, peak: 2, p99: 2 });
    expect((await draftOf(customerId)).periodStart).toBe(last.periodEnd);
  });

  it('what was held before the period began is in use until it comes back', async () => {
    const cores = {
      key: 'cores',
      type: 'elementPool',
      value: 4,
      overdraftLimit: { type: 'absolute', value: 4 },
    } as const;
    const { customerId, sold } = await billedCustomer(leeway, {
      ...overdraft,
      ...{
        seatCount: 5,
        licenseType: 'perpetual',
        leasePeriod: { type: 'year', count: 1 },
        features: [cores],
      },
    });
    const { body: first } = await sold.activate('A');
    const { body: second } = await sold.activate('B');
    await sold.checkout(first.id, 'cores', 3);
    await sold.checkout(second.id, 'cores', 4);
    await sold.giveBack(second.id, 'cores', 2);
    const { periodEnd } = await draftOf(customerId);
    moveTo(leeway, Date.parse(periodEnd) + 10 * 86_400_000);
    await sold.release(first.id);
    const inTheDraft = await draftOf(customerId);
    const pool = inTheDraft.lines.find(
      ({ featureKey }: { featureKey: string | null }) => featureKey === 'cores',
    );
    // Ten days of 5 units, one of them beyond the 4 bought; then 2.
    expect(pool).toMatchObject({ bought: 4, peak: 5, overdraftPeak: 1 });
    expect(pool.overdraftSeatHours).toBeCloseTo(240, 1);
    const seats = inTheDraft.lines.find(
      ({ featureKey }: { featureKey: string | null }) => featureKey === null,
    );
    expect(seats).toMatchObject({ peak: 2, bought: 5 });
  });

  it('two workers that look for late facts find nothing twice', async () => {
    const { customerId, sold } = await billedCustomer(leeway, overdraft);
    await sold.activate('A');
    const { periodEnd } = await draftOf(customerId);
    moveTo(leeway, Date.parse(periodEnd) + 6 * 60_000);
    await closePeriods(deps(), running);
    await leeway.database.query(
      `insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, overdraft)
       select tenant_id, entitlement_id, $3, sequence + 1, 'activate', 'late', 5, 1, true
       from entitlement_states where tenant_id = $1 and entitlement_id = $2`,
      [leeway.tenantId, sold.entitlementId, new Date(Date.parse(periodEnd) - 60_000)],
    );
    leeway.clock.advance(3_600_000);
    await Promise.all([1, 2, 3].map(() => correctStatements(deps(), running)));
    expect((await statementsOf(customerId)).map(({ status }: { status: string }) => status)).toEqual([
      'final',
      'correction',
    ]);
  });
});

describe('rule 40: daylight saving', () => {
  it.each([
    ['March', '03', 743],
    ['October', '10', 745],
  ])('%s in Berlin, %s, has %d hours, each billed once', async (_, number, hours) => {
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query(`update tenants set time_zone = 'Europe/Berlin' where tenant_id = $1`, [leeway.tenantId]),
    );
    const month = `${new Date(leeway.clock.now()).getUTCFullYear() + 1}-${number}`;
    moveTo(leeway, Date.parse(`${month}-01T12:00Z`) - 20 * 86_400_000);
    const { customerId, sold } = await billedCustomer(leeway, {
      ...overdraft,
      licenseType: 'perpetual',
      leasePeriod: { type: 'year', count: 1 },
    });
    const rate = {
      kind: 'overdraftSeatHour',
      amount: 100,
      currency: 'EUR',
      entitlementId: sold.entitlementId,
    };
    await api('createRate', 'POST /api/v1/rates', rate);
    await sold.activate('A');
    await sold.activate('B');
    leeway.clock.advance(70 * 86_400_000);
    await closePeriods(deps(), running);
    const all = await statementsOf(customerId);
    const closed = all.find(({ periodStart }: { periodStart: string }) => wallMonth(periodStart) === month);
    const { body } = await api('getStatement', `GET /api/v1/statements/${closed.id}`);
    expect(body.timeZone).toBe('Europe/Berlin');
    expect(body.lines[0]).toMatchObject({ overdraftSeatHours: hours, amount: hours * 100 });
  });

  const wallMonth = (instant: string) =>
    new Intl.DateTimeFormat('sv', { timeZone: 'Europe/Berlin', year: 'numeric', month: '2-digit' }).format(
      new Date(instant),
    );

  it('a longer period begins where the last one ended', async () => {
    const { customerId } = await billedCustomer(leeway, overdraft);
    await closePeriods(deps(), running);
    const path = '/api/v1/account/billing-settings';
    expect((await api('getBillingSettings', `GET ${path}`)).body).toEqual({ billingPeriodLength: 'month' });
    const before = await draftOf(customerId);
    await api('updateBillingSettings', `PUT ${path}`, { billingPeriodLength: 'year' });
    const after = await draftOf(customerId);
    expect(after.periodStart).toBe(before.periodStart);
    expect(wallMonth(after.periodEnd)).toMatch(/-01$/);
    await api('updateBillingSettings', `PUT ${path}`, { billingPeriodLength: 'month' });
    const refused = await api('updateBillingSettings', `PUT ${path}`, { billingPeriodLength: 'week' });
    expect(refused.status).toBe(422);
  });
});
