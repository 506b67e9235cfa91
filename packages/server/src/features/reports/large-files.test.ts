import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { insertLogRows } from './testing/log-rows.ts';
import { readXlsx } from './testing/read-xlsx.ts';
import { openReader } from './testing/slow-reader.ts';

/** Files that are sent while they are read: a reader's pace is theirs, and what is held does not grow. */

let leeway: Leeway;
let api: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

describe('50,000 rows of a kilobyte', () => {
  const count = 50_000;
  let many: Sold;
  let asked: { subject: string; columns: string[]; filter: object[] };
  const url = () => `${leeway.baseUrl}/api/v1/reports/export`;

  beforeAll(async () => {
    many = await sell(leeway);
    await insertLogRows(leeway.database, leeway.tenantId, many.entitlementId, count, 1_000);
    const filter = [{ column: 'entitlementId', operator: 'eq', value: many.entitlementId }];
    asked = { subject: 'activity', columns: ['sequence', 'seatId', 'timestamp'], filter };
  }, 60_000);

  /** Sessions in a transaction that have not been asked for anything for a second: their cursor stands still. */
  const standingCursors = async () => {
    const [row] = await leeway.database.query<{ total: number }>(`
      select count(*)::int as total from pg_stat_activity
      where datname = current_database() and state = 'idle in transaction' and query like 'fetch forward%'
        and clock_timestamp() - state_change > interval '1 second'`);
    return row?.total ?? 0;
  };
  const openTransactions = async () => {
    const [row] = await leeway.database.query<{ total: number }>(`
      select count(*)::int as total from pg_stat_activity
      where datname = current_database() and state like 'idle in transaction%'`);
    return row?.total ?? 0;
  };

  it('CSV: a reader that takes nothing makes the cursor stop, and has them all when it goes on', async () => {
    const heldBefore = process.memoryUsage().arrayBuffers;
    const reader = await openReader(url(), leeway.token, { ...asked, format: 'csv' });
    expect(reader.status).toBe(200);
    await expect.poll(standingCursors, { timeout: 60_000 }).toBe(1);
    expect(process.memoryUsage().arrayBuffers - heldBefore).toBeLessThan(30_000_000);
    const rows = (parse(await reader.readAll(), { from: 2 }) as string[][]).map((row) => row.slice(0, 2));
    const padding = 'x'.repeat(1_000);
    expect(rows).toHaveLength(count);
    expect(
      rows.findIndex(
        ([sequence, seat], n) => sequence !== `${1_000_001 + n}` || seat !== `seat ${n + 1}${padding}`,
      ),
    ).toBe(-1);
    for (const pageNumber of [1, 25, 50]) {
      const answer = await api('runReport', 'POST /api/v1/reports/run', {
        ...asked,
        pageSize: 1000,
        pageNumber,
      });
      const page = answer.body.items.map((item: Record<string, unknown>) => [
        String(item.sequence),
        item.seatId,
      ]);
      expect(page).toEqual(rows.slice((pageNumber - 1) * 1000, pageNumber * 1000));
    }
  }, 120_000);

  it('XLSX: all of them, in order', async () => {
    const body = { ...asked, columns: ['sequence', 'seatsUsed'], format: 'xlsx' };
    const bytes = await (await openReader(url(), leeway.token, body)).readAll();
    const rows = readXlsx(bytes)[0]?.rows.slice(1) ?? [];
    expect(rows.map((row) => Number(row[0]?.value))).toEqual(
      Array.from({ length: count }, (_, n) => 1_000_001 + n),
    );
  }, 60_000);

  it('no more than two are sent at once, and a reader that leaves makes room', async () => {
    const open = () => openReader(url(), leeway.token, { ...asked, format: 'csv' });
    const readers = [await open(), await open()];
    const third = await open();
    expect([...readers, third].map(({ status }) => status)).toEqual([200, 200, 503]);
    expect(third.headers['retry-after']).toBe('1');
    for (const reader of [...readers, third]) reader.leave();
    const opened = async () => {
      const again = await open();
      again.leave();
      return again.status;
    };
    await expect.poll(opened, { timeout: 30_000 }).toBe(200);
    await expect.poll(openTransactions, { timeout: 30_000 }).toBe(0);
  }, 90_000);

  it('more than 100,000 rows are refused at once, with the way to have them', async () => {
    await insertLogRows(leeway.database, leeway.tenantId, (await sell(leeway)).entitlementId, 60_000);
    const body = { subject: 'activity', columns: ['sequence'], format: 'csv' };
    const answer = await api('exportReport', 'POST /api/v1/reports/export', body);
    expect(answer.status).toBe(422);
    expect(answer.body.validationErrors).toMatchObject([{ propertyName: 'filter', code: 'tooManyRows' }]);
    expect(answer.body.detail).toContain('/api/v1/reports/exports');
  });
});
