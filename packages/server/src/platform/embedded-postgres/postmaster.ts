import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cleanEnvironment, identity } from './account.ts';
import { EmbeddedPostgresError, useYourOwnServer } from './error.ts';
import { readIfPresent } from './files.ts';
import { startGuard } from './guard.ts';
import { clusterFolder, type Home } from './home.ts';
import type { LogFile } from './log-file.ts';

type Log = (line: string, level?: 'info' | 'warn' | 'error') => void;

/** One run of PostgreSQL's main process. */
export interface Postmaster {
  readonly pid: number;
  /** Resolves when it is gone, with how it went in words. */
  readonly ended: Promise<string>;
  /** Ends sessions and writes everything out (fast shutdown); sterner after 8 s. Resolves when it is gone. */
  shutDown(): Promise<void>;
}

export interface PostmasterOptions {
  readonly home: Home;
  readonly bin: string;
  readonly settings: Record<string, string>;
  readonly logFile: LogFile;
  readonly log: Log;
}

/**
 * Starts PostgreSQL and waits until it takes connections, however long its recovery needs.
 * @throws EmbeddedPostgresError when it ends before that; the signal's reason when that is aborted.
 */
export async function startPostmaster(options: PostmasterOptions, signal: AbortSignal): Promise<Postmaster> {
  signal.throwIfAborted();
  const { logFile, home } = options;
  const output = await logFile.open();
  const { size: logStart } = await output.stat();
  const postmaster = spawnPostmaster(options, output.fd);
  await output.close();
  let noticed = performance.now();
  while (postmaster.pid === undefined || !(await isReady(home, postmaster.pid))) {
    const how = await Promise.race([postmaster.ended, sleep(20)]);
    if (how !== undefined) {
      throw new EmbeddedPostgresError(
        `PostgreSQL did not start (${how}); it said: ${await logFile.lastWords(logStart)} (more in ${logFile.path}). ` +
          `Remove the cause and start Leeway again, or ${useYourOwnServer}.`,
      );
    }
    if (signal.aborted) {
      await postmaster.shutDown();
      signal.throwIfAborted();
    }
    if (performance.now() - noticed > 10_000) {
      noticed = performance.now();
      options.log('PostgreSQL is still recovering what it wrote before it was cut off', 'info');
    }
  }
  return { pid: postmaster.pid, ended: postmaster.ended, shutDown: postmaster.shutDown };
}

function spawnPostmaster({ home, bin, settings }: PostmasterOptions, outputFd: number) {
  const chosen = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(bin, 'postgres'), ['-D', clusterFolder(home), ...chosen], {
    ...identity(home.account),
    cwd: '/',
    env: cleanEnvironment,
    stdio: ['ignore', outputFd, outputFd],
    detached: true, // Ctrl-C in the terminal is for Leeway, which stops PostgreSQL after its own work is done
  });
  const guard = child.pid === undefined ? undefined : startGuard(home.account, child.pid);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, by) => resolve(by ? `ended by ${by}` : `ended with code ${code}`));
  }).finally(() => guard?.dismiss());

  const shutDown = async () => {
    for (const { signal, waitMs } of [
      { signal: 'SIGINT', waitMs: 8_000 },
      { signal: 'SIGQUIT', waitMs: 5_000 },
      { signal: 'SIGKILL', waitMs: 60_000 },
    ] as const) {
      child.kill(signal);
      const waiting = new AbortController();
      const timeout = sleep(waitMs, undefined, { signal: waiting.signal }).catch(() => undefined);
      const how = await Promise.race([ended, timeout]);
      waiting.abort();
      if (how !== undefined) return;
    }
  };
  let shuttingDown: Promise<void> | undefined;
  return {
    pid: child.pid,
    ended,
    shutDown: () => {
      shuttingDown ??= shutDown();
      return shuttingDown;
    },
  };
}

/** The same test that pg_ctl makes: the status line of postmaster.pid, written by this very process. */
async function isReady(home: Home, pid: number): Promise<boolean> {
  const lines = (await readIfPresent(join(clusterFolder(home), 'postmaster.pid')))?.split('\n');
  return lines?.[0]?.trim() === String(pid) && lines[7]?.trim() === 'ready';
}
