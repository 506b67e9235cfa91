import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { commandLineIn } from '../../testing/command-line.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { rebuildHistory, rebuildSums } from '../history/index.ts';
import { type ImportAsked, importUsage } from './index.ts';

/** `leeway import` at a terminal, and what HTTP answers afterwards. */

let leeway: Leeway;
let api: CheckedApi;
const folder = mkdtempSync(join(tmpdir(), 'leeway-import-'));
const commandLine = commandLineIn(folder);
const run = (...args: string[]) => commandLine(args, { DATABASE_URL: leeway.databaseUrl });

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(async () => {
  await leeway.stop();
  rmSync(folder, { recursive: true, force: true });
});

const save = (name: string, content: string | Buffer) => {
  writeFileSync(join(folder, name), content);
  return name;
};

const importJson = async (file: string, { entitlementId }: Sold, ...more: string[]) => {
  const kind = file.endsWith('.csv') ? 'csv' : 'flexlm';
  const { code, stdout, stderr } = await run(
    ...['import', kind, file, '--entitlement', entitlementId, '--json', ...more],
  );
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
};

/** The same within this process: a terminal takes its time to open. */
const importHere = (file: string, { entitlementId }: Sold, more: Partial<ImportAsked> = {}) =>
  importUsage(leeway, {
    ...{
      source: 'flexlm',
      files: [join(folder, file)],
      timeZone: 'UTC',
      startDay: null,
      until: null,
      features: [],
    },
    ...{ tenantId: leeway.tenantId, entitlementId, bought: null, dryRun: false, author: leeway.author },
    progress: () => undefined,
    ...more,
  });

const terms = { seatCount: 2, overdraft: { type: 'absolute', value: 1 } } as const;

/** A Monday in Berlin, an hour behind UTC+2: 8:00 there is 6:00 UTC. */
const office = `8:00:00 (lmgrd) -----------------------------------------------
8:00:00 (lmgrd)   Please Note:
8:00:00 (lmgrd) FlexNet Licensing (v11.19.2.0 build 285685 x64_lsb) started on lic-1 (linux) (6/2/2025)
8:00:01 (acmed) Server started on lic-1 for:\tEDITOR\tSUITE
8:00:01 (acmed) VIEWER
8:30:00 (acmed) OUT: "EDITOR" ann@ws-1
8:30:00 (acmed) OUT: "SUITE" ann@ws-1
9:00:00 (acmed) OUT: "EDITOR" Bob Meier@ws-2
9:30:00 (acmed) OUT: "EDITOR" cem@corp@ws-3
9:40:00 (acmed) DENIED: "EDITOR" dora@ws-4  (Licensed number of users already reached. (-4,342:10054 ""))
9:40:20 (acmed) DENIED: "EDITOR" dora@ws-4  (Licensed number of users already reached. (-4,342:10054 ""))
9:45:00 (acmed) UNSUPPORTED: "PORT_AT_HOST_PLUS" (PORT_AT_HOST_PLUS ) ann@ws-1 (No such feature. (-5,346))
10:00:00 (acmed) IN: "EDITOR" ann@ws-1  (INACTIVE)
10:00:00 (acmed) IN: "SUITE" ann@ws-1
10:30:00 (acmed) OUT: "VIEWER" eve@ws-5
11:00:00 (acmed) OUT: "EDI
12:00:00 (acmed) IN: "EDITOR" Bob Meier@ws-2
23:00:00 (lmgrd) TIMESTAMP 6/2/2025
1:00:00 (acmed) IN: "EDITOR" zoe@ws-9
2:00:00 (acmed) EXITING DUE TO SIGNAL 15 Exit reason 5
2:00:00 (lmgrd) acmed exited with status 36 (Communications error)
`;

const commandEntry = fileURLToPath(new URL('../../../bin/leeway.js', import.meta.url));
const waitingForCursorSql = `
  select pid from pg_stat_activity
  where datname = current_database() and wait_event_type = 'Lock' and query like 'delete from history_cursors%'`;
const writingLogSql = `
  select pid from pg_stat_activity
  where datname = current_database() and query like 'delete from history_cursors%' and state <> 'idle'`;

const get = async (operationId: string, path: string) => {
  const { status, body } = await api(operationId, `GET ${path}`);
  expect(status).toBe(200);
  return body;
};

describe('a log of FlexLM', () => {
  let sold: Sold;
  const range = 'from=2025-06-01T00:00:00Z&to=2025-06-05T00:00:00Z';
  const at = (entitlementId: string, what: string) =>
    `/api/v1/entitlements/${entitlementId}/${what}?${range}`;
  beforeAll(async () => {
    sold = await sell(leeway, terms);
    save('office.log', office.replaceAll('\n', '\r\n'));
    // Somebody listens from before the import on.
    await leeway.api('POST', '/api/v1/webhooks', { uri: 'https://example.com/hook', subscriptions: ['*'] });
    await get('listEvents', '/api/v1/events?after=0');
  });

  it('with several features asks which are the seats, and a dry run tells them', async () => {
    const dry = await importJson('office.log', sold, '--time-zone', 'Europe/Berlin', '--dry-run');
    expect(dry).toMatchObject({
      ...{ dryRun: true, usageImportId: null, lines: 21 },
      ...{ from: '2025-06-02T06:00:00.000Z', to: '2025-06-03T00:00:00.000Z' },
      kinds: { out: 5, in: 4, denied: 2, unsupported: 1, unreadable: 1, start: 2, date: 1, stop: 2 },
      features: [
        { feature: 'EDITOR', outs: 3, denials: 2, peak: 3 },
        { feature: 'SUITE', outs: 1, denials: 0, peak: 1 },
        { feature: 'VIEWER', outs: 1, denials: 0, peak: 1 },
      ],
      takenTogether: [{ features: ['EDITOR', 'SUITE'], count: 1 }],
      skipped: [{ why: 'no feature', count: 1, examples: ['office.log:16'] }],
    });
    expect(dry.obstacles[0]).toContain('name those that are the seats with --feature: EDITOR (taken 3');
    const { code, stderr } = await run('import', 'flexlm', 'office.log', '--entitlement', sold.entitlementId);
    expect([code, stderr]).toEqual([2, expect.stringContaining('There are several features')]);
    expect(await leeway.database.query('select 1 from usage_imports')).toEqual([]);
  });

  it('becomes the usage history: C(t), limits, episodes, denials', async () => {
    const told = await importJson(
      ...(['office.log', sold, '--time-zone', 'Europe/Berlin'] as const),
      ...['--feature', 'EDITOR', '--feature', 'SUITE'],
    );
    expect(told.seats).toMatchObject({ rows: 7, peak: 3, unmatchedIns: 1, endedByStop: 1 });
    const { entitlementId } = sold;
    const history = await get('getUsageHistory', `${at(entitlementId, 'usage-history')}&bucket=raw`);
    expect(history.steps).toEqual([
      { at: '2025-06-01T00:00:00.000Z', used: 0 },
      { at: '2025-06-02T06:30:00.000Z', used: 1 },
      { at: '2025-06-02T07:00:00.000Z', used: 2 },
      { at: '2025-06-02T07:30:00.000Z', used: 3 },
      { at: '2025-06-02T08:00:00.000Z', used: 2 },
      { at: '2025-06-02T10:00:00.000Z', used: 1 },
      { at: '2025-06-03T00:00:00.000Z', used: 0 },
    ]);
    const days = await get('getUsageHistory', `${at(entitlementId, 'usage-history')}&bucket=day`);
    expect(days.limits[0]).toEqual({ at: '2025-06-02T06:00:00.000Z', bought: 2, hardCap: 3 });
    const minutes = 30 + 2 * 30 + 3 * 30 + 2 * 120 + 14 * 60;
    expect(days.buckets[1]).toMatchObject({
      ...{ max: 3, usedMs: minutes * 60_000, overdraftMs: 1_800_000, atHardCapMs: 1_800_000 },
      ...{ activations: 3, denials: 2, deniedSeats: 1 },
    });
    const { items } = await get('listOverdraftEpisodes', at(entitlementId, 'overdraft-episodes'));
    expect(items).toMatchObject([
      { start: '2025-06-02T07:30:00.000Z', end: '2025-06-02T08:00:00.000Z', peakUsed: 3, denials: 2 },
    ]);
    const denials = await get('getDenials', at(entitlementId, 'denials'));
    expect(denials).toMatchObject({ attempts: 2, trueDenials: 1 });
  });

  it('is replayed by what-if at other limits', async () => {
    const { body } = await api('askWhatIf', `POST /api/v1/entitlements/${sold.entitlementId}/what-if`, {
      ...{ seatCount: 1, overdraftSeatLimit: { type: 'none' } },
      ...{ from: '2025-06-02T06:00:00Z', to: '2025-06-03T06:00:00Z' },
    });
    expect(body.actual).toMatchObject({ deniedSeats: 1 });
    expect(body.whatIf).toMatchObject({ deniedSeats: 3 });
    const insight = await get('getRenewalInsight', at(sold.entitlementId, 'renewal-insight'));
    expect(insight.peak).toBe(3);
  });

  it('is in the log as it was recorded', async () => {
    const { items } = await get(
      'listEntitlementActivationLog',
      `/api/v1/entitlements/${sold.entitlementId}/activations-log`,
    );
    const log = items.toReversed() as { operation: string; seatId: string }[];
    expect(log.map(({ operation, seatId }) => [operation, seatId])).toEqual([
      ...[
        ['activate', 'ann@ws-1'],
        ['activate', 'Bob Meier@ws-2'],
        ['activate', 'cem@corp@ws-3'],
      ],
      ...[
        ['activationDenied', 'dora@ws-4'],
        ['deactivate', 'ann@ws-1'],
        ['deactivate', 'Bob Meier@ws-2'],
      ],
      ['deactivate', 'cem@corp@ws-3'],
    ]);
    expect(log[3]).toMatchObject({ attempts: 2, bought: 2, hardCap: 3, seatsUsed: 3 });
  });

  it('tells no event and takes no seat: what is live goes on as if nothing were imported', async () => {
    const stateOf = () =>
      leeway.database.query('select seats_used, sequence from entitlement_states where entitlement_id = $1', [
        sold.entitlementId,
      ]);
    expect(await stateOf()).toMatchObject([{ seats_used: 0 }]);
    for (const seat of ['one', 'two', 'three']) expect((await sold.activate(seat)).status).toBe(201);
    expect((await sold.activate('four')).status).toBe(402);
    await leeway.runStep('events.tell');
    const { items } = await get('listEvents', '/api/v1/events?after=0&pageSize=1000');
    const ofSeats = items.filter(
      ({ resourceId }: { resourceId: string }) => resourceId === sold.entitlementId,
    );
    expect(JSON.stringify(ofSeats)).not.toContain('ws-1');
    expect(JSON.stringify(ofSeats)).toContain('"four"');
  });

  it('the same content again adds nothing, and other files of the same time are refused', async () => {
    save('copy.log.gz', gzipSync(office.replaceAll('\n', '\r\n')));
    const again = await run(
      ...['import', 'flexlm', 'office.log', '--entitlement', sold.entitlementId, '--feature', 'VIEWER'],
    );
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('nothing is added twice')]);
    const options = [
      '--entitlement',
      sold.entitlementId,
      '--feature',
      'VIEWER',
      '--time-zone',
      'Europe/Berlin',
    ];
    const copy = await run('import', 'flexlm', 'copy.log.gz', ...options);
    expect([copy.code, copy.stderr]).toEqual([1, expect.stringContaining('was imported before')]);
    expect(await sold.log()).toHaveLength(7 + 4);
  });

  it('what is derived is what a rebuild derives, and undo leaves only what is live', async () => {
    const key = { tenantId: leeway.tenantId, entitlementId: sold.entitlementId };
    expect((await rebuildHistory(leeway.database, key, true)).differs).toEqual([]);
    const { code, stdout } = await run('import', 'undo', '--entitlement', sold.entitlementId, '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { rowCount: 7, left: [] }]);
    expect(await sold.log()).toHaveLength(4);
    const history = await get('getUsageHistory', `${at(sold.entitlementId, 'usage-history')}&bucket=raw`);
    expect(history.steps).toEqual([{ at: '2025-06-01T00:00:00.000Z', used: 0 }]);
    expect((await rebuildHistory(leeway.database, key, true)).differs).toEqual([]);
    const empty = await run('import', 'undo', '--entitlement', sold.entitlementId);
    expect([empty.code, empty.stderr]).toEqual([1, expect.stringContaining('Nothing was imported')]);
  });
});

it('kill -9 in the middle of an import leaves nothing of it; begun again it is there once', async () => {
  const sold = await sell(leeway, terms);
  const key = { tenantId: leeway.tenantId, entitlementId: sold.entitlementId };
  save('killed.log', office);
  // What is known of it before: the import comes to this row when it has written all of its own.
  await get('getUsageHistory', `/api/v1/entitlements/${sold.entitlementId}/usage-history`);
  const imported = async () => (await sold.log()).length;
  await leeway.database.withClient(async (other) => {
    await other.query('begin');
    await other.query('select from history_cursors where tenant_id = $1 and entitlement_id = $2 for update', [
      ...[key.tenantId, key.entitlementId],
    ]);
    const args = [
      'import',
      'flexlm',
      'killed.log',
      '--entitlement',
      sold.entitlementId,
      '--feature',
      'EDITOR',
    ];
    const child = spawn(process.execPath, [commandEntry, ...args], {
      ...{ cwd: folder, stdio: 'ignore' },
      env: { PATH: process.env.PATH ?? '', DATABASE_URL: leeway.databaseUrl },
    });
    const ended = once(child, 'exit');
    await expect
      .poll(async () => (await leeway.database.query(waitingForCursorSql)).length, { timeout: 60_000 })
      .toBe(1);
    child.kill('SIGKILL');
    await ended;
    await other.query('rollback');
  });
  // What the killed one had asked for last ends, and then its connection.
  await expect
    .poll(async () => (await leeway.database.query(writingLogSql)).length, { timeout: 60_000 })
    .toBe(0);
  expect(await imported()).toBe(0);
  const { made } = await importHere('killed.log', sold, { features: ['EDITOR'] });
  expect(await imported()).toBe(made?.rowCount);
  await expect(importHere('killed.log', sold, { features: ['EDITOR'] })).rejects.toThrow();
  expect(await imported()).toBe(made?.rowCount);
  expect((await rebuildHistory(leeway.database, key, true)).differs).toEqual([]);
  expect(await rebuildSums(leeway.database, leeway.tenantId, true)).toBe(0);
}, 120_000);

describe('what may be imported', () => {
  const stamp = (at: number) => {
    const date = new Date(at);
    const day = `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
    return { day, time: date.toISOString().slice(11, 19) };
  };

  it('lies before the entitlement’s own log; --until leaves out the rest', async () => {
    const sold = await sell(leeway, terms);
    expect((await sold.activate('live')).status).toBe(201);
    const live = Date.now();
    const lines = [live - 7_200_000, live - 3_600_000, live + 1_000].map((at, index) => {
      const { day, time } = stamp(at);
      return `${time} (lmgrd) TIMESTAMP ${day}\n${time} (d) OUT: "E" u${index}@h\n`;
    });
    save('late.log', lines.join(''));
    await expect.poll(() => Date.now(), { timeout: 5_000 }).toBeGreaterThan(live + 1_000);
    const late = await run('import', 'flexlm', 'late.log', '--entitlement', sold.entitlementId);
    expect([late.code, late.stderr]).toEqual([1, expect.stringMatching(/own log begins at .* --until 20/)]);
    const [, until = ''] = /--until (\S+Z)/.exec(late.stderr) ?? [];
    const told = await importJson('late.log', sold, '--until', until, '--bought', '1');
    expect(told.skipped).toMatchObject([{ why: 'at --until or later', count: 1 }]);
    const log = (await sold.log()).toReversed();
    expect(log.map(({ seatId, seatsUsed }) => [seatId, seatsUsed])).toEqual([
      ...[
        ['u0@h', 1],
        ['u1@h', 2],
      ],
      ...[
        ['u0@h', 1],
        ['u1@h', 0],
      ],
      ['live', 1],
    ]);
    // What it was sold with holds from its sale on.
    expect(log.map(({ bought }) => bought)).toEqual([1, 1, 2, 2, 2]);
    expect(log.at(-1)).toMatchObject({ seatId: 'live', seatsUsed: 1, bought: 2 });
    expect(log.at(-2)).toMatchObject({ operation: 'deactivate', seatsUsed: 0 });
  });

  it.each([
    ['no date', '10:00:00 (d) OUT: "E" a@b\n', [], '--start-date 2026-01-31'],
    ['no use', '10:00:00 (lmgrd) TIMESTAMP 1/1/2025\n', [], 'no line of use'],
    [
      'a later date',
      '10:00:00 (lmgrd) TIMESTAMP 1/1/2125\n10:00:00 (d) OUT: "E" a@b\n',
      [],
      'which is not yet',
    ],
    ['no order', 'Start-Date: Mon Jun 02 2025\n10:00:00 (lmgrd) TIMESTAMP 1/1/2025\n', [], 'in the order'],
    ['other use', '10:00:00 (lmgrd) TIMESTAMP 1/1/2025\n10:00:00 (d) OUT: "E" a@b\n', ['X'], 'no feature X'],
  ])('a log with %s is refused with what to do', async (_what, content, features, words) => {
    const sold = await sell(leeway, terms);
    save('bad.log', content);
    await expect(importHere('bad.log', sold, { features })).rejects.toThrow(words);
  });

  it.each([
    ['--time-zone', 'Mars/Base', 'no IANA time zone'],
    ['--start-date', '1/2/2025', 'no date such as'],
    ['--until', 'tomorrow', 'no date-time such as'],
    ['--bought', '-1', 'no count of seats'],
  ])('%s %s is bad usage', async (option, value, words) => {
    const { code, stderr } = await run('import', 'flexlm', 'x.log', '--entitlement', 'ent_1', option, value);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });

  it('an entitlement, or a file, that is not there is said so', async () => {
    const nobody = await run('import', 'flexlm', 'office.log', '--entitlement', 'ent_0000000000000000000000');
    expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('There is no entitlement')]);
    const sold = await sell(leeway, terms);
    const nothing = await run('import', 'flexlm', 'nothing.log', '--entitlement', sold.entitlementId);
    expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('no such file')]);
  });
});

describe('files as they come', () => {
  const log =
    '10:00:00 (lmgrd) TIMESTAMP 1/6/2025\n10:00:00 (d) OUT: "E" jürgen@büro\n11:00:00 (d) IN: "E" jürgen@büro\n';
  it.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${log}`)],
    ['UTF-16', Buffer.from(`\ufeff${log}`, 'utf16le')],
    ['UTF-16 without a mark', Buffer.from(log, 'utf16le')],
    ['Windows-1252', Buffer.from(log, 'latin1')],
    ['gzip', gzipSync(log)],
  ])('in %s', async (_what, content) => {
    const sold = await sell(leeway, terms);
    save('any.log', content);
    await importHere('any.log', sold);
    expect((await sold.log()).map(({ seatId }) => seatId)).toEqual(['jürgen@büro', 'jürgen@büro']);
  });

  it('in parts are one log, and a part that is not gzip to its end is refused', async () => {
    const sold = await sell(leeway, terms);
    save('part-1.log', '10:00:00 (lmgrd) TIMESTAMP 1/6/2025\n10:00:00 (d) OUT: "E" a@b\n');
    save('part-2.log', '9:00:00 (d) IN: "E" a@b\n');
    const files = ['part-1.log', 'part-2.log', '--entitlement', sold.entitlementId];
    const { code, stdout } = await run('import', 'flexlm', ...files);
    expect([code, stdout.split('\n')]).toEqual([
      0,
      [
        '3 lines, from 2025-01-06T10:00:00.000Z to 2025-01-07T09:00:00.000Z (clocks of UTC).',
        'Lines by kind: date 1, out 1, in 1.',
        ...['feature  taken  denied  peak', '-------  -----  ------  ----', 'E        1      0       1'],
        'Seats are E: 2 rows of the log, at most 1 seats in use.',
        expect.stringMatching(/^Stored as uim_[\w-]{22}: it is in the usage history/),
        '',
      ],
    ]);
    expect((await sold.log()).map(({ timestamp }) => timestamp)).toEqual([
      ...['2025-01-07T09:00:00.000Z', '2025-01-06T10:00:00.000Z'],
    ]);
    save('cut.log', gzipSync(log).subarray(0, 40));
    const cut = await run('import', 'flexlm', 'cut.log', '--entitlement', sold.entitlementId);
    expect([cut.code, cut.stderr]).toEqual([2, expect.stringContaining('cut.log cannot be read')]);
  });

  it('a CSV is imported the same way', async () => {
    const sold = await sell(leeway, terms);
    save(
      'use.csv',
      'at;operation;user;host;count\n2025-03-30 01:30;out;"Ann; A.";ws;2\n2025-03-30T03:30;IN;"Ann; A.";ws;1\n' +
        'yesterday;out;bob;ws;1\n2025-03-30T02:00:00Z;denied;cem;;\n',
    );
    const told = await importJson('use.csv', sold, '--time-zone', 'Europe/Berlin');
    expect(told).toMatchObject({ lines: 4, seats: { rows: 5, endedByStop: 1 } });
    expect(told.skipped).toMatchObject([{ why: 'no date-time in "at"', examples: ['use.csv:4'] }]);
    expect(
      (await sold.log()).toReversed().map(({ timestamp, seatId }) => [timestamp.slice(11, 16), seatId]),
    ).toEqual([
      ...[
        ['00:30', 'Ann; A.@ws'],
        ['00:30', 'Ann; A.@ws (2)'],
        ['01:30', 'Ann; A.@ws (2)'],
      ],
      ...[
        ['02:00', 'cem'],
        ['02:00', 'Ann; A.@ws'],
      ],
    ]);
    save('bad.csv', 'when,operation,user\n');
    const bad = await run('import', 'csv', 'bad.csv', '--entitlement', sold.entitlementId);
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('no column "at"')]);
  });
});

describe('a large log', () => {
  it('of 300 000 lines is streamed: memory for a fraction of it is enough', async () => {
    const sold = await sell(leeway, terms);
    const start = Date.UTC(2024, 0, 1);
    const lines: string[] = [];
    const expected: number[] = [];
    let used = 0;
    const held = new Set<string>();
    // A line each half a minute: 200 users in turn take and give back one of six features, of which one is the seats.
    for (let index = 0; index < 300_000; index++) {
      const at = new Date(start + index * 30_000);
      const time = at.toISOString().slice(11, 19);
      if (index % 180 === 0) {
        const day = `${at.getUTCMonth() + 1}/${at.getUTCDate()}/${at.getUTCFullYear()}`;
        lines.push(`${time} (lmgrd) TIMESTAMP ${day}`);
        continue;
      }
      const feature = index % 6 === 1 ? 'EDITOR' : `TOOL-${index % 6}`;
      const use = `"${feature}" user${index % 200}@workstation-${index % 200}.example.com`;
      const isBack = held.delete(use);
      if (!isBack) held.add(use);
      lines.push(`${time} (acmed) ${isBack ? 'IN' : 'OUT'}: ${use}`);
      if (feature !== 'EDITOR') continue;
      used += isBack ? -1 : 1;
      expected.push(used);
    }
    save('large.log.gz', gzipSync(lines.join('\n')));
    const { code, stdout, stderr } = await commandLine(
      [
        'import',
        'flexlm',
        'large.log.gz',
        '--entitlement',
        sold.entitlementId,
        '--feature',
        'EDITOR',
        '--json',
      ],
      { DATABASE_URL: leeway.databaseUrl, NODE_OPTIONS: '--max-old-space-size=80' },
    );
    expect([code, stderr]).toEqual([0, '']);
    const told = JSON.parse(stdout);
    expect(told).toMatchObject({
      lines: 300_000,
      seats: { rows: expected.length + used, peak: expected.reduce((most, each) => Math.max(most, each), 0) },
    });
    const rows = await leeway.database.query<{ used: number }>(
      `select seats_used as used from activity_log where entitlement_id = $1 order by at, sequence limit $2`,
      [sold.entitlementId, expected.length],
    );
    expect(rows.map((row) => row.used)).toEqual(expected);
    const from = 'from=2024-01-01T00:00:00Z&to=2024-07-01T00:00:00Z';
    const path = `/api/v1/entitlements/${sold.entitlementId}/usage-history?${from}&bucket=month`;
    const { buckets } = await get('getUsageHistory', path);
    const activations = buckets.reduce(
      (sum: number, bucket: { activations: number }) => sum + bucket.activations,
      0,
    );
    expect(activations).toBe((expected.length + used) / 2);
  }, 300_000);
});

describe('rule 40: a usage statement', () => {
  it('bills nothing that was imported', async () => {
    const sold = await sell(leeway, terms);
    const { body: customer } = await leeway.api('POST', '/api/v1/customers', { name: 'Northwind' });
    await leeway.api('PATCH', `/api/v1/entitlements/groups/${sold.groupId}`, { customerId: customer.id });
    const begun = leeway.clock.now() - 1_000;
    const rows = [0, 1, 2].map((user) => `${new Date(begun).toISOString()},out,user-${user}`);
    save(
      'before.csv',
      `at,operation,user\n${rows.join('\n')}\n${new Date(begun + 100).toISOString()},in,user-0\n`,
    );
    const { made } = await importHere('before.csv', sold, { source: 'csv' });
    expect(made).toMatchObject({ rowCount: 6, peak: 3 });
    expect((await sold.activate('live')).status).toBe(201);
    leeway.clock.advance(32 * 86_400_000);
    await leeway.runStep('statements.close');
    const { items } = await get('listStatements', `/api/v1/statements?customerId=${customer.id}`);
    const statements = await Promise.all(
      items.map(({ id }: { id: string }) => get('getStatement', `/api/v1/statements/${id}`)),
    );
    const lines = statements.flatMap((statement) => statement.lines);
    expect(lines.map(({ peak, overdraftPeak }) => [peak, overdraftPeak])).toContainEqual([1, 0]);
    expect(lines.every(({ peak }) => (peak ?? 0) <= 1)).toBe(true);
  });
});
