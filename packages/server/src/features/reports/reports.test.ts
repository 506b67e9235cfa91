import type { ReportColumnModel } from '@leeway/contract';
import { graceEnd } from '@leeway/rules';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';

/** Reports over HTTP: what can be asked, and that the answer is what the lists show. */

let leeway: Leeway;
let api: CheckedApi;
let over: Sold;
let within: Sold;
let customerId: string;

const run = (body: unknown) => api('runReport', 'POST /api/v1/reports/run', body);

const rowsOf = async (body: unknown) => {
  const answer = await run(body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.items;
};

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  over = await sell(leeway, { seatCount: 2, overdraft: { type: 'absolute', value: 2 } });
  within = await sell(leeway, { seatCount: 5, overdraft: { type: 'percentage', value: 20 } });
  const customer = await api('createCustomer', 'POST /api/v1/customers', { name: 'Initech' });
  customerId = customer.body.id;
  await api('updateEntitlementGroup', `PATCH /api/v1/entitlements/groups/${over.groupId}`, { customerId });
  for (const seat of ['a', 'b', 'c', 'd']) expect((await over.activate(seat)).status).toBe(201);
  expect((await over.activate('e')).status).toBe(402);
  await within.activate('a');
  await leeway.runStep('history.derive');
});
afterAll(() => leeway?.stop());

describe('the catalogue', () => {
  it('lists every subject with its columns, and what each can be compared by', async () => {
    const { body } = await api('listReportSubjects', 'GET /api/v1/reports/subjects');
    expect(body.items.map(({ key }: { key: string }) => key)).toEqual([
      ...['entitlements', 'customers', 'activations', 'activity', 'denials', 'episodes', 'statements'],
    ]);
    const columns = body.items[0].columns;
    expect(columns.find(({ key }: { key: string }) => key === 'overdraftSeatsUsed')).toEqual({
      ...{ key: 'overdraftSeatsUsed', title: 'Overdraft seats used', type: 'integer', words: [] },
      operators: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'isNull'],
      groupable: true,
      aggregates: ['count', 'sum', 'min', 'max', 'avg'],
    });
  });

  it('every column of every subject can be asked for, filtered by, sorted and aggregated', async () => {
    const { body } = await api('listReportSubjects', 'GET /api/v1/reports/subjects');
    const values: Record<string, unknown> = {
      ...{ text: 'x', integer: 1, decimal: 0.5, boolean: true, dateTime: '2026-01-01T00:00:00Z' },
    };
    for (const { key: subject, columns } of body.items) {
      await rowsOf({ subject });
      await Promise.all(
        columns.map(async ({ key, type, operators, words, aggregates, groupable }: ReportColumnModel) => {
          const value = type === 'word' ? words[0] : values[type];
          const filter = operators.map((operator) => ({
            ...{ column: key, operator },
            value: operator === 'in' ? [value] : operator === 'isNull' ? false : value,
          }));
          await rowsOf({ subject, columns: [key], filter, sort: [{ column: key, descending: true }] });
          const figures = aggregates.map((name) => ({ function: name, column: key }));
          await rowsOf({ subject, groupBy: groupable ? [{ column: key }] : [], aggregates: figures });
        }),
      );
    }
  });
});

describe('entitlements', () => {
  it('overdraftSeatsUsed > 0 finds those that use more than was bought', async () => {
    const filter = [{ column: 'overdraftSeatsUsed', operator: 'gt', value: 0 }];
    const columns = [
      'entitlementId',
      'seatCount',
      'seatsUsed',
      'overdraftSeatsUsed',
      'hardCap',
      'customerName',
    ];
    expect(await rowsOf({ subject: 'entitlements', columns, filter })).toEqual([
      {
        ...{ entitlementId: over.entitlementId, seatCount: 2, seatsUsed: 4, overdraftSeatsUsed: 2 },
        ...{ hardCap: 4, customerName: 'Initech' },
      },
    ]);
  });

  it('overdraftSeatsUsed follows an edit of the seats bought', async () => {
    const sold = await sell(leeway, { seatCount: 3, overdraft: { type: 'absolute', value: 2 } });
    for (const seat of ['a', 'b', 'c']) await sold.activate(seat);
    const found = async (filter: object) => {
      const asked = { subject: 'entitlements', columns: ['entitlementId'] };
      const rows = await rowsOf({ ...asked, filter: [{ column: 'overdraftSeatsUsed', ...filter }] });
      return rows.some(({ entitlementId }: Sold) => entitlementId === sold.entitlementId);
    };
    const edit = (seatCount: number) =>
      api('updateEntitlement', `PATCH /api/v1/entitlements/${sold.entitlementId}`, { seatCount });
    expect(await found({ operator: 'gt', value: 0 })).toBe(false);
    expect((await edit(2)).status).toBe(204);
    expect(await found({ operator: 'gt', value: 0 })).toBe(true);
    expect(await found({ operator: 'gte', value: '1' })).toBe(true);
    expect(await found({ operator: 'eq', value: 1 })).toBe(true);
    expect((await edit(3)).status).toBe(204);
    expect(await found({ operator: 'gt', value: 0 })).toBe(false);
    expect(await found({ operator: 'gt', value: -1 })).toBe(true);
    expect(await found({ operator: 'gte', value: 0 })).toBe(true);
    await sold.activate('d');
    expect(await found({ operator: 'gt', value: 0 })).toBe(true);
  });

  it('says of each entitlement what its own reply says', async () => {
    const unlimited = await sell(leeway, { seatCount: 1, overdraft: { type: 'unlimited' } });
    await unlimited.activate('a');
    const shared = [
      ...['sku', 'offeringName', 'seatCount', 'seatsUsed', 'overdraftSeatsUsed', 'overdraftSeatCount'],
      ...['seatsAvailable', 'seatUtilizationRate', 'status', 'licenseType', 'concurrencyMode'],
      ...['expiryDate', 'activationDate', 'creationDate', 'provisioningDate', 'disabledDate'],
    ];
    for (const sold of [over, within, unlimited]) {
      const filter = [{ column: 'entitlementId', operator: 'eq', value: sold.entitlementId }];
      const [row] = await rowsOf({ subject: 'entitlements', columns: shared, filter });
      const own = await sold.entitlement();
      expect(row).toEqual(
        Object.fromEntries(
          shared.map((key) => [key, own[key === 'creationDate' ? 'created' : key] ?? own[key]]),
        ),
      );
    }
  });

  it('rule 23: ends of grace periods and statuses are those of the rule, over changes of daylight saving', async () => {
    const zone = 'Europe/Berlin';
    const types = ['none', 'second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
    // Around both changes of 2026, by the quarter hour, and ends of months.
    const around = ['2026-03-28T00:30:00Z', '2026-10-24T00:00:00Z', '2026-01-30T23:00:00Z'].map(Date.parse);
    const cases = around.flatMap((from) =>
      Array.from({ length: 24 }, (_, index) => from + index * 900_000).flatMap((expiry) =>
        types.map((type) => ({ expiry, type, count: type === 'none' ? null : 1 })),
      ),
    );
    const rows = await leeway.database.query<{ end: Date }>(
      `select grace_end(c.expiry, c.type, c.count, $2) as "end"
       from jsonb_to_recordset($1::jsonb) as c (expiry timestamptz, type text, count int, n int)
       order by n`,
      [JSON.stringify(cases.map((each, n) => ({ ...each, n, expiry: new Date(each.expiry) }))), zone],
    );
    expect(rows.map(({ end }) => end.getTime())).toEqual(
      cases.map(({ expiry, type, count }) => graceEnd(expiry, { type, count }, zone)),
    );
  });

  it('rule 23: its status is that of its own reply in every state', async () => {
    const { entitlementId, productId } = within;
    const before = await leeway.database.query<Record<string, unknown>>(
      'select activation_date, expiry_date from entitlement_states where entitlement_id = $1',
      [entitlementId],
    );
    const gracePeriod = { type: 'day', count: 2 };
    await api('patchProduct', `PATCH /api/v1/products/${productId}`, { gracePeriod });
    const states = [
      `disabled_date = now()`,
      `disabled_date = null, customer_disabled = true`,
      `customer_disabled = false, exported = true`,
      `exported = false, activation_date = null`,
      `activation_date = now() + interval '1 day'`,
      `activation_date = now() - interval '9 days', expiry_date = null`,
      `expiry_date = now() - interval '1 day'`,
      `expiry_date = now() - interval '3 days'`,
    ];
    const seen = new Set<string>();
    for (const state of states) {
      await leeway.database.transaction(leeway.author, (tx) =>
        tx.query(`update entitlement_states set ${state} where entitlement_id = $1`, [entitlementId]),
      );
      const filter = [{ column: 'entitlementId', operator: 'eq', value: entitlementId }];
      const columns = ['status', 'gracePeriodExpiry'];
      const [{ status }] = await rowsOf({ subject: 'entitlements', columns, filter });
      expect(status).toBe((await within.entitlement()).status);
      expect(
        await rowsOf({
          subject: 'entitlements',
          filter: [{ column: 'status', operator: 'eq', value: status }, ...filter],
        }),
      ).toHaveLength(1);
      seen.add(status);
    }
    expect([...seen].sort()).toEqual([
      ...['active', 'created', 'customerDisabled', 'disabled', 'expired', 'exported', 'gracePeriod'],
    ]);
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query(
        'update entitlement_states set activation_date = $2, expiry_date = $3 where entitlement_id = $1',
        [...[entitlementId, before[0]?.activation_date, before[0]?.expiry_date]],
      ),
    );
  });
});

describe('the other subjects', () => {
  const ofOver = [{ column: 'entitlementId', operator: 'eq', value: '' }];
  beforeAll(() => {
    ofOver[0] = { column: 'entitlementId', operator: 'eq', value: over.entitlementId };
  });

  it('customers: what they bought and use', async () => {
    const columns = ['name', 'entitlements', 'seatCount', 'seatsUsed', 'overdraftSeatsUsed', 'contacts'];
    const filter = [{ column: 'customerId', operator: 'eq', value: customerId }];
    expect(await rowsOf({ subject: 'customers', columns, filter })).toEqual([
      { name: 'Initech', entitlements: 1, seatCount: 2, seatsUsed: 4, overdraftSeatsUsed: 2, contacts: 0 },
    ]);
  });

  it('activations: the seats that are held, as the list shows them', async () => {
    const columns = ['activationId', 'seatId', 'status', 'leaseExpiry', 'activated'];
    const rows = await rowsOf({ subject: 'activations', columns, filter: ofOver });
    const path = `GET /api/v1/entitlements/${over.entitlementId}/activations`;
    const { items } = (await api('listEntitlementActivations', path)).body;
    const own = items.map((item: Record<string, unknown>) => ({
      ...{ activationId: item.id, seatId: item.seatId, status: item.status },
      ...{ leaseExpiry: item.leaseExpiry, activated: item.activated },
    }));
    const bySeat = (a: { seatId: string }, b: { seatId: string }) => (a.seatId < b.seatId ? -1 : 1);
    expect(rows.sort(bySeat)).toEqual(own.sort(bySeat));
    expect(rows).toHaveLength(4);
  });

  it('activity: each row of the log, with the limits of that instant', async () => {
    const columns = [
      'operation',
      'seatId',
      'seatsUsed',
      'overdraftSeatsUsed',
      'overdraft',
      'bought',
      'hardCap',
      'reasons',
    ];
    const row = (seatId: string, seatsUsed: number, operation = 'activate') => ({
      ...{ operation, seatId, seatsUsed, overdraftSeatsUsed: Math.max(seatsUsed - 2, 0) },
      ...{
        overdraft: seatsUsed > 2,
        bought: 2,
        hardCap: 4,
        reasons: operation === 'activate' ? null : 'seatLimitReached',
      },
    });
    expect(await rowsOf({ subject: 'activity', columns, filter: ofOver })).toEqual([
      ...[row('a', 1), row('b', 2), row('c', 3), row('d', 4), row('e', 4, 'activationDenied')],
    ]);
  });

  it('denials: a true one only once nobody has got the seat for 15 minutes', async () => {
    const columns = ['seatId', 'attempts', 'reasons', 'grantedAt', 'trueDenial', 'sku'];
    const [row] = await rowsOf({ subject: 'denials', columns, filter: ofOver });
    const denied = { seatId: 'e', attempts: 1, reasons: 'seatLimitReached', grantedAt: null, sku: over.sku };
    expect(row).toEqual({ ...denied, trueDenial: false });
    leeway.clock.advance(15 * 60_000);
    expect(await rowsOf({ subject: 'denials', columns, filter: ofOver })).toEqual([
      { ...denied, trueDenial: true },
    ]);
  });

  it('episodes: one that goes on is counted up to now, as its own list counts it', async () => {
    const columns = [
      'start',
      'ongoing',
      'peakUsed',
      'peakOverdraftUsed',
      'seats',
      'denials',
      'overdraftSeatHours',
    ];
    const [row] = await rowsOf({ subject: 'episodes', columns, filter: ofOver });
    const path = `GET /api/v1/entitlements/${over.entitlementId}/overdraft-episodes`;
    const [own] = (await api('listOverdraftEpisodes', path)).body.items;
    const { overdraftSeatHours, ...rest } = row;
    expect(rest).toEqual({
      ...{ start: own.start, ongoing: own.end === null, peakUsed: own.peakUsed, seats: own.seats },
      ...{ peakOverdraftUsed: own.peakOverdraftUsed, denials: own.denials },
    });
    expect(rest).toMatchObject({ ongoing: true, peakUsed: 4, seats: 2, denials: 1 });
    // Asked a moment apart.
    expect(Math.abs(overdraftSeatHours - own.overdraftUsedMs / 3_600_000)).toBeLessThan(0.01);
  });
});
