import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deleteEmbeddedPostgres } from '../../platform/embedded-postgres/index.ts';
import { makeOpenFolder } from '../../testing/embedded-postgres.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import {
  apiOf,
  createClient,
  freePort,
  runCommand,
  type ServerProcess,
  startServerProcess,
  tokenFrom,
} from '../../testing/server-process.ts';

/** kill -9 of the process whose worker derives history, again and again under load: nothing is lost and nothing doubled. */

const rounds = 6;
const loadMs = 1_500;

let folder: string;
let settings: Record<string, string>;
let server: ServerProcess;
let sold: Sold[];
let api: ReturnType<typeof apiOf>;

beforeAll(async () => {
  folder = await makeOpenFolder();
  settings = {
    LEEWAY_DATA_DIR: join(folder, 'data'),
    PORT: String(await freePort()),
    LEEWAY_PUBLIC_URL: 'http://leeway.test',
  };
  const client = await createClient(settings);
  server = await startServerProcess(settings);
  api = apiOf(() => server.baseUrl, await tokenFrom(server.baseUrl, client));
  const terms = {
    seatCount: 6,
    overdraft: { type: 'absolute', value: 3 },
    leasePeriod: { type: 'second', count: 2 },
    features: [{ key: 'pool', type: 'elementPool', value: 5 }],
  } as const;
  sold = [await sell({ api }, terms), await sell({ api }, terms)];
}, 120_000);

afterAll(async () => {
  await server.end('SIGTERM');
  await deleteEmbeddedPostgres(settings.LEEWAY_DATA_DIR ?? '');
  await rm(folder, { recursive: true, force: true });
});

const work = async (each: Sold, worker: number, until: number) => {
  for (let step = 0; Date.now() < until; step++) {
    const { status, body } = await each.activate(`seat-${worker}-${step % 4}`);
    if (status !== 201) continue;
    await each.checkout(body.id, 'pool', 2);
    if (step % 2 === 0) await each.release(body.id);
  }
};

it('after any number of kills history is what the log gives, bit for bit', async () => {
  for (let round = 0; round < rounds; round++) {
    const until = Date.now() + loadMs;
    const load = sold.flatMap((each) => [0, 1, 2].map((worker) => work(each, worker, until)));
    // At another moment of the worker's second in every round.
    const killed = new Promise<void>((resolve, reject) => {
      setTimeout(() => server.end('SIGKILL').then(() => resolve(), reject), 600 + round * 137);
    });
    await Promise.all([...load, killed]);
    server = await startServerProcess(settings);
  }
  const verified = await runCommand(['history', 'rebuild', '--verify'], settings);
  expect(verified).toEqual({ entitlements: 2, differing: [], differingSums: 0 });
  for (const { entitlementId } of sold) {
    const { body } = await api('GET', `/api/v1/entitlements/${entitlementId}/usage-history?bucket=day`);
    expect(body.buckets.at(-1).activations).toBeGreaterThan(rounds);
  }
}, 180_000);
