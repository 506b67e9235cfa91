import { setTimeout as sleep } from 'node:timers/promises';
import type { BackgroundStep } from '../../platform/background-loop.ts';
import type { Database } from '../../platform/database.ts';
import { deriveMany } from './derive.ts';
import { foldAllSums, foldCounts } from './fold-sums.ts';
import { type EntitlementKey, entitlementsWithNews } from './log-store.ts';
import { restAfterPiece, restAfterTurn } from './pace.ts';

/**
 * Timed work: keeps the derived figures within ten seconds of the log, and within one while little happens. A turn costs an
 * entitlement about the same however much has happened since the last, so turns that take long come seldom, and work a little
 * at a time: one who decides would feel a turn at once, and not one that is spread over ten seconds. Whoever reads one
 * entitlement catches up first.
 */

/**
 * Entitlements looked after in one round, and how many of them in one transaction. More would cost each a little less, but
 * what is made for a transaction would outlive the young heap, and requests wait for its end.
 */
const roundMax = 5_000;
const together = 20;

/**
 * Several workers begin at different places of the same list; who comes second finds nothing to do. Each at the same place
 * in every turn, so that nobody waits for two of them.
 */
const fromPlace = <Item>(items: readonly Item[], place: number): Item[] => {
  const first = Math.floor(place * items.length);
  return [...items.slice(first), ...items.slice(0, first)];
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

interface Round {
  readonly failures: readonly unknown[];
  readonly workedMs: number;
  readonly restedMs: number;
}

/**
 * One round: each to the end of its log, a portion at a time and in turn; with a rest after those who are at the end, while
 * others wait.
 */
const deriveRound = async (
  database: Database,
  news: readonly EntitlementKey[],
  place: number,
  signal: AbortSignal,
): Promise<Round> => {
  const waiting = fromPlace(news, place);
  const pieces = Math.ceil(waiting.length / together);
  const failures: unknown[] = [];
  let [workedMs, restedMs] = [0, 0];
  while (waiting.length > 0 && !signal.aborted) {
    const began = performance.now();
    const end = await deriveSome(database, waiting.splice(0, together));
    const tookMs = performance.now() - began;
    workedMs += tookMs;
    failures.push(...end.failures);
    waiting.push(...end.left);
    if (end.left.length > 0 || waiting.length === 0) continue;
    const restMs = restAfterPiece(tookMs, pieces, restedMs);
    await sleep(restMs, undefined, { signal }).catch(() => undefined);
    restedMs += restMs;
  }
  return { failures, workedMs, restedMs };
};

/** Answers how long to rest until the next turn, in milliseconds. */
const deriveNews = async (database: Database, place: number, signal: AbortSignal): Promise<number> => {
  for (;;) {
    const news = await entitlementsWithNews(database, roundMax);
    const { failures, workedMs, restedMs } = await deriveRound(database, news, place, signal);
    const [failure] = failures;
    if (failure !== undefined) throw failure;
    if (news.length < roundMax || signal.aborted) return restAfterTurn(workedMs, restedMs);
  }
};

export const historySteps = (database: Database): BackgroundStep[] => {
  const place = Math.random();
  let restMs = restAfterTurn(0, 0);
  return [
    {
      name: 'history.derive',
      everyMs: () => restMs,
      run: async (signal) => {
        restMs = await deriveNews(database, place, signal);
      },
    },
    { name: 'history.sums', everyMs: 1_000, run: (signal) => foldAllSums(database, signal) },
    { name: 'history.counts', everyMs: 5_000, run: () => foldCounts(database) },
  ];
};
