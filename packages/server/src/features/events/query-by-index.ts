import { systemAuthor } from '../../platform/author.ts';
import { byIndexSql } from '../../platform/by-index.ts';
import type { Database } from '../../platform/database.ts';

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
