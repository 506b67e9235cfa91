import { setTimeout as sleep } from 'node:timers/promises';

/** Whether `work` ends within `ms`; it goes on in any case. Throws what `work` throws meanwhile. */
export const endsWithin = async (work: Promise<unknown>, ms: number): Promise<boolean> => {
  const timer = new AbortController();
  const late = sleep(ms, false, { signal: timer.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    timer.abort();
  }
};
