import type { BackgroundStep } from '../../platform/background-loop.ts';
import type { Database } from '../../platform/database.ts';
import { deriveHistory, deriveMany, type EntitlementKey } from './derive.ts';
import { foldAllSums } from './fold-sums.ts';
import { entitlementsWithNews } from './log-store.ts';

/**
 * Timed work: keeps the derived figures within five seconds of the log, and within one while little happens. A turn costs an
 * entitlement about the same however much has happened to it, so where many have news they get fewer turns; whoever
 * reads one catches up first.
 */

/** Entitlements looked after in one round, and how many of them in one transaction. */
const roundMax = 400;
const together = 40;

const turnMs = 500;
/** After a turn that took more than one transaction. */
const restMs = 2_500;

/** Several workers begin at different places of the same list; who comes second finds nothing to do. */
const fromAnyPlace = <Item>(items: readonly Item[]): Item[] => {
  const place = Math.floor(Math.random() * items.length);
  return [...items.slice(place), ...items.slice(0, place)];
};

/** One that fails holds up no other: answers why the failed ones did. */
const deriveSome = async (
  database: Database,
  keys: readonly EntitlementKey[],
  signal: AbortSignal,
): Promise<unknown[]> => {
  try {
    await deriveMany(database, keys);
    return [];
  } catch {
    const waits = false;
    const ends = await Promise.allSettled(keys.map((key) => deriveHistory(database, key, { waits, signal })));
    return ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  }
};

/** Answers how many entitlements had news. */
const deriveNews = async (database: Database, signal: AbortSignal): Promise<number> => {
  for (let found = 0; ; ) {
    const news = await entitlementsWithNews(database, roundMax);
    const waiting = fromAnyPlace(news);
    const failures: unknown[] = [];
    while (waiting.length > 0 && !signal.aborted) {
      failures.push(...(await deriveSome(database, waiting.splice(0, together), signal)));
    }
    if (failures.length > 0) throw failures[0];
    found += news.length;
    if (news.length < roundMax || signal.aborted) return found;
  }
};

export const historySteps = (database: Database): BackgroundStep[] => {
  let found = 0;
  return [
    {
      name: 'history.derive',
      everyMs: () => (found > together ? restMs : turnMs),
      run: async (signal) => {
        found = await deriveNews(database, signal);
      },
    },
    { name: 'history.sums', everyMs: 1_000, run: (signal) => foldAllSums(database, signal) },
  ];
};
