/** When an event is sent again, and when nobody is sent anything any more (rule 37). */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Pauses after the first failed attempt, the second, and so on; the last one from then on. */
const pausesMs = [5_000, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 5 * hourMs, 10 * hourMs] as const;
const lastPauseMs = 10 * hourMs;

/** Each pause is up to a fifth shorter or longer, so that what failed together does not come back together. */
const jitter = 0.2;

/** No attempt is made later than this after the first. */
export const retryWindowMs = 3 * dayMs;

/** A listener that has failed for this long without a success is disabled. */
export const listenerPatienceMs = 5 * dayMs;

export interface FailedTries {
  /** Attempts that have failed, the last one included; from 1. */
  readonly tries: number;
  /** Epoch ms of the first of them. */
  readonly triedSince: number;
  /** Epoch ms: now. */
  readonly at: number;
}

/**
 * Milliseconds until the next attempt; null: given up.
 * @param random from 0 to below 1
 */
export const retryPauseMs = ({ tries, triedSince, at }: FailedTries, random: number): number | null => {
  const pauseMs = (pausesMs[tries - 1] ?? lastPauseMs) * (1 - jitter + 2 * jitter * random);
  return at + pauseMs - triedSince > retryWindowMs ? null : Math.round(pauseMs);
};

/** Whether a listener that has just failed again is disabled. Both in epoch ms. */
export const isListenerGivenUp = (failingSince: number, at: number): boolean =>
  at - failingSince >= listenerPatienceMs;
