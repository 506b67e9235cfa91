import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { billedCustomer, moveTo } from './testing/billing.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const close = () => leeway.runStep('statements.close');
const statementsOf = async (customerId: string) =>
  (await api('listStatements', `GET /api/v1/statements?customerId=${customerId}`)).body.items;
const statement = async (id: string) => (await api('getStatement', `GET /api/v1/statements/${id}`)).body;

describe('rule 40: usage statements', () => {
  it('a draft while the period goes on, frozen once it is closed, and told', async () => {
    const { customerId, sold } = await billedCustomer(leeway, {
      seatCount: 1,
      overdraft: { type: 'absolute', value: 2 },
    });
    await api('createRate', 'POST /api/v1/rates', {
      ...{ kind: 'overdraftSeatHour', amount: 250, currency: 'EUR', entitlementId: sold.entitlementId },
    });
    await sold.activate('A');
    await sold.activate('B');
    leeway.clock.advance(30 * 60_000);
    const { body: draft } = await api(
      'getStatementDraft',
      `GET /api/v1/customers/${customerId}/statement-draft`,
    );
    expect(draft).toMatchObject({ id: null, status: 'draft', closedDate: null, customerId });
    expect(draft.lines).toHaveLength(1);
    expect(draft.lines[0]).toMatchObject({
      bought: 1,
      peak: 2,
      overdraftPeak: 1,
      id: null,
      featureKey: null,
    });
    expect(draft.lines[0].overdraftSeatHours).toBeCloseTo(0.5, 2);

    moveTo(leeway, Date.parse(draft.periodEnd) + 6 * 60_000);
    await close();
    const [closed, ...others] = await statementsOf(customerId);
    expect(others).toEqual([]);
    expect(closed).toMatchObject({ status: 'final', correction: 0, periodEnd: draft.periodEnd });
    const kept = await statement(closed.id);
    // One lease of an hour beyond the bought seat.
    expect(kept.lines[0].overdraftSeatHours).toBeCloseTo(1, 3);
    expect(kept.lines[0].amount).toBe(Math.floor(kept.lines[0].overdraftSeatHours * 250 + 0.5));
    expect(kept.totals).toEqual([{ currency: 'EUR', amount: kept.lines[0].amount }]);

    const events = await leeway.database.query(
      `select payload from outbox where resource_id = $1 and event_code = 'statement.finalized'`,
      [closed.id],
    );
    expect(events).toMatchObject([{ payload: { statementId: closed.id, customerId, totals: kept.totals } }]);

    await api('createRate', 'POST /api/v1/rates', { kind: 'peakOverdraftUnit', amount: 9, currency: 'USD' });
    await close();
    expect(await statement(closed.id)).toEqual(kept);
    expect(await statementsOf(customerId)).toHaveLength(1);
  });

  it('prices what the most specific rate counts: the entitlement before the offering before the account', async () => {
    const { customerId, sold } = await billedCustomer(leeway, {
      seatCount: 10,
      overdraft: { type: 'absolute', value: 5 },
      features: [
        { key: 'calls', type: 'usageCount', value: 100, overdraftLimit: { type: 'absolute', value: 20 } },
        { key: 'cores', type: 'elementPool', value: 4, overdraftLimit: { type: 'absolute', value: 4 } },
      ],
    });
    const rate = (more: object) => api('createRate', 'POST /api/v1/rates', { currency: 'EUR', ...more });
    await rate({ kind: 'peakOverdraftUnit', amount: 1_000, offeringId: sold.offeringId });
    await rate({
      kind: 'overdraftUnit',
      amount: 5,
      unitCount: 2,
      featureKey: 'calls',
      offeringId: sold.offeringId,
    });
    await rate({
      kind: 'peakOverdraftUnit',
      amount: 700,
      featureKey: 'cores',
      entitlementId: sold.entitlementId,
    });
    await rate({ kind: 'peakOverdraftUnit', amount: 1, featureKey: 'cores', offeringId: sold.offeringId });
    const seats: string[] = [];
    for (let seat = 1; seat <= 13; seat++) {
      const { body } = await sold.activate(`S${seat}`);
      seats.push(body.id);
    }
    const [first = ''] = seats;
    await sold.checkout(first, 'calls', 95);
    await sold.checkout(first, 'calls', 8);
    await sold.checkout(first, 'cores', 6);
    leeway.clock.advance(60_000);
    await sold.giveBack(first, 'cores', 5);
    const { body: draft } = await api(
      'getStatementDraft',
      `GET /api/v1/customers/${customerId}/statement-draft`,
    );
    const byMeter = Object.fromEntries(
      draft.lines.map((line: { featureKey: string | null }) => [line.featureKey ?? '', line]),
    );
    expect(byMeter['']).toMatchObject({ bought: 10, peak: 13, overdraftPeak: 3, amount: 3_000, used: null });
    // 103 used of 100: three beyond, at 5 cents for two, is 7.5 cents; half a cent rounds up.
    expect(byMeter.calls).toMatchObject({
      used: 103,
      overdraftUsed: 3,
      amount: 8,
      peak: null,
      average: null,
    });
    expect(byMeter.cores).toMatchObject({ bought: 4, peak: 6, overdraftPeak: 2, amount: 1_400 });
    expect(draft.totals).toEqual([{ currency: 'EUR', amount: 4_408 }]);
  });

  it('opens each figure down to the rows of the log that make it', async () => {
    const { customerId, sold } = await billedCustomer(leeway, { seatCount: 5 });
    const { body: seat } = await sold.activate('A');
    await sold.activate('A');
    await sold.activate('B');
    await sold.release(seat.id);
    await closePeriodOf(customerId);
    const [closed] = await statementsOf(customerId);
    const kept = await statement(closed.id);
    const path = `GET /api/v1/statements/${closed.id}/lines/${kept.lines[0].id}/facts`;
    const { body: facts } = await api('listStatementFacts', path);
    expect(
      facts.items.map(({ operation, used }: { operation: string; used: number }) => [operation, used]),
    ).toEqual([
      ['limitsChanged', null],
      ['activate', 1],
      ['activate', 2],
      ['deactivate', 1],
      ['leaseExpired', 0],
    ]);
    const { body: page } = await api('listStatementFacts', `${path}?pageSize=2&pageNumber=2`);
    expect(page).toMatchObject({ elementsTotal: 5, pageSize: 2 });
    expect(page.items).toEqual(facts.items.slice(2, 4));
    const past = await api('listStatementFacts', `${path}?pageSize=2&pageNumber=9`);
    expect(past.body).toMatchObject({ elementsTotal: 5, items: [] });
  });

  const closePeriodOf = async (customerId: string) => {
    const { body } = await api('getStatementDraft', `GET /api/v1/customers/${customerId}/statement-draft`);
    moveTo(leeway, Date.parse(body.periodEnd) + 6 * 60_000);
    await close();
  };

  it('facts that come after the close become a correction, and change nothing that was said', async () => {
    const { customerId, sold } = await billedCustomer(leeway, {
      seatCount: 1,
      overdraft: { type: 'unlimited' },
    });
    await api('createRate', 'POST /api/v1/rates', {
      ...{ kind: 'peakOverdraftUnit', amount: 100, currency: 'EUR', entitlementId: sold.entitlementId },
    });
    await sold.activate('A');
    await closePeriodOf(customerId);
    const [closed] = await statementsOf(customerId);
    const kept = await statement(closed.id);
    expect(kept.lines[0]).toMatchObject({ peak: 1, amount: 0 });

    const at = Date.parse(closed.periodEnd) - 10 * 60_000;
    await lateFacts(sold.entitlementId, at, [3, 0]);
    leeway.clock.advance(30 * 60_000);
    await leeway.runStep('statements.correct');
    const [first, correction] = await statementsOf(customerId);
    expect(first).toEqual(closed);
    expect(await statement(closed.id)).toEqual(kept);
    expect(correction).toMatchObject({
      status: 'correction',
      correction: 1,
      totals: [{ currency: 'EUR', amount: 200 }],
    });
    const { lines } = await statement(correction.id);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ peak: 3, overdraftPeak: 2, amount: 200, previousAmount: 0 });
    const events = await leeway.database.query(
      `select payload from outbox where event_code = 'statement.corrected' and resource_id = $1`,
      [correction.id],
    );
    expect(events).toMatchObject([{ payload: { corrects: closed.id, statementId: correction.id } }]);

    const csv = await leeway.api('GET', `/api/v1/statements/${correction.id}/focus`);
    expect(csv.body).toContain(',Correction,');
    expect(csv.body).toContain('\r\n2.00,');

    leeway.clock.advance(24 * 3_600_000);
    await leeway.runStep('statements.correct');
    expect(await statementsOf(customerId)).toHaveLength(2);
  });

  /** Rows of the log that are written after their instant: what an outage holds up. */
  const lateFacts = async (entitlementId: string, at: number, used: readonly number[]) => {
    await leeway.database.query(
      `with numbered as (
         update entitlement_states set sequence = sequence + $4 where tenant_id = $1 and entitlement_id = $2
         returning sequence
       )
       insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, activation_id, seat_id, seats_used,
         bought, hard_cap, overdraft)
       select $1, $2, $3::timestamptz + n * interval '1 minute', numbered.sequence - $4 + n, 'activate', 'act_late',
         'late', u, 1, null, u > 1
       from numbered, unnest($5::int[]) with ordinality as x (u, n)`,
      [leeway.tenantId, entitlementId, new Date(at), used.length, used],
    );
  };

  it('another tenant finds nothing', async () => {
    const { customerId } = await billedCustomer(leeway, {});
    await closePeriodOf(customerId);
    const [closed] = await statementsOf(customerId);
    const stranger = await strangersApi(leeway);
    expect((await stranger('getStatement', `GET /api/v1/statements/${closed.id}`)).status).toBe(404);
    expect((await stranger('listStatements', 'GET /api/v1/statements')).body.items).toEqual([]);
    const draft = await stranger('getStatementDraft', `GET /api/v1/customers/${customerId}/statement-draft`);
    expect(draft.status).toBe(404);
  });

  it('exports CSV and the columns of FOCUS, safe to open in a spreadsheet', async () => {
    const { customerId, sold } = await billedCustomer(
      leeway,
      { seatCount: 1, overdraft: { type: 'unlimited' } },
      '=HYPERLINK("x")',
    );
    await api('createRate', 'POST /api/v1/rates', {
      ...{ kind: 'peakOverdraftUnit', amount: 12_345, currency: 'EUR', entitlementId: sold.entitlementId },
    });
    await sold.activate('A');
    await sold.activate('B');
    await closePeriodOf(customerId);
    const [closed] = await statementsOf(customerId);
    const csv = await leeway.api('GET', `/api/v1/statements/${closed.id}/csv`);
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, line] = csv.body.split('\r\n').map((row: string) => row.split(','));
    const told = Object.fromEntries(header.map((name: string, index: number) => [name, line[index]]));
    expect(told).toMatchObject({
      peak: '2',
      bought: '1',
      amount: '12345',
      currency: 'EUR',
      statementId: closed.id,
    });

    const focus = await leeway.api('GET', `/api/v1/statements/${closed.id}/focus`);
    expect(focus.body.split('\r\n')[0]).toMatch(/^BilledCost,BillingAccountId,.*,ChargeClass,.*,Tags$/);
    expect(focus.body).toContain('\r\n123.45,');
    expect(focus.body).toContain(`"'=HYPERLINK(""x"")"`);
    expect((await leeway.api('GET', `/api/v1/statements/stm_${'x'.repeat(22)}/csv`)).status).toBe(404);

    const all = `GET /api/v1/statements/export?customerId=${customerId}&status=final`;
    const [, row, ...others] = (await api('exportStatements', all)).body.split('\r\n');
    expect(others).toEqual(['']);
    expect(row).toBe(
      [
        ...[
          closed.id,
          customerId,
          `"'=HYPERLINK(""x"")"`,
          closed.periodStart,
          closed.periodEnd,
          'UTC',
          'final',
        ],
        ...['0', closed.closedDate, '123.45', 'EUR', '12345'],
      ].join(','),
    );
  });
});

describe('rates', () => {
  it('are created, read, replaced, deleted, and audited', async () => {
    const body = { kind: 'peakOverdraftUnit', amount: 5, currency: 'JPY', validFrom: '2026-01-01' };
    const created = await api('createRate', 'POST /api/v1/rates', body);
    expect(created.status).toBe(201);
    const { id } = created.body;
    const { body: read } = await api('getRate', `GET /api/v1/rates/${id}`);
    expect(read).toMatchObject({ kind: 'peakOverdraftUnit', unitCount: 1, currency: 'JPY', validTo: null });
    expect((await api('createRate', 'POST /api/v1/rates', { ...body, amount: 1 })).status).toBe(409);
    const put = await api('updateRate', `PUT /api/v1/rates/${id}`, { ...body, amount: 7, unitCount: 3 });
    expect(put.status).toBe(204);
    expect((await api('getRate', `GET /api/v1/rates/${id}`)).body).toMatchObject({ amount: 7, unitCount: 3 });
    const { body: audit } = await api('listAuditLog', `GET /api/v1/audit-log?objectType=rate&objectId=${id}`);
    expect(audit.items.map(({ action }: { action: string }) => action)).toEqual(['update', 'create']);
    expect((await api('deleteRate', `DELETE /api/v1/rates/${id}`)).status).toBe(204);
    expect((await api('getRate', `GET /api/v1/rates/${id}`)).status).toBe(404);
    expect((await api('deleteRate', `DELETE /api/v1/rates/${id}`)).status).toBe(404);
  });

  it.each([
    [{ currency: 'XXY' }, 'currency'],
    [{ currency: 'eur' }, 'currency'],
    [{ amount: -1 }, 'amount'],
    [{ amount: 1.5 }, 'amount'],
    [{ unitCount: 0 }, 'unitCount'],
    [{ kind: 'perSmile' }, 'kind'],
    [{ kind: 'overdraftUnit' }, 'featureKey'],
    [{ validFrom: '2026-02-01', validTo: '2026-02-01' }, 'validTo'],
    [{ entitlementId: `ent_${'x'.repeat(22)}` }, 'entitlementId'],
    [{ offeringId: `off_${'x'.repeat(22)}` }, 'offeringId'],
    [{ entitlementId: `ent_${'x'.repeat(22)}`, offeringId: `off_${'x'.repeat(22)}` }, 'offeringId'],
  ])('refuses %j with the field', async (wrong, field) => {
    const good = { kind: 'peakOverdraftUnit', amount: 100, currency: 'EUR' };
    const answer = await api('createRate', 'POST /api/v1/rates', { ...good, ...wrong });
    expect(answer.status).toBe(422);
    expect(faultyFields(answer)).toEqual([field]);
  });
});
