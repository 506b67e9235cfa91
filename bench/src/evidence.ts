import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type EvidenceDatabase, openEvidence } from './evidence-database.ts';
import { evidenceReads, type ReadTimes, timeRead } from './evidence-reads.ts';
import { type EvidenceResults, ofEvidence, renderEvidence, type SizeResults } from './evidence-table.ts';
import { describeMachine } from './machine.ts';
import { startServerProcess } from './servers.ts';
import { withResults } from './table.ts';
import { tokenFrom } from './token.ts';

/**
 * `npm run bench:evidence`: loads a year of a tenant at a hundredth and at full size, reads it over HTTP, prints and writes
 * down. `-- --quick`: at a hundredth only, and only prints. `-- --scale 0.1`: another size than the full one.
 * `-- --keep FOLDER`: databases stay there, and what is there already is read without loading it again; with
 * `--load-only` nothing is read. `-- --only TEXT`: only reads with that in their title, and only prints.
 */

const smallScale = 0.01;
const samples = 100;
const readMs = 30_000;

const say = (line: string) => process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    scale: { type: 'string', default: '1' },
    keep: { type: 'string' },
    'load-only': { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});
const fullScale = Number(values.scale);
if (!(fullScale > 0 && fullScale <= 1)) throw new Error('--scale is from 0.01 to 1');
const folder = values.keep === undefined ? null : resolve(values.keep);
if (values['load-only'] && folder === null) throw new Error('--load-only needs --keep FOLDER');

type Measured = SizeResults & { readonly postgres: string };

const readAll = async ({ postgres, loaded }: EvidenceDatabase, scale: number): Promise<Measured> => {
  const server = await startServerProcess('leeway', postgres.url);
  try {
    const token = await tokenFrom(server, loaded);
    const reads: ReadTimes[] = [];
    for (const read of evidenceReads(loaded).filter(({ title }) => title.includes(values.only))) {
      const times = await timeRead({ port: server.port, token, samples, readMs }, read);
      say(`${times.title}: ${times.p50Ms.toFixed(1)} / ${times.p99Ms.toFixed(1)} ms`);
      reads.push(times);
    }
    const { customers, entitlements, seats, logRows, hourRows, derivedPerSecond } = loaded;
    const sizes = { customers, entitlements, seats, logRows, hourRows, derivedPerSecond };
    return { scale, ...sizes, reads, postgres: postgres.version };
  } finally {
    await server.stop();
  }
};

const withDatabase = async <Result>(
  scale: number,
  use: (database: EvidenceDatabase) => Promise<Result> | Result,
): Promise<Result> => {
  say(`At ${scale} of full size:`);
  const database = await openEvidence({ scale, folder, say });
  try {
    return await use(database);
  } finally {
    await database.postgres.stop();
  }
};

const publish = async (results: EvidenceResults): Promise<void> => {
  const folder = new URL('../results/', import.meta.url);
  const readme = new URL('../README.md', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('evidence.json', folder), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(readme, withResults(await readFile(readme, 'utf8'), renderEvidence(results), ofEvidence));
};

const measureAll = async (): Promise<void> => {
  const measure = (scale: number) => withDatabase(scale, (database) => readAll(database, scale));
  const small = await measure(smallScale);
  const full = values.quick ? null : await measure(fullScale);
  const results: EvidenceResults = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(small.postgres),
    small,
    full,
  };
  say(`\n${renderEvidence(results)}\n`);
  if (!values.quick && values.only === '') await publish(results);
};

if (values['load-only']) {
  for (const scale of values.quick ? [smallScale] : [smallScale, fullScale])
    await withDatabase(scale, ({ loaded }) =>
      say(`${loaded.logRows.toLocaleString('en')} rows of the log loaded`),
    );
} else {
  await measureAll();
}
