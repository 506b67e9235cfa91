import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './error.ts';
import { readIfPresent } from './files.ts';
import { clusterFolder, type Home } from './home.ts';
import { folderName } from './lock.ts';

type Log = (line: string, level?: 'info' | 'warn' | 'error') => void;

interface ServerProcess {
  readonly pid: number;
  readonly postmaster: boolean;
}

/**
 * Every process of a cluster carries this name in its command line, which everybody may read. So a server left by a
 * crash is recognised whatever postmaster.pid says, and a stranger that inherited its process id is not.
 */
export function clusterName(home: Home): string {
  return folderName(home.folder);
}

/**
 * Stops what an earlier run or a dead postmaster left behind, so that a new postmaster can start.
 * @throws EmbeddedPostgresError when it cannot be stopped.
 */
export async function clearLeftovers(home: Home, log: Log): Promise<void> {
  const left = serverProcesses(home);
  const postmaster = left.find((each) => each.postmaster);
  if (postmaster !== undefined) {
    log(`Stopping a PostgreSQL left running by an earlier Leeway (process ${postmaster.pid})`, 'warn');
    await endAll(home, [{ signal: 'SIGINT', waitMs: 8_000 }]);
  } else if (left.length > 0) {
    // Without their postmaster they end by themselves as soon as they look up from their work.
    await endAll(home, [{ waitMs: 2_000 }]);
  }
  const sterner = [
    { signal: 'SIGQUIT', waitMs: 4_000 },
    { signal: 'SIGKILL', waitMs: 10_000 },
  ] as const;
  const remaining = await endAll(home, sterner);
  if (remaining.length > 0) {
    throw new EmbeddedPostgresError(
      `An earlier PostgreSQL in ${home.folder} does not end (process ${remaining.map((each) => each.pid).join(', ')}): end it by hand and start Leeway again.`,
    );
  }
  await removeStaleLock(home, log);
}

/** Goes through the steps until no process is left; returns those that outlived all of them. */
async function endAll(
  home: Home,
  steps: readonly { readonly signal?: NodeJS.Signals; readonly waitMs: number }[],
): Promise<ServerProcess[]> {
  let left = serverProcesses(home);
  for (const { signal, waitMs } of steps) {
    for (const { pid } of signal ? left : []) send(pid, signal);
    const deadline = performance.now() + waitMs;
    while (left.length > 0 && performance.now() < deadline) {
      await sleep(25);
      left = serverProcesses(home);
    }
  }
  return left;
}

function send(pid: number, signal: NodeJS.Signals | undefined): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended between the look and the signal
  }
}

/**
 * Once no process of the cluster is left, its postmaster.pid is stale. PostgreSQL itself only checks whether any
 * process has that id and would refuse to start after the id was given to another program.
 */
async function removeStaleLock(home: Home, log: Log): Promise<void> {
  const path = join(clusterFolder(home), 'postmaster.pid');
  const lines = (await readIfPresent(path))?.split('\n');
  if (lines === undefined) return;
  const [pid, , , port, socketFolder] = lines;
  if (port && socketFolder && (await answers(join(socketFolder, `.s.PGSQL.${port}`)))) {
    throw new EmbeddedPostgresError(
      `The database in ${home.folder} is served by a PostgreSQL that this process cannot see (perhaps of another container): ` +
        'stop that one first, or set LEEWAY_DATA_DIR to another folder.',
    );
  }
  await rm(path, { force: true });
  log(`Removed the lock file of a PostgreSQL that is gone (process ${pid}); it recovers from its log now`);
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

/** The living processes of a home's cluster. */
function serverProcesses(home: Home): ServerProcess[] {
  const name = clusterName(home);
  const running = process.platform === 'linux' ? readProc(home.account.uid) : readPs(home.account.uid);
  return running.flatMap(({ pid, command }) => {
    const postmaster = command.includes(` cluster_name=${name} `);
    return postmaster || command.startsWith(`postgres: ${name}: `) ? [{ pid, postmaster }] : [];
  });
}

/** Pairs of process id and command line (ending with a space) of the processes of one user. */
function readProc(uid: number): { pid: number; command: string }[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      if (statSync(`/proc/${entry}`).uid !== uid) return [];
      return [
        {
          pid: Number(entry),
          command: `${readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ')} `,
        },
      ];
    } catch {
      return []; // it ended meanwhile
    }
  });
}

function readPs(uid: number): { pid: number; command: string }[] {
  const lines = execFileSync('ps', ['-axww', '-o', 'pid=,uid=,command='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, owner, command] = /^\s*(\d+)\s+(-?\d+)\s+(.*)$/.exec(line) ?? [];
    return pid !== undefined && Number(owner) === uid ? [{ pid: Number(pid), command: `${command} ` }] : [];
  });
}
