import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { evidenceReads, type ReadTimes, timeRead } from './evidence-reads.ts';
import { type EvidenceResults, ofEvidence, renderEvidence, type SizeResults } from './evidence-table.ts';
import { loadEvidence } from './load-evidence.ts';
import { describeMachine } from './machine.ts';
import { startPostgres } from './postgres.ts';
import { startServerProcess } from './servers.ts';
import { withResults } from './table.ts';
import { tokenFrom } from './token.ts';

/**
 * `npm run bench:evidence`: loads a year of a tenant at a hundredth and at full size, reads it over HTTP, prints and writes
 * down. `-- --quick`: at a hundredth only, and only prints. `-- --scale 0.1`: another size than the full one.
 */

const smallScale = 0.01;
const samples = 100;

const say = (line: string) => process.stdout.write(`${line}\n`);

const measure = async (scale: number): Promise<SizeResults & { readonly postgres: string }> => {
  say(`At ${scale} of full size: loading ...`);
  const postgres = await startPostgres();
  try {
    const loaded = await loadEvidence(postgres.database, { scale, say });
    const server = await startServerProcess('leeway', postgres.url);
    try {
      const token = await tokenFrom(server, loaded);
      const reads: ReadTimes[] = [];
      for (const read of evidenceReads(loaded, Date.now())) {
        const times = await timeRead({ port: server.port, token, samples }, read);
        say(`${times.title}: ${times.p50Ms.toFixed(1)} / ${times.p99Ms.toFixed(1)} ms`);
        reads.push(times);
      }
      const { customers, entitlements, seats, logRows, hourRows, derivedPerSecond } = loaded;
      const sizes = { customers, entitlements, seats, logRows, hourRows, derivedPerSecond };
      return { scale, ...sizes, reads, postgres: postgres.version };
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.stop();
  }
};

const publish = async (results: EvidenceResults): Promise<void> => {
  const folder = new URL('../results/', import.meta.url);
  const readme = new URL('../README.md', import.meta.url);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('evidence.json', folder), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(readme, withResults(await readFile(readme, 'utf8'), renderEvidence(results), ofEvidence));
};

const isQuick = process.argv.includes('--quick');
const named = process.argv.indexOf('--scale');
const fullScale = named < 0 ? 1 : Number(process.argv[named + 1]);
if (!(fullScale > 0 && fullScale <= 1)) throw new Error('--scale is from 0.01 to 1');
const small = await measure(smallScale);
const full = isQuick ? null : await measure(fullScale);
const results: EvidenceResults = {
  measuredAt: new Date().toISOString(),
  machine: describeMachine(small.postgres),
  small,
  full,
};
say(`\n${renderEvidence(results)}\n`);
if (!isQuick) await publish(results);
