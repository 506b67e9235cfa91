import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { isUnavailable } from './database.ts';

/** Timed work of a room. */
export interface BackgroundStep {
  /** Unique, for the log. */
  readonly name: string;
  /** Pause between the end of one run and the start of the next; milliseconds. A function is asked after each run. */
  readonly everyMs: number | (() => number);
  /** May throw: it is run again. Should return early when the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

export interface BackgroundLoop {
  add(step: BackgroundStep): void;
  /** From now on steps run, those added later too. */
  start(): void;
  /** No step starts any more; resolves when the running ones have ended. */
  stop(): Promise<void>;
}

/** A step that keeps failing is tried less and less often, up to this. */
const longestPauseMs = 30_000;

/** Runs each step again and again, never twice at once. A failing step disturbs no other. */
export const createBackgroundLoop = (log: Logger): BackgroundLoop => {
  const stopping = new AbortController();
  const { signal } = stopping;
  // Each pause listens to it: as many as there are steps, and that is no leak.
  setMaxListeners(0, signal);
  const steps = new Map<string, BackgroundStep>();
  const running: Promise<void>[] = [];
  let started = false;

  const runOnce = async (step: BackgroundStep, failures: number): Promise<number> => {
    try {
      await step.run(signal);
      return 0;
    } catch (error) {
      if (signal.aborted) return 0;
      // The database's absence is told by whoever finds out first; it is not this step's fault.
      const level = isUnavailable(error) ? 'warn' : 'error';
      log[level](
        { err: error, step: step.name, failures: failures + 1 },
        `background step ${step.name} failed`,
      );
      return failures + 1;
    }
  };

  const repeat = async (step: BackgroundStep) => {
    let failures = 0;
    while (!signal.aborted) {
      failures = await runOnce(step, failures);
      const everyMs = typeof step.everyMs === 'number' ? step.everyMs : step.everyMs();
      const pauseMs =
        failures === 0 ? everyMs : Math.min(everyMs * 2 ** failures, Math.max(longestPauseMs, everyMs));
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  };

  return {
    add(step) {
      if (steps.has(step.name)) throw new Error(`two background steps are named ${step.name}`);
      steps.set(step.name, step);
      if (started && !signal.aborted) running.push(repeat(step));
    },
    start() {
      if (started) return;
      started = true;
      for (const step of steps.values()) running.push(repeat(step));
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
    },
  };
};
