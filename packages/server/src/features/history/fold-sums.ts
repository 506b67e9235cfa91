import { systemAuthor } from '../../platform/author.ts';
import type { Database } from '../../platform/database.ts';
import { compareLogCounts, foldLogCounts } from './log-counts-store.ts';
import { compareSums, foldChanges, placeCursors, tenantsToFold } from './sums-store.ts';

/**
 * Keeps the sums over many entitlements short to read. Who reads adds what is not folded yet, so they are exact at any
 * moment; folding makes no difference to an answer but its time.
 */

/** Changes added in one transaction. */
const changesAtOnce = 50_000;

/** Adds all changes of a tenant to its sums. */
export const foldSums = async (database: Database, tenantId: string, signal?: AbortSignal): Promise<void> => {
  for (let folded = changesAtOnce; folded === changesAtOnce && !signal?.aborted; ) {
    folded = await database.transaction(systemAuthor, (tx) => foldChanges(tx, tenantId, changesAtOnce));
  }
};

/** Of every tenant. */
export const foldAllSums = async (database: Database, signal: AbortSignal): Promise<void> => {
  for (const tenantId of await tenantsToFold(database)) {
    if (signal.aborted) return;
    await foldSums(database, tenantId, signal);
  }
};

/** The same for how many rows the log has. */
export const foldCounts = (database: Database): Promise<void> =>
  database.transaction(systemAuthor, foldLogCounts);

/**
 * Makes the sums of a tenant anew from its hours, and the counts of its log from the log; with `keepsOld` it only compares.
 * Answers how many rows were, or are, different: of one scope and one hour, or of one operation and quarter of an hour.
 */
export const rebuildSums = (database: Database, tenantId: string, keepsOld: boolean): Promise<number> =>
  database.transaction(systemAuthor, async (tx) => {
    if (!keepsOld) await placeCursors(tx, tenantId);
    const differing = await compareSums(tx, tenantId, keepsOld);
    return differing + (await compareLogCounts(tx, tenantId, keepsOld));
  });
