import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ExportMeasured } from './exports-process.ts';
import { createCatalogue, sell } from './load.ts';
import { startPostgres } from './postgres.ts';
import { nextMessage } from './servers.ts';

/** `npm run bench:exports`: a million rows of the log as CSV and as XLSX, and the memory that takes. */

const entitlements = 100;
/** The first is for the engine to compile what is hot; memory is compared between the other two. */
const sizes = [10_000, 100_000, 1_000_000] as const;

// The sequence counts over all of them, so that a condition on it takes the first so many.
const insertLogSql = `
  insert into activity_log (
    tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, hard_cap, overdraft, lease_end,
    ip_address, attempts
  )
  select $1, ($2::text[])[1 + n % $3], at, n, case when n % 3 = 0 then 'deactivate' else 'activate' end,
    'machine-' || n % 5000 || '.example.com', n % 125, 100, 120, n % 125 > 100, at + interval '1 hour',
    '10.0.' || n % 250 || '.7', 1
  from (
    select n, date_trunc('month', now()) + n * interval '500 ms' as at from generate_series(1, $4::int) n
  ) rows`;

const say = (line: string) => process.stdout.write(`${line}\n`);
const count = (value: number) => Math.round(value).toLocaleString('en');
const megabytes = (bytes: number) => (bytes / 2 ** 20).toFixed(0);

const script = fileURLToPath(new URL('exports-process.js', import.meta.url));

/** Tells each size as it is done: the last takes longer than all before. */
const measure = async (format: string, environment: Record<string, string>): Promise<void> => {
  const child = fork(script, {
    env: { ...process.env, ...environment, BENCH_FORMAT: format, BENCH_ROWS: sizes.join(',') },
  });
  let before: number | null = null;
  for (const _size of sizes) {
    const { rows, bytes, ms, cpuMs, residentBytesMax } = await nextMessage<ExportMeasured>(child);
    const growth = before === null ? '' : `x ${(residentBytesMax / before).toFixed(2)}`;
    const rates = [count((rows * 1000) / ms), count((rows * 1000) / cpuMs)];
    const figures = [
      count(rows),
      (ms / 1000).toFixed(1),
      ...rates,
      megabytes(bytes),
      megabytes(residentBytesMax),
    ];
    say(`| ${[format, ...figures, growth].join(' | ')} |`);
    before = residentBytesMax;
  }
};

const postgres = await startPostgres();
try {
  const { database, url } = postgres;
  const catalogue = await createCatalogue(database);
  const sold = await sell(database, catalogue, 'EXPORT', entitlements);
  const ids = sold.map(({ entitlementId }) => entitlementId);
  await database.query(insertLogSql, [catalogue.tenantId, ids, entitlements, sizes.at(-1)]);
  await database.query('analyze activity_log');
  say(
    '| format | rows | seconds | rows/s | rows per CPU second | file, MB | most memory so far, MB | growth |',
  );
  say('|---|--:|--:|--:|--:|--:|--:|--:|');
  for (const format of ['csv', 'xlsx']) {
    await measure(format, {
      BENCH_DATABASE_URL: url,
      BENCH_CLIENT_ID: catalogue.clientId,
      BENCH_CLIENT_SECRET: catalogue.clientSecret,
    });
  }
} finally {
  await postgres.stop();
}
