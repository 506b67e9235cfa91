import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type BarePosts, createBarePosts } from './bare-posts.ts';
import {
  type DeliveryResults,
  type DeliveryRow,
  deliveryGoalsOf,
  ofDeliveries,
  renderDeliveries,
} from './deliveries-table.ts';
import { percentile } from './generator.ts';
import { type Catalogue, createCatalogue, sell } from './load.ts';
import { describeMachine } from './machine.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import type { Receipt, Sample } from './receiver-process.ts';
import { type Receivers, startReceivers } from './receivers.ts';
import { type Server, startServerProcess } from './servers.ts';
import { withResults } from './table.ts';
import { tokenFrom } from './token.ts';
import { verifyDeliveries, verifyReceipts } from './verify-deliveries.ts';
import { type Change, createWriter, type Writer, writeAtOnce, writeAtPace } from './write-changes.ts';

/** `npm run bench:deliveries`: measures, prints and writes down. `-- --quick`: measures shortly and only prints. */

interface Scenario extends Pick<DeliveryRow, 'key' | 'title' | 'listeners' | 'pace'> {
  readonly entitlements: number;
  /** Events that are written at once. */
  readonly burst: number;
}

const scenarios: readonly Scenario[] = [
  {
    ...{ key: 'spread', title: 'One listener, 500 entitlements', listeners: 1, entitlements: 500 },
    ...{ burst: 4_000, pace: 500 },
  },
  {
    ...{ key: 'hot', title: 'One listener, one entitlement', listeners: 1, entitlements: 1 },
    ...{ burst: 2_000, pace: 250 },
  },
  {
    ...{ key: 'five', title: 'Five listeners, 500 entitlements', listeners: 5, entitlements: 500 },
    ...{ burst: 800, pace: 100 },
  },
];

const listenersMax = 5;
/** This much of a measurement goes before it, unmeasured: until the engine has compiled what is hot. */
const warmUpShare = 0.25;
const paceSeconds = 4;
/** Requests of each comparison. */
const barePosts = 2_000;
const timeoutMs = 60_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

interface Stage {
  readonly postgres: Postgres;
  readonly catalogue: Catalogue;
  readonly leeway: Server;
  readonly token: string;
  readonly receivers: Receivers;
  readonly bare: BarePosts;
  /** Of the whole work; 1 or less. */
  readonly share: number;
}

/** Those from one number up to another. */
const createListeners = async ({ leeway, token, receivers }: Stage, from: number, to: number) => {
  for (const uri of receivers.uris.slice(from, to)) {
    const response = await fetch(`http://127.0.0.1:${leeway.port}/api/v1/account/webhooks`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ uri, subscriptions: ['entitlement.seat.activated'] }),
    });
    if (response.status !== 201) throw new Error(`no listener: ${response.status} ${await response.text()}`);
  }
};

interface Told {
  readonly changes: readonly Change[];
  readonly receipts: readonly Receipt[];
  readonly sample: Sample;
}

/** What was written, and how it came. */
const tell = async (
  { receivers }: Stage,
  { listeners }: Scenario,
  written: Promise<Change[]>,
): Promise<Told> => {
  const changes = await written;
  const { receipts, sample } = await receivers.take({ count: changes.length * listeners, timeoutMs });
  verifyReceipts(changes, receipts, listeners);
  return { changes, receipts, sample };
};

/** Events a second from the first commit to the last receipt. */
const rateOf = ({ changes, receipts }: Told): number => {
  const from = changes[0]?.at ?? 0;
  const until = receipts.reduce((last, { at }) => Math.max(last, at), 0);
  return changes.length / ((until - from) / 1000);
};

const latenciesOf = ({ changes, receipts }: Told): Float64Array => {
  const key = ({ entitlementId, sequence }: Pick<Change, 'entitlementId' | 'sequence'>) =>
    `${entitlementId} ${sequence}`;
  const commits = new Map(changes.map((change) => [key(change), change.at]));
  return Float64Array.from(
    receipts,
    (receipt) => receipt.at - (commits.get(key(receipt)) ?? Number.NaN),
  ).sort();
};

const measureBare = async (stage: Stage, scenario: Scenario, sample: Sample): Promise<[number, number]> => {
  const { receivers, bare, share } = stage;
  const { listeners, entitlements } = scenario;
  const count = Math.ceil((barePosts * share) / listeners);
  const uris = receivers.uris.slice(0, listeners);
  const rates: number[] = [];
  for (const isSigned of [false, true]) {
    const parts = { uris, atATime: entitlements, sample, isSigned };
    const warmUp = Math.ceil(count * warmUpShare);
    await bare.send({ ...parts, count: warmUp });
    rates.push(await bare.send({ ...parts, count }));
    await receivers.take({ count: (warmUp + count) * listeners, timeoutMs });
  }
  return [rates[0] ?? Number.NaN, rates[1] ?? Number.NaN];
};

const measureTold = async (stage: Stage, scenario: Scenario, writer: Writer) => {
  const { pace, burst } = scenario;
  const burstCount = Math.ceil(burst * stage.share);
  const warm = await tell(stage, scenario, writeAtOnce(writer, Math.ceil(burstCount * warmUpShare)));
  const atOnce = await tell(stage, scenario, writeAtOnce(writer, burstCount));
  const atPace = await tell(
    stage,
    scenario,
    writeAtPace(writer, pace, Math.ceil(pace * paceSeconds * stage.share)),
  );
  const events = [warm, atOnce, atPace].reduce((sum, { changes }) => sum + changes.length, 0);
  return { atOnce, atPace, events };
};

const measure = async (stage: Stage, scenario: Scenario): Promise<DeliveryRow> => {
  const { database } = stage.postgres;
  const { key, title, listeners, pace } = scenario;
  const { tenantId } = stage.catalogue;
  const sold = await sell(database, stage.catalogue, key, scenario.entitlements);
  const writer = createWriter(database, tenantId, sold);
  const { atOnce, atPace, events } = await measureTold(stage, scenario, writer);
  const entitlementIds = sold.map(({ entitlementId }) => entitlementId);
  await verifyDeliveries(database, tenantId, entitlementIds, events * listeners);
  const [barePostsPerSecond, signedPostsPerSecond] = await measureBare(stage, scenario, atPace.sample);
  const eventsPerSecond = rateOf(atOnce);
  const latencies = latenciesOf(atPace);
  return {
    ...{ key, title, listeners, eventsPerSecond, postsPerSecond: eventsPerSecond * listeners },
    ...{ barePostsPerSecond, signedPostsPerSecond, pace },
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
  };
};

const publish = async (results: DeliveryResults): Promise<void> => {
  const folder = new URL('../results/', import.meta.url);
  const readme = new URL('../README.md', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('deliveries.json', folder), `${JSON.stringify(results, null, 2)}\n`);
  const text = await readFile(readme, 'utf8');
  await writeFile(readme, withResults(text, renderDeliveries(results), ofDeliveries));
};

const isQuick = process.argv.includes('--quick');
const started: { stop(): Promise<void> }[] = [];
const keep = <Started extends { stop(): Promise<void> }>(each: Started): Started => {
  started.push(each);
  return each;
};
try {
  const postgres = keep(await startPostgres());
  const catalogue = await createCatalogue(postgres.database);
  const leeway = keep(await startServerProcess('leeway', postgres.url));
  const receivers = keep(await startReceivers(listenersMax));
  const bare = keep(createBarePosts());
  const token = await tokenFrom(leeway, catalogue);
  const stage: Stage = { postgres, catalogue, leeway, token, receivers, bare, share: isQuick ? 0.2 : 1 };
  const rows: DeliveryRow[] = [];
  let listeners = 0;
  for (const scenario of scenarios) {
    say(`${scenario.title} ...`);
    await createListeners(stage, listeners, scenario.listeners);
    listeners = scenario.listeners;
    rows.push(await measure(stage, scenario));
  }
  const results: DeliveryResults = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(postgres.version),
    rows,
    goals: deliveryGoalsOf(rows),
  };
  say(`\n${renderDeliveries(results)}\n`);
  if (!isQuick) await publish(results);
} finally {
  for (const each of started.reverse()) await each.stop();
}
