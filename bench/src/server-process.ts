import { startLeeway } from './leeway-server.ts';
import { startBaseline, startEmpty } from './plain-servers.ts';

/** A process of its own for one server. Configured by its environment; tells its parent the port it listens on. */

const starts = { empty: startEmpty, baseline: startBaseline, leeway: startLeeway };
export type ServerKind = keyof typeof starts;

export interface Facts {
  /** The most memory the process had resident so far. */
  readonly residentBytesMax: number;
  /** Of the process so far. */
  readonly cpuSeconds: number;
}

const { BENCH_SERVER, BENCH_DATABASE_URL } = process.env;
const start = Object.entries(starts).find(([kind]) => kind === BENCH_SERVER)?.[1];
if (!start || !BENCH_DATABASE_URL) throw new Error('a server process is started by the bench');

const port = await start(BENCH_DATABASE_URL);
process.send?.({ port });

process.on('message', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.send?.({
    residentBytesMax: maxRSS * 1024,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  } satisfies Facts);
});
// The parent is gone, or has what it wanted.
process.on('disconnect', () => process.exit());
