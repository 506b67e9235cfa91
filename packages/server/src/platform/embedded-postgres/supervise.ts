import { setTimeout as sleep } from 'node:timers/promises';
import type { Postmaster } from './postmaster.ts';

type Log = (line: string, level?: 'info' | 'warn' | 'error') => void;

const shortestPauseMs = 100;
const longestPauseMs = 10_000;
/** A server that lived this long did not die of its start: the next pause is the shortest again. */
const steadyAfterMs = 60_000;
/** Sessions of a dead server may hold its shared memory for a moment; the first start waits that long for it. */
const firstStartPatienceMs = 15_000;

/**
 * Keeps one postmaster running until `stop`, starting the next one when it dies.
 * @param start brings up a postmaster; rejects when it does not come up or the signal is aborted
 * @throws what `start` throws, when the first one does not come up
 */
export async function supervise(
  start: (signal: AbortSignal) => Promise<Postmaster>,
  log: Log,
): Promise<{ readonly pid: number; stop(): Promise<void> }> {
  const stopping = new AbortController();
  let postmaster = await startFirst(start, stopping.signal);

  const watch = async () => {
    let pauseMs = shortestPauseMs;
    while (!stopping.signal.aborted) {
      const startedAt = performance.now();
      const how = await postmaster.ended;
      if (stopping.signal.aborted) return;
      log(`PostgreSQL (process ${postmaster.pid}) is gone, ${how}; starting it again`, 'warn');
      if (performance.now() - startedAt > steadyAfterMs) pauseMs = shortestPauseMs;
      const next = await startAgain(start, pauseMs, stopping.signal, log);
      if (next === undefined) return;
      postmaster = next.postmaster;
      pauseMs = next.pauseMs;
      log(`PostgreSQL runs again (process ${postmaster.pid})`, 'info');
    }
    // stop() came while the new one was coming up, and has seen only the one before
    await postmaster.shutDown();
  };
  const watching = watch();

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopping.abort();
    await postmaster.shutDown();
    await watching;
  };
  return {
    get pid() {
      return postmaster.pid;
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

async function startFirst(
  start: (signal: AbortSignal) => Promise<Postmaster>,
  signal: AbortSignal,
): Promise<Postmaster> {
  const deadline = performance.now() + firstStartPatienceMs;
  while (true) {
    try {
      return await start(signal);
    } catch (error) {
      const occupied = error instanceof Error && /shared memory block .* is still in use/.test(error.message);
      if (!occupied || performance.now() > deadline) throw error;
      await sleep(250);
    }
  }
}

/** Tries until it works, pausing twice as long each time; undefined when stopped before that. */
async function startAgain(
  start: (signal: AbortSignal) => Promise<Postmaster>,
  firstPauseMs: number,
  signal: AbortSignal,
  log: Log,
): Promise<{ postmaster: Postmaster; pauseMs: number } | undefined> {
  let pauseMs = firstPauseMs;
  while (true) {
    const pause = pauseMs;
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
    try {
      await sleep(pause, undefined, { signal });
      return { postmaster: await start(signal), pauseMs };
    } catch (error) {
      if (signal.aborted) return undefined;
      const reason = error instanceof Error ? error.message : String(error);
      log(`PostgreSQL does not come up again, next try in ${pauseMs / 1000} s: ${reason}`, 'error');
    }
  }
}
