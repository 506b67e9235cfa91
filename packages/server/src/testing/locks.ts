import { expect, vi } from 'vitest';
import type { Leeway } from './leeway.ts';

/** Waits until so many statements of the database wait for a lock. */
export const waitForLocks = ({ database }: Pick<Leeway, 'database'>, count: number) =>
  vi.waitFor(
    async () => {
      const [row] = await database.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(row?.waiting).toBe(count);
    },
    { timeout: 10_000, interval: 20 },
  );
