import type { BackgroundStep } from '../../platform/background-loop.ts';
import type { Database } from '../../platform/database.ts';
import { deriveHistory, deriveMany } from './derive.ts';
import { foldAllSums } from './fold-sums.ts';
import { type EntitlementKey, entitlementsWithNews } from './log-store.ts';

/**
 * Timed work: keeps the derived figures within five seconds of the log, and within one while little happens. A turn costs an
 * entitlement about the same however much has happened since the last, so turns that take long come seldom; whoever reads
 * one entitlement catches up first.
 */

/** Entitlements looked after in one round, and how many of them in one transaction. */
const roundMax = 400;
const together = 100;

/** Pauses between turns: so many times what the last one took, between these. */
const restTimes = 15;
const restMinMs = 500;
const restMaxMs = 3_500;

/** Several workers begin at different places of the same list; who comes second finds nothing to do. */
const fromAnyPlace = <Item>(items: readonly Item[]): Item[] => {
  const place = Math.floor(Math.random() * items.length);
  return [...items.slice(place), ...items.slice(0, place)];
};

/** To the end of their logs. One that fails holds up no other: answers why the failed ones did. */
const deriveSome = async (
  database: Database,
  keys: readonly EntitlementKey[],
  signal: AbortSignal,
): Promise<unknown[]> => {
  const left = await deriveMany(database, keys).catch(() => keys);
  const waits = false;
  const ends = await Promise.allSettled(left.map((key) => deriveHistory(database, key, { waits, signal })));
  return ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
};

const deriveNews = async (database: Database, signal: AbortSignal): Promise<void> => {
  for (;;) {
    const news = await entitlementsWithNews(database, roundMax);
    const waiting = fromAnyPlace(news);
    const failures: unknown[] = [];
    while (waiting.length > 0 && !signal.aborted) {
      failures.push(...(await deriveSome(database, waiting.splice(0, together), signal)));
    }
    if (failures.length > 0) throw failures[0];
    if (news.length < roundMax || signal.aborted) return;
  }
};

export const historySteps = (database: Database): BackgroundStep[] => {
  let tookMs = 0;
  return [
    {
      name: 'history.derive',
      everyMs: () => Math.min(restMaxMs, Math.max(restMinMs, restTimes * tookMs)),
      run: async (signal) => {
        const began = performance.now();
        await deriveNews(database, signal);
        tookMs = performance.now() - began;
      },
    },
    { name: 'history.sums', everyMs: 1_000, run: (signal) => foldAllSums(database, signal) },
  ];
};
