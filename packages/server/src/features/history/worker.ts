import type { BackgroundStep } from '../../platform/background-loop.ts';
import type { Database } from '../../platform/database.ts';
import { deriveMany } from './derive.ts';
import { foldAllSums, foldCounts } from './fold-sums.ts';
import { type EntitlementKey, entitlementsWithNews } from './log-store.ts';

/**
 * Timed work: keeps the derived figures within ten seconds of the log, and within one while little happens. A turn costs an
 * entitlement about the same however much has happened since the last, so turns that take long come seldom; whoever reads
 * one entitlement catches up first.
 */

/**
 * Entitlements looked after in one round, and how many of them in one transaction. More would cost each a little less, but
 * what is made for a transaction would outlive the young heap, and requests wait for its end.
 */
const roundMax = 5_000;
const together = 20;

/** Pauses between turns: so many times what the last one took, between these. */
const restTimes = 15;
const restMinMs = 500;
const restMaxMs = 9_000;

/** Several workers begin at different places of the same list; who comes second finds nothing to do. */
const fromAnyPlace = <Item>(items: readonly Item[]): Item[] => {
  const place = Math.floor(Math.random() * items.length);
  return [...items.slice(place), ...items.slice(0, place)];
};

interface End {
  /** Those of whose log there is more. */
  readonly left: readonly EntitlementKey[];
  /** Why some could not be derived: one that fails holds up no other. */
  readonly failures: readonly unknown[];
}

const deriveSome = async (database: Database, keys: readonly EntitlementKey[]): Promise<End> => {
  try {
    return { left: await deriveMany(database, keys), failures: [] };
  } catch (failure) {
    if (keys.length === 1) return { left: [], failures: [failure] };
  }
  const ends: End[] = [];
  for (const key of keys) ends.push(await deriveSome(database, [key]));
  return {
    left: ends.flatMap(({ left }) => left),
    failures: ends.flatMap(({ failures }) => failures),
  };
};

/** One round: each to the end of its log, a portion at a time and in turn. */
const deriveRound = async (
  database: Database,
  news: readonly EntitlementKey[],
  signal: AbortSignal,
): Promise<readonly unknown[]> => {
  const waiting = fromAnyPlace(news);
  const failures: unknown[] = [];
  while (waiting.length > 0 && !signal.aborted) {
    const end = await deriveSome(database, waiting.splice(0, together));
    failures.push(...end.failures);
    waiting.push(...end.left);
  }
  return failures;
};

const deriveNews = async (database: Database, signal: AbortSignal): Promise<void> => {
  for (;;) {
    const news = await entitlementsWithNews(database, roundMax);
    const [failure] = await deriveRound(database, news, signal);
    if (failure !== undefined) throw failure;
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
    { name: 'history.counts', everyMs: 5_000, run: () => foldCounts(database) },
  ];
};
