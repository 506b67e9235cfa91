import { systemAuthor } from '../../platform/author.ts';
import type { Database } from '../../platform/database.ts';

// Scans and hashes of a whole table only pay off for statements that want much of it.
const byIndexSql = `
  set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off;
  set local jit = off`;

/**
 * Runs a statement that names the rows it wants, through their index whatever the statistics say: those of a queue are
 * always old. It is committed when this resolves.
 */
export const queryByIndex = <Row>(
  database: Database,
  sql: string,
  values: readonly unknown[],
): Promise<Row[]> =>
  database.transaction(systemAuthor, async (tx) => {
    await tx.query(byIndexSql);
    return tx.query<Row>(sql, values);
  });
