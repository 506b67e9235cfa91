import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock.ts';

/** Wrong secrets of one client from one address within a window; then the address waits for the window's end. */
const failuresMaxDefault = 20;
const windowMs = 60_000;
/** Pairs of client and address that are watched; the least recently seen is forgotten first. About 2 MB. */
const watchedMax = 10_000;

interface Watched {
  readonly untilMs: number;
  failures: number;
}

/** Slows the guessing of secrets, in this process: a client is never locked out from other addresses. */
export const createFailureLimiter = (clock: Clock, failuresMax = failuresMaxDefault) => {
  const watched = new LRUCache<string, Watched>({ max: watchedMax });

  const current = (key: string): Watched | undefined => {
    const found = watched.get(key);
    return found && clock.now() < found.untilMs ? found : undefined;
  };

  return {
    /** Seconds to wait before the next attempt; 0: go ahead. */
    waitSeconds: (key: string): number => {
      const found = current(key);
      return found && found.failures >= failuresMax ? Math.ceil((found.untilMs - clock.now()) / 1000) : 0;
    },
    count: (key: string): void => {
      const found = current(key);
      if (found) found.failures += 1;
      else watched.set(key, { untilMs: clock.now() + windowMs, failures: 1 });
    },
  };
};
