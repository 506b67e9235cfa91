import { createApp } from '@leeway/server/dist/app.js';
import type { BackgroundStep } from '@leeway/server/dist/platform/background-loop.js';
import { systemClock } from '@leeway/server/dist/platform/clock.js';
import { openDatabase } from '@leeway/server/dist/platform/database.js';
import { pino } from 'pino';

/** A process of its own for exports one after the other: what it ever held is what these held. */

export interface ExportMeasured {
  readonly rows: number;
  readonly bytes: number;
  readonly ms: number;
  /** Of this process; the database's is its own. */
  readonly cpuMs: number;
  /** The most the process had resident so far. */
  readonly residentBytesMax: number;
}

const { BENCH_DATABASE_URL, BENCH_FORMAT, BENCH_ROWS, BENCH_CLIENT_ID, BENCH_CLIENT_SECRET } = process.env;
if (!BENCH_DATABASE_URL || !BENCH_ROWS) throw new Error('this process is started by the bench');

const log = pino({ level: 'warn' }, process.stderr);
const database = openDatabase({ url: BENCH_DATABASE_URL, log: (line) => log.warn(line) });
const steps = new Map<string, BackgroundStep>();
const app = createApp({
  ...{ database, log, clock: systemClock, publicUrl: 'http://bench' },
  // Nothing runs but what is measured.
  background: {
    add: (step) => {
      steps.set(step.name, step);
    },
    start: () => undefined,
    stop: () => Promise.resolve(),
  },
});

const columns = [
  ...[
    'timestamp',
    'operation',
    'seatId',
    'seatsUsed',
    'bought',
    'hardCap',
    'overdraft',
    'overdraftSeatsUsed',
  ],
  ...['leaseExpiry', 'ipAddress', 'offeringName', 'sku'],
];

const answerOf = async <Body>(
  method: 'GET' | 'POST',
  url: string,
  payload: string,
  type: string,
  token = '',
) => {
  const headers = { 'content-type': type, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  const { statusCode, body } = await app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
  if (statusCode >= 300) throw new Error(`${url}: ${statusCode} ${body}`);
  return JSON.parse(body) as Body;
};

const credentials = new URLSearchParams({
  grant_type: 'client_credentials',
  client_id: BENCH_CLIENT_ID ?? '',
  client_secret: BENCH_CLIENT_SECRET ?? '',
}).toString();
const { access_token: token } = await answerOf<{ access_token: string }>(
  ...(['POST', '/oauth/token', credentials, 'application/x-www-form-urlencoded'] as const),
);

const exportRows = async (rows: number): Promise<ExportMeasured> => {
  const filter = [{ column: 'sequence', operator: 'lte', value: rows }];
  const definition = { subject: 'activity', columns, filter };
  const json = 'application/json';
  const wanted = JSON.stringify({ format: BENCH_FORMAT, definition });
  const path = '/api/v1/reports/exports';
  const { id } = await answerOf<{ id: string }>('POST', path, wanted, json, token);
  const begun = performance.now();
  const cpu = process.cpuUsage();
  await steps.get('reports.export')?.run(new AbortController().signal);
  const ms = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  const done = await answerOf<{ state: string; rowsDone: number; sizeBytes: number }>(
    ...(['GET', `${path}/${id}`, '', json, token] as const),
  );
  if (done.state !== 'done' || done.rowsDone !== rows) throw new Error(`export: ${JSON.stringify(done)}`);
  const residentBytesMax = process.resourceUsage().maxRSS * 1024;
  return { rows: done.rowsDone, bytes: done.sizeBytes, ms, cpuMs: (user + system) / 1000, residentBytesMax };
};

for (const rows of BENCH_ROWS.split(',').map(Number)) process.send?.(await exportRows(rows));
await app.close();
await database.close();
