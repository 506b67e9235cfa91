import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';

/** Whoever asks what is new in a log that grows fast reads the end of it. */

const rows = 60_000;
let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway();
  await leeway.runStep('admission.partitions');
  // PostgreSQL's own rounds stay away: they do the same when they happen to come by.
  for (const name of await partitions()) {
    await leeway.database.query(`alter table ${name} set (autovacuum_enabled = off)`);
    await leeway.database.query(`alter index ${name}_transaction_id_idx set (autosummarize = off)`);
  }
});
afterAll(() => leeway.stop());

const partitions = async (): Promise<string[]> => {
  const rows = await leeway.database.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'activity_log'::regclass`,
  );
  return rows.map(({ name }) => name);
};

/** Rows of one month, a hundred by each transaction from `first` on. */
const log = (first: number) =>
  leeway.database.query(
    `insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought,
                               overdraft, transaction_id)
     select $1, 'ent_' || n % 500, $2, n, 'activate', 'seat-' || n, 1, 1, false, n / 100
     from generate_series($3::int, $3 + $4::int - 1) n`,
    [leeway.tenantId, new Date(leeway.clock.now()), first * 100, rows],
  );

/** Rows looked at and not wanted by who asks for those from a transaction on. */
const discardedSince = async (transaction: number): Promise<number> => {
  const plan = await leeway.database.transaction(leeway.author, async (tx) => {
    await tx.query('set local enable_seqscan = off');
    return tx.query<Record<'QUERY PLAN', string>>(
      `explain (analyze, costs off, timing off, summary off)
       select count(*) from activity_log where transaction_id >= ${transaction}`,
    );
  });
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  return [...text.matchAll(/Rows Removed by (?:Filter|Index Recheck): (\d+)/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );
};

describe('what is new in the log', () => {
  it('is found without reading what is old, however long ago a vacuum was', async () => {
    await log(0);
    expect(await discardedSince(590)).toBeGreaterThan(rows / 2);
    await leeway.runStep('admission.summarize');
    expect(await discardedSince(590)).toBeLessThan(rows / 20);
  });

  it('is summed up the next time when somebody else is at work on the month', async () => {
    await log(600);
    await leeway.database.withClient(async (other) => {
      await other.query('begin');
      for (const name of await partitions()) {
        await other.query(`lock table ${name} in share update exclusive mode`);
      }
      await leeway.runStep('admission.summarize');
      await other.query('rollback');
    });
    expect(await discardedSince(1_190)).toBeGreaterThan(rows / 2);
    await leeway.runStep('admission.summarize');
    expect(await discardedSince(1_190)).toBeLessThan(rows / 20);
  });
});
