import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { freePort, startServerProcess } from '../../testing/server-process.ts';
import { claimExport, writeChunk } from './claims-store.ts';
import { insertLogRows } from './testing/log-rows.ts';
import { readXlsx } from './testing/read-xlsx.ts';

/** Files made in the background: progress, what a server leaves that dies, and when they go. */

const count = 120_000;

let leeway: Leeway;
let api: CheckedApi;
let sold: Sold;
let definition: object;

const order = async (body: object = {}) => {
  const answer = await api('createReportExport', 'POST /api/v1/reports/exports', {
    ...{ format: 'csv', definition },
    ...body,
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body;
};
const stateOf = async (id: string) =>
  (await api('getReportExport', `GET /api/v1/reports/exports/${id}`)).body;
const fileOf = async (id: string) => {
  const response = await fetch(`${leeway.baseUrl}/api/v1/reports/exports/${id}/file`, {
    headers: { authorization: `Bearer ${leeway.token}` },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
};
const makeFiles = () => leeway.runStep('reports.export');

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  sold = await sell(leeway);
  await insertLogRows(leeway.database, leeway.tenantId, sold.entitlementId, count);
  definition = { subject: 'activity', columns: ['sequence', 'seatId'] };
}, 60_000);
afterAll(() => leeway?.stop());

const numbersIn = (bytes: Buffer) =>
  bytes
    .toString()
    .split('\r\n')
    .slice(1, -1)
    .map((line) => Number(line.split(',')[0]));

describe('an export', () => {
  it('waits, runs, and is there to be fetched as often as one likes', async () => {
    const ordered = await order();
    expect(ordered).toMatchObject({
      state: 'waiting',
      rowsDone: 0,
      rowsTotal: null,
      sizeBytes: 0,
      format: 'csv',
    });
    const early = await api('downloadReportExport', `GET /api/v1/reports/exports/${ordered.id}/file`);
    expect(early.status).toBe(409);
    await makeFiles();
    const done = await stateOf(ordered.id);
    expect(done).toMatchObject({ state: 'done', rowsDone: count, rowsTotal: count, error: null });
    for (let time = 0; time < 2; time++) {
      const { status, headers, bytes } = await fileOf(ordered.id);
      expect(status).toBe(200);
      expect(headers.get('content-disposition')).toContain(done.fileName);
      expect(bytes.length).toBe(Number(done.sizeBytes));
      expect(bytes.length).toBeGreaterThan(2_000_000);
      expect(numbersIn(bytes)).toEqual(Array.from({ length: count }, (_, n) => 1_000_001 + n));
    }
  }, 60_000);

  it('tells how far it is while it goes on, as of one instant', async () => {
    const { id } = await order();
    const seen: { state: string; rowsDone: number }[] = [];
    const making = makeFiles();
    let over = false;
    void making.then(() => {
      over = true;
    });
    while (!over) seen.push(await stateOf(id));
    await making;
    const running = seen.filter(({ state }) => state === 'running').map(({ rowsDone }) => rowsDone);
    expect(running.some((rows) => rows > 0 && rows < count)).toBe(true);
    expect(running).toEqual([...running].sort((a, b) => a - b));
  }, 60_000);

  it('as a workbook has the same rows', async () => {
    const filter = [{ column: 'sequence', operator: 'lte', value: 1_030_000 }];
    const { id } = await order({ format: 'xlsx', definition: { ...definition, filter } });
    await makeFiles();
    const [sheet] = readXlsx((await fileOf(id)).bytes);
    const numbers = sheet?.rows.slice(1).map((row) => Number(row[0]?.value));
    expect(numbers).toEqual(Array.from({ length: 30_000 }, (_, n) => 1_000_001 + n));
  }, 60_000);

  it('of a saved report is called after it', async () => {
    const body = { name: 'Seats / all', definition };
    const { body: saved } = await api('createReport', 'POST /api/v1/reports', body);
    const ordered = await order({ definition: undefined, reportId: saved.id });
    expect(ordered.fileName).toMatch(/^Seats _ all-\d{4}-\d\d-\d\d\.csv$/);
  });

  it('names what cannot be asked, and needs one of two questions', async () => {
    const path = 'POST /api/v1/reports/exports';
    const wrong = { format: 'csv', definition: { ...definition, columns: ['nothing'] } };
    expect(faultyFields(await api('createReportExport', path, wrong))).toEqual(['definition.columns.0']);
    for (const both of [{}, { definition, reportId: `rpt_${'a'.repeat(22)}` }]) {
      const answer = await api('createReportExport', path, { format: 'csv', ...both });
      expect(faultyFields(answer)).toEqual(['definition']);
    }
    const none = { format: 'csv', reportId: `rpt_${'a'.repeat(22)}` };
    expect((await api('createReportExport', path, none)).status).toBe(404);
  });
});

describe('a server that dies', () => {
  it('leaves an export that another begins again, with nothing of the first attempt', async () => {
    await makeFiles();
    const { id } = await order();
    const now = leeway.clock.now();
    const lost = await claimExport(leeway.database, now, now + 60_000, 'lost');
    if (!lost) throw new Error('nothing was claimed');
    expect(lost.exportId).toBe(id);
    for (const chunk of [0, 1, 2, 3, 4, 5, 6, 7])
      expect(await writeChunk(leeway.database, lost, now + 60_000, 7, chunk, Buffer.from('half a row'))).toBe(
        true,
      );
    // While its lease holds nobody else touches it.
    await makeFiles();
    expect(await stateOf(id)).toMatchObject({ state: 'running', rowsDone: 7 });
    leeway.clock.advance(61_000);
    await makeFiles();
    expect(await stateOf(id)).toMatchObject({ state: 'done', rowsDone: count });
    // What comes back from the dead writes nothing any more.
    expect(await writeChunk(leeway.database, lost, now, 8, 9, Buffer.from('late'))).toBe(false);
    expect(numbersIn((await fileOf(id)).bytes)).toHaveLength(count);
  }, 60_000);

  it('kill -9 in the middle of an export: it is made again, whole', async () => {
    await makeFiles();
    const { id } = await order();
    const chunksSql = 'select chunk from report_files where tenant_id = $1 and export_id = $2 order by chunk';
    const chunks = () => leeway.database.query<{ chunk: number }>(chunksSql, [leeway.tenantId, id]);
    // The clock of that server was never moved.
    await leeway.database.query('update report_exports set due_at = now() where export_id = $1', [id]);
    await leeway.database.withClient(async (other) => {
      // The second piece waits for this one of the same number: the server dies in the middle, whenever that is.
      await other.query('begin');
      await other.query('set local session_replication_role = replica');
      await other.query(`insert into report_files values ($1, $2, 1, 'x')`, [leeway.tenantId, id]);
      const server = await startServerProcess({
        ...{ DATABASE_URL: leeway.databaseUrl, PORT: String(await freePort()) },
        LEEWAY_PUBLIC_URL: 'http://leeway.test',
      });
      await expect.poll(async () => (await chunks()).length, { timeout: 60_000 }).toBe(1);
      const { state, rowsDone } = await stateOf(id);
      expect(state).toBe('running');
      expect(rowsDone).toBeLessThan(count);
      await server.end('SIGKILL');
      await other.query('rollback');
    });
    leeway.clock.advance(130_000);
    await makeFiles();
    expect(await stateOf(id)).toMatchObject({ state: 'done', rowsDone: count });
    const all = Array.from({ length: count }, (_, n) => 1_000_001 + n);
    expect(numbersIn((await fileOf(id)).bytes)).toEqual(all);
  }, 120_000);

  it('has each export tried three times; then it says that it failed', async () => {
    const filter = [{ column: 'ipAddress', operator: 'eq', value: '::1' }];
    const { id } = await order({ definition: { ...definition, filter } });
    await leeway.database.query('alter table activity_log rename column ip_address to gone');
    for (const state of ['waiting', 'waiting', 'failed']) {
      await makeFiles();
      expect((await stateOf(id)).state).toBe(state);
      leeway.clock.advance(31_000);
    }
    await leeway.database.query('alter table activity_log rename column gone to ip_address');
    await makeFiles();
    expect((await stateOf(id)).error).toContain('could not be made');
    expect((await fileOf(id)).status).toBe(409);
  });
});

describe('whose it is, and for how long', () => {
  it('an export is its owner’s alone', async () => {
    const { id } = await order();
    await makeFiles();
    const stranger = await strangersApi(leeway);
    const path = `/api/v1/reports/exports/${id}`;
    expect((await stranger('getReportExport', `GET ${path}`)).status).toBe(404);
    expect((await stranger('downloadReportExport', `GET ${path}/file`)).status).toBe(404);
    expect((await stranger('deleteReportExport', `DELETE ${path}`)).status).toBe(404);
    const { body } = await stranger('listReportExports', 'GET /api/v1/reports/exports');
    expect(body.items).toEqual([]);
    const own = await api('listReportExports', 'GET /api/v1/reports/exports?pageSize=1');
    expect(own.body.items[0].id).toBe(id);
  }, 60_000);

  it('one that is deleted stops and leaves nothing', async () => {
    const { id } = await order();
    const making = makeFiles();
    await expect.poll(async () => (await stateOf(id)).state).toBe('running');
    expect((await api('deleteReportExport', `DELETE /api/v1/reports/exports/${id}`)).status).toBe(204);
    await making;
    expect((await fileOf(id)).status).toBe(404);
    const left = await leeway.database.query('select 1 from report_files where export_id = $1', [id]);
    expect(left).toEqual([]);
  }, 60_000);

  it('a file goes after 24 hours', async () => {
    await makeFiles();
    leeway.clock.advance(23 * 3_600_000);
    await leeway.runStep('reports.forget');
    const { body } = await api('listReportExports', 'GET /api/v1/reports/exports');
    expect(body.elementsTotal).toBeGreaterThan(0);
    leeway.clock.advance(3_600_001);
    await leeway.runStep('reports.forget');
    const after = await api('listReportExports', 'GET /api/v1/reports/exports');
    expect(after.body.elementsTotal).toBe(0);
    const [files] = await leeway.database.query<{ total: number }>(
      'select count(*)::int as total from report_files',
    );
    expect(files?.total).toBe(0);
  }, 60_000);
});
