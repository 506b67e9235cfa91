import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { entitlementsWithNews } from '@leeway/server/dist/features/history/index.js';
import { fillBaselineTables } from './baseline-tables.ts';
import { type Measured, press } from './generator.ts';
import { goalsOf } from './goals.ts';
import { createCatalogue } from './load.ts';
import { describeMachine } from './machine.ts';
import { type Postgres, startPostgres } from './postgres.ts';
import { prepareScenarios, prepareSizes, type Scenario, type Stage, sizes } from './scenarios.ts';
import type { ServerKind } from './server-process.ts';
import { type Server, startServerProcess } from './servers.ts';
import { ratioOf, summaryOf } from './summary.ts';
import { type Results, type Row, render, type SizeRow, withResults } from './table.ts';
import { tokenFrom } from './token.ts';
import { verify } from './verify.ts';

/** `npm run bench`: measures, prints and writes down. `-- --quick`: measures shortly and only prints. */

interface Pace {
  readonly rounds: number;
  /** Before the first measurement of each scenario: until the engine has compiled what is hot. */
  readonly firstWarmUpMs: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

const full: Pace = { rounds: 9, firstWarmUpMs: 4_000, warmUpMs: 400, measureMs: 2_000 };
const quick: Pace = { rounds: 1, firstWarmUpMs: 2_000, warmUpMs: 300, measureMs: 1_000 };

const connectionCounts = [64, 256] as const;
const sizeConnections = 64;

type Servers = Readonly<Record<ServerKind, Server>>;

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Waits until Leeway has derived the history of what it decided: the rows of others do not pay for that. */
const settle = async ({ database }: Postgres): Promise<void> => {
  while ((await entitlementsWithNews(database, 1)).length > 0) await sleep(100);
};

/** Measures scenarios, and counts all their answers so that they can be compared with the rows. */
const createMeter = (servers: Servers, postgres: Postgres, pace: Pace) => {
  const answers = new Map<Scenario, number>();
  const measured = new Map<string, Measured[]>();
  const run = async (scenario: Scenario, connections: number, warmUpMs: number, measureMs: number) => {
    const { server, status, requests } = scenario;
    const { port } = servers[server];
    const result = await press({ port, connections, warmUpMs, measureMs, status, requests });
    answers.set(scenario, (answers.get(scenario) ?? 0) + result.answers);
    return result;
  };
  const keyOf = (key: string, connections: number) => `${key}@${connections}`;
  return {
    answers,
    warmUp: (scenario: Scenario) => run(scenario, connectionCounts[0], pace.firstWarmUpMs, 0),
    measure: async (scenario: Scenario, connections: number) => {
      if (scenario.server !== 'leeway') await settle(postgres);
      const result = await run(scenario, connections, pace.warmUpMs, pace.measureMs);
      const key = keyOf(scenario.key, connections);
      measured.set(key, [...(measured.get(key) ?? []), result]);
    },
    roundsOf: (key: string, connections: number) => measured.get(keyOf(key, connections)) ?? [],
  };
};

type Meter = ReturnType<typeof createMeter>;

interface Prepared {
  readonly scenarios: readonly Scenario[];
  /** A list for each round. */
  readonly bySize: readonly (readonly Scenario[])[];
}

const prepare = async (stage: Stage, { rounds }: Pace): Promise<Prepared> => {
  say('Loading 1.1 million seats ...');
  const scenarios = await prepareScenarios(stage);
  const bySize = await prepareSizes(stage, rounds);
  await fillBaselineTables(stage.database);
  await stage.database.query('vacuum analyze');
  await stage.database.query('checkpoint');
  return { scenarios, bySize };
};

const measureAll = async (meter: Meter, { scenarios, bySize }: Prepared): Promise<void> => {
  say('Warming up ...');
  for (const scenario of scenarios) await meter.warmUp(scenario);
  for (const [round, ofThisRound] of bySize.entries()) {
    say(`Round ${round + 1} of ${bySize.length} ...`);
    // Back and forth, so that none is always measured just after the same other one.
    const inTurn = <Each>(list: readonly Each[]) => (round % 2 === 0 ? list : list.toReversed());
    for (const connections of inTurn(connectionCounts)) {
      for (const scenario of inTurn(scenarios)) await meter.measure(scenario, connections);
    }
    for (const scenario of inTurn(ofThisRound)) await meter.measure(scenario, sizeConnections);
  }
};

const rowFor = (meter: Meter, scenario: Scenario, connections: number): Row => {
  const rounds = meter.roundsOf(scenario.key, connections);
  const { baseline } = scenario;
  return {
    title: scenario.title,
    connections,
    ...summaryOf(rounds),
    ofEmpty: ratioOf(rounds, meter.roundsOf('empty', connections)),
    timesBaseline: baseline ? ratioOf(rounds, meter.roundsOf(baseline, connections)) : null,
  };
};

const sizeRows = (meter: Meter): SizeRow[] => {
  const roundsOf = (size: number) => meter.roundsOf(`seats ${size}`, sizeConnections);
  return sizes.map((size) => ({
    title: `${size.toLocaleString('en')} seat${size === 1 ? '' : 's'}`,
    ...summaryOf(roundsOf(size)),
    cost: ratioOf(roundsOf(sizes[0]), roundsOf(size)),
  }));
};

const resultsOf = async (
  meter: Meter,
  scenarios: readonly Scenario[],
  servers: Servers,
  postgres: Postgres,
): Promise<Results> => {
  const rowOf = (key: string, connections: number): Row => {
    const scenario = scenarios.find((each) => each.key === key);
    if (!scenario) throw new Error(`there is no scenario ${key}`);
    return rowFor(meter, scenario, connections);
  };
  const bySize = sizeRows(meter);
  const serverMemoryMb = (await servers.leeway.facts()).residentBytesMax / 1e6;
  return {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(postgres.version),
    rows: connectionCounts.flatMap((connections) => scenarios.map(({ key }) => rowOf(key, connections))),
    sizes: bySize,
    serverMemoryMb,
    goals: goalsOf(rowOf, bySize, serverMemoryMb),
  };
};

const publish = async (results: Results): Promise<void> => {
  const folder = new URL('../results/', import.meta.url);
  const readme = new URL('../README.md', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('latest.json', folder), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(readme, withResults(await readFile(readme, 'utf8'), render(results)));
};

const isQuick = process.argv.includes('--quick');
const pace = isQuick ? quick : full;
const started: { stop(): Promise<void> }[] = [];
const keep = <Started extends { stop(): Promise<void> }>(each: Started): Started => {
  started.push(each);
  return each;
};
try {
  const postgres = keep(await startPostgres());
  const { database, url } = postgres;
  const catalogue = await createCatalogue(database);
  const leeway = keep(await startServerProcess('leeway', url));
  const prepared = await prepare({ database, catalogue, token: await tokenFrom(leeway, catalogue) }, pace);
  // The baseline reads when it starts what each code opens.
  const baseline = keep(await startServerProcess('baseline', url));
  const servers: Servers = { leeway, baseline, empty: keep(await startServerProcess('empty', url)) };
  const meter = createMeter(servers, postgres, pace);
  await measureAll(meter, prepared);
  for (const [scenario, count] of meter.answers) await verify(database, catalogue.tenantId, scenario, count);
  const results = await resultsOf(meter, prepared.scenarios, servers, postgres);
  say(`\n${render(results)}\n`);
  if (!isQuick) await publish(results);
} finally {
  for (const each of started.reverse()) await each.stop();
}
