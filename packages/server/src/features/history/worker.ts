import type { BackgroundStep } from '../../platform/background-loop.ts';
import type { Database } from '../../platform/database.ts';
import { deriveHistory } from './derive.ts';
import { entitlementsWithNews } from './log-store.ts';

/** Timed work: keeps the derived figures a second behind the log. */

/** Entitlements looked after in one round, and how many of them at once. */
const roundMax = 200;
const atOnce = 2;

/** Several workers begin at different places of the same list; who comes second finds nothing to do. */
const fromAnyPlace = <Item>(items: readonly Item[]): Item[] => {
  const place = Math.floor(Math.random() * items.length);
  return [...items.slice(place), ...items.slice(0, place)];
};

const deriveNews = async (database: Database, signal: AbortSignal): Promise<void> => {
  for (;;) {
    const news = await entitlementsWithNews(database, roundMax);
    const waiting = fromAnyPlace(news);
    const work = async () => {
      for (let next = waiting.pop(); next && !signal.aborted; next = waiting.pop()) {
        const key = { tenantId: next.tenant_id, entitlementId: next.entitlement_id };
        await deriveHistory(database, key, { waits: false, signal });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    if (news.length < roundMax || signal.aborted) return;
  }
};

export const historySteps = (database: Database): BackgroundStep[] => [
  { name: 'history.derive', everyMs: 1_000, run: (signal) => deriveNews(database, signal) },
];
