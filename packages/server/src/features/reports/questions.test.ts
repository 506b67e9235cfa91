import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { rebuildSums } from '../history/index.ts';
import { insertLogRows } from './testing/log-rows.ts';

/** What a report can be asked, what is refused, and to whom. */

const rowCount = 4_000;

let leeway: Leeway;
let api: CheckedApi;
let sold: Sold;

const run = (body: unknown, as = api) => as('runReport', 'POST /api/v1/reports/run', body);
const rowsOf = async (body: unknown) => {
  const { status, body: page } = await run(body);
  expect(status, JSON.stringify(page)).toBe(200);
  return page.items;
};

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  sold = await sell(leeway, { seatCount: 100, overdraft: { type: 'percentage', value: 20 } });
  await insertLogRows(leeway.database, leeway.tenantId, sold.entitlementId, rowCount);
});
afterAll(() => leeway?.stop());

describe('a question', () => {
  it('is answered page by page in a stable order', async () => {
    const asked = {
      subject: 'activity',
      columns: ['sequence', 'seatsUsed'],
      sort: [{ column: 'seatsUsed' }],
    };
    const pages = [];
    for (let pageNumber = 1; pageNumber <= 8; pageNumber++) {
      const { body } = await run({ ...asked, pageNumber, pageSize: 500 });
      expect(body).toMatchObject({ pageNumber, pageSize: 500, elementsTotal: rowCount, moreElements: false });
      pages.push(...body.items);
    }
    const byUse = (a: { seatsUsed: number; sequence: number }, b: typeof a) =>
      a.seatsUsed - b.seatsUsed || a.sequence - b.sequence;
    expect(pages).toEqual([...pages].sort(byUse));
    expect(new Set(pages.map(({ sequence }) => sequence)).size).toBe(rowCount);
  });

  it('is counted to the end of the page where that is asked, and to the end where that is seen', async () => {
    const asked = {
      subject: 'activity',
      columns: ['sequence'],
      sort: [{ column: 'sequence' }],
      count: 'page',
    };
    const page = async (pageNumber: number, pageSize: number) => {
      const { body } = await run({ ...asked, pageNumber, pageSize });
      return [body.items.length, body.elementsTotal, body.moreElements];
    };
    expect(await page(1, 500)).toEqual([500, 500, true]);
    expect(await page(3, 500)).toEqual([500, 1500, true]);
    expect(await page(8, 500)).toEqual([500, rowCount, false]);
    expect(await page(5, 900)).toEqual([400, rowCount, false]);
    expect(await page(9, 500)).toEqual([0, rowCount, false]);
    const filter = [{ column: 'seatId', operator: 'eq', value: 'nobody' }];
    const { body } = await run({ ...asked, filter });
    expect(body).toMatchObject({ items: [], elementsTotal: 0, moreElements: false });
  });

  it('meets all of its conditions', async () => {
    const filter = [
      { column: 'seatsUsed', operator: 'gte', value: 119 },
      { column: 'seatsUsed', operator: 'lt', value: '121' },
      { column: 'timestamp', operator: 'gte', value: '2026-01-01T00:10:00Z' },
      { column: 'timestamp', operator: 'lt', value: '2026-01-01T00:20:00' },
      { column: 'operation', operator: 'in', value: ['activate', 'refresh'] },
      { column: 'overdraft', operator: 'eq', value: true },
      { column: 'featureKey', operator: 'isNull' },
      { column: 'seatId', operator: 'contains', value: 'SEAT' },
    ];
    const rows = await rowsOf({ subject: 'activity', columns: ['seatsUsed', 'timestamp'], filter });
    const expected = Array.from({ length: rowCount }, (_, index) => index + 1).filter(
      (n) => (n % 130 === 119 || n % 130 === 120) && n >= 600 && n < 1_200,
    );
    expect(rows).toEqual(
      expected.map((n) => ({
        seatsUsed: n % 130,
        timestamp: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
      })),
    );
  });

  it('not equal holds for what has no value too', async () => {
    const count = { subject: 'activity', aggregates: [{ function: 'count' }] };
    const filter = [{ column: 'featureKey', operator: 'ne', value: 'cores' }];
    expect(await rowsOf({ ...count, filter })).toEqual([{ count: rowCount }]);
  });

  it('groups, by hours of the account too, with exact figures', async () => {
    const aggregates = [
      { function: 'count' },
      { function: 'count', column: 'featureKey' },
      ...['sum', 'min', 'max', 'avg'].map((name) => ({ function: name, column: 'seatsUsed' })),
    ];
    const groupBy = [{ column: 'timestamp', by: 'hour' }, { column: 'overdraft' }];
    const sort = [{ column: 'timestamp.hour', descending: true }, { column: 'overdraft' }];
    const { body } = await run({ subject: 'activity', groupBy, aggregates, sort });
    const rows = Array.from({ length: rowCount }, (_, index) => index + 1);
    const expected = [1, 0].flatMap((hour) =>
      [false, true].map((overdraft) => {
        const used = rows
          .filter((n) => Math.floor(n / 3600) === hour && n % 130 > 100 === overdraft)
          .map((n) => n % 130);
        const sum = used.reduce((total, each) => total + each, 0);
        return {
          ...{
            'timestamp.hour': new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
            overdraft,
            count: used.length,
          },
          ...{ 'count.featureKey': 0, 'sum.seatsUsed': sum, 'min.seatsUsed': Math.min(...used) },
          ...{ 'max.seatsUsed': Math.max(...used), 'avg.seatsUsed': expect.closeTo(sum / used.length, 9) },
        };
      }),
    );
    expect(body.items).toEqual(expected);
    expect(body).toMatchObject({ elementsTotal: 4 });
    expect(body.columns.map(({ type }: { type: string }) => type)).toEqual([
      ...['dateTime', 'boolean', 'integer', 'integer', 'integer', 'integer', 'integer', 'decimal'],
    ]);
  });

  it('a sum beyond 64 bits comes to the last digit', async () => {
    const units = 9_223_372_036_854_775_000n;
    await leeway.database.query(
      `update activity_log set amount = $2 where entitlement_id = $1 and sequence <= 1000003`,
      [sold.entitlementId, units],
    );
    const aggregates = [{ function: 'sum', column: 'amount' }];
    const response = await fetch(`${leeway.baseUrl}/api/v1/reports/run`, {
      method: 'POST',
      headers: { authorization: `Bearer ${leeway.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ subject: 'activity', aggregates }),
    });
    expect(await response.text()).toContain(`"items":[{"sum.amount":${units * 3n}}]`);
    const filter = [{ column: 'amount', operator: 'eq', value: String(units) }];
    expect(await rowsOf({ subject: 'activity', columns: ['sequence'], filter })).toHaveLength(3);
  });

  it('counts no further than to the bound, and pages no further', async () => {
    await insertLogRows(leeway.database, leeway.tenantId, (await sell(leeway)).entitlementId, 100_000);
    const { body } = await run({ subject: 'activity', columns: ['sequence'], pageSize: 1 });
    expect(body).toMatchObject({ elementsTotal: 100_000, moreElements: true });
    const refused = await run({ subject: 'activity', pageSize: 1000, pageNumber: 101 });
    expect(refused.status).toBe(422);
    expect(faultyFields(refused)).toEqual(['pageNumber']);
  });
});

describe('what is refused with 422, and which field is named', () => {
  const of = (more: object) => ({ subject: 'entitlements', ...more });
  const column = `seatsUsed" from entitlements; drop table reports; --`;
  const filterOf = (filter: object) =>
    of({ filter: [{ column: 'seatsUsed', operator: 'eq', value: 1, ...filter }] });

  it.each([
    ['SQL for a column', of({ columns: [column.slice(0, 60)] }), 'columns.0'],
    ['SQL for a column of a filter', filterOf({ column: '1=1) or (1=1' }), 'filter.0.column'],
    ['SQL for a column to sort by', of({ sort: [{ column: 'seatsUsed desc; select 1' }] }), 'sort.0.column'],
    ['SQL for a group', of({ groupBy: [{ column: 'sku, pg_sleep(10)' }] }), 'groupBy.0.column'],
    [
      'SQL for an aggregate',
      of({ aggregates: [{ function: 'sum', column: '1) from x' }] }),
      'aggregates.0.column',
    ],
    ['a column of the base table that is none of the report', of({ columns: ['tenant_id'] }), 'columns.0'],
    ['a name that every object has', of({ columns: ['constructor'] }), 'columns.0'],
    ['an unknown operator', filterOf({ operator: '= 1 or 1' }), 'filter.0.operator'],
    ['an operator of another type', filterOf({ operator: 'contains' }), 'filter.0.operator'],
    ['a text for a number', filterOf({ value: '1 or 1=1' }), 'filter.0.value'],
    ['no value', filterOf({ value: undefined }), 'filter.0.value'],
    ['an object', filterOf({ value: { toString: 1 } }), 'filter.0.value'],
    ['a number beyond 64 bits', filterOf({ value: '9223372036854775808' }), 'filter.0.value'],
    ['a fraction of a seat', filterOf({ value: 1.5 }), 'filter.0.value'],
    ['no list with in', filterOf({ operator: 'in', value: 1 }), 'filter.0.value'],
    ['one wrong value of a list', filterOf({ operator: 'in', value: [1, 'x'] }), 'filter.0.value.1'],
    ['1,001 values', filterOf({ operator: 'in', value: Array(1001).fill(1) }), 'filter.0.value'],
    ['a word there is not', filterOf({ column: 'status', value: 'asleep' }), 'filter.0.value'],
    ['no instant', filterOf({ column: 'expiryDate', operator: 'lt', value: '2026-02-30' }), 'filter.0.value'],
    ['isNull of a number', filterOf({ operator: 'isNull', value: 1 }), 'filter.0.value'],
    ['NUL in a value', filterOf({ column: 'sku', value: 'a\u0000b' }), 'filter.0.value'],
    ['the same column twice', of({ columns: ['sku', 'sku'] }), 'columns'],
    ['columns with groups', of({ columns: ['sku'], groupBy: [{ column: 'sku' }] }), 'columns'],
    ['a rounded text', of({ groupBy: [{ column: 'sku', by: 'day' }] }), 'groupBy.0.by'],
    ['a sum of texts', of({ aggregates: [{ function: 'sum', column: 'sku' }] }), 'aggregates.0.function'],
    ['a sum of nothing', of({ aggregates: [{ function: 'sum' }] }), 'aggregates.0.column'],
    [
      'a sort by what is not in the groups',
      of({ groupBy: [{ column: 'sku' }], sort: [{ column: 'status' }] }),
      'sort.0.column',
    ],
    ['21 conditions', of({ filter: Array(21).fill({ column: 'sku', operator: 'isNull' }) }), 'filter'],
    ['an unknown subject', { subject: 'users' }, 'subject'],
    ['no subject', {}, 'subject'],
  ])('%s', async (_what, body, field) => {
    const answer = await run(body);
    expect(answer.status).toBe(422);
    expect(faultyFields(answer)).toEqual([field]);
  });

  it('texts of any kind are only ever compared', async () => {
    for (const value of [
      `' or 1=1 --`,
      '$1',
      '%',
      '\\',
      '"',
      `x'; drop table reports; --`,
      'a'.repeat(10_000),
      '\n',
    ])
      for (const operator of ['eq', 'contains', 'in'])
        expect(
          await rowsOf(filterOf({ column: 'sku', operator, value: operator === 'in' ? [value] : value })),
        ).toEqual([]);
  });
});

describe('who may ask', () => {
  const asClient = async (scope: string) => {
    const token = await leeway.tokenFor(leeway.client.clientId, leeway.client.clientSecret, scope);
    return checkedApi(leeway, { authorization: `Bearer ${token}` });
  };

  it('each subject needs the scope of its list', async () => {
    const sales = await asClient('customers:read');
    const usage = await asClient('entitlements:read');
    const statusOf = async (as: CheckedApi, subject: string) =>
      (await run({ subject, pageSize: 1 }, as)).status;
    for (const subject of ['entitlements', 'activations', 'activity', 'denials', 'episodes', 'statements']) {
      const refused = await run({ subject }, sales);
      expect(refused.body.errorCode).toBe('missingScope');
      expect(refused.status).toBe(403);
      expect(await statusOf(usage, subject)).toBe(200);
    }
    expect(await statusOf(sales, 'customers')).toBe(200);
    expect(await statusOf(usage, 'customers')).toBe(403);
    expect(await statusOf(await asClient('products:read'), 'customers')).toBe(403);
  });

  it('what customers use is not for who may only see customers', async () => {
    const sales = await asClient('customers:read');
    const { body: page } = await run({ subject: 'customers' }, sales);
    expect(page.columns.map(({ key }: { key: string }) => key)).not.toContain('seatsUsed');
    for (const more of [
      { columns: ['seatsUsed'] },
      { filter: [{ column: 'seatsUsed', operator: 'gt', value: 1 }] },
      { aggregates: [{ function: 'sum', column: 'seatsUsed' }] },
    ])
      expect((await run({ subject: 'customers', ...more }, sales)).body.errorCode).toBe('missingScope');
    const sorted = await run({ subject: 'customers', sort: [{ column: 'seatsUsed' }] }, sales);
    expect(sorted.status).toBe(422);
    const { body } = await sales('listReportSubjects', 'GET /api/v1/reports/subjects');
    const permitted = body.items.filter((each: { permitted: boolean }) => each.permitted);
    expect(permitted.map(({ key }: { key: string }) => key)).toEqual(['customers']);
    expect(JSON.stringify(permitted)).not.toContain('"seatsUsed"');
  });

  it('nobody sees rows of another tenant', async () => {
    const stranger = await strangersApi(leeway);
    const { body } = await stranger('listReportSubjects', 'GET /api/v1/reports/subjects');
    await leeway.runStep('history.derive');
    for (const { key: subject } of body.items) {
      const answer = await run({ subject }, stranger);
      expect(answer.body).toMatchObject({ items: [], elementsTotal: 0 });
    }
  });
});

it('how often things happened is counted ahead, and is what the log has at any moment', async () => {
  const { tenantId, database } = leeway;
  const groupBy = [{ column: 'operation' }, { column: 'timestamp', by: 'hour' }];
  const aggregates = [{ function: 'count' }];
  const range = [
    { column: 'timestamp', operator: 'gte', value: '2026-01-01T00:15:00Z' },
    { column: 'timestamp', operator: 'lt', value: '2026-01-01T01:30:00Z' },
  ];
  // The second condition is met by every row, and makes the rows themselves be counted.
  const rows = { column: 'attempts', operator: 'gte', value: 0 };
  const agrees = async () => {
    for (const filter of [[], range]) {
      const asked = { subject: 'activity', groupBy, aggregates, pageSize: 500 };
      const counted = await rowsOf({ ...asked, filter });
      expect(counted.length).toBeGreaterThan(0);
      expect(counted).toEqual(await rowsOf({ ...asked, filter: [...filter, rows] }));
      const all = { subject: 'activity', aggregates, filter };
      expect(await rowsOf(all)).toEqual(await rowsOf({ ...all, filter: [...filter, rows] }));
    }
    expect(await rebuildSums(database, tenantId, true)).toBe(0);
  };
  await agrees();
  await leeway.runStep('history.counts');
  const [kept] = await database.query<{ counted: number; rows: number }>(
    `select sum(rows)::int as counted, (select count(*)::int from activity_log) as rows from history_log_counts`,
  );
  expect(kept).toEqual({ counted: kept?.rows, rows: expect.any(Number) });
  expect(kept?.rows).toBeGreaterThanOrEqual(rowCount);
  await agrees();
  await sold.activate('one more');
  await agrees();
  await leeway.runStep('history.counts');
  await agrees();
  const gone = `delete from activity_log where tenant_id = $1 and sequence % 3 = 0`;
  await sold.activate('not counted yet');
  await database.query(gone, [tenantId]);
  await agrees();
  await leeway.runStep('history.counts');
  await agrees();
  await database.query('update history_log_counts set rows = rows + 1 where tenant_id = $1', [tenantId]);
  expect(await rebuildSums(database, tenantId, true)).toBeGreaterThan(0);
  expect(await rebuildSums(database, tenantId, false)).toBeGreaterThan(0);
  await agrees();
});
