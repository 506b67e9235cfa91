import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { itemsBeyond, newsSince, noteNews, openFeed, resourceItems } from './feed-store.ts';

/** What the teller reads four times a second, on a log of 300,000 rows. */

const rows = 300_000;
let leeway: Leeway;
let tenantId: string;
/** The rows of the last 20 of 3,000 transactions are new. */
const horizon = 2_981n;
const hot = newId('ent');

beforeAll(async () => {
  leeway = await startLeeway();
  tenantId = leeway.tenantId;
  const { database } = leeway;
  await database.query(
    `insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought,
                               overdraft, transaction_id)
     select $1, case when n % 3 = 0 then $3 else 'ent_' || n % 500 end, now() + n * interval '1 ms', n,
       case when n % 2 = 0 then 'refresh' else 'activate' end, 'seat-' || n, 1, 1, false, n / 100 + 1
     from generate_series(1, $2::int) n`,
    [tenantId, rows, hot],
  );
  await database.query(
    `insert into outbox (tenant_id, event_id, entitlement_id, sequence, resource_id, at, event_code, payload,
                         transaction_id)
     select $1, 'event_' || n, case when n % 10 > 0 then $3 end, case when n % 10 > 0 then n end, 'cust_' || n, now(),
       'customer.updated', '{}', n / 10 + 1
     from generate_series(1, $2::int / 10) n`,
    [tenantId, rows, hot],
  );
  await openFeed(database, tenantId);
  // As autovacuum does: summarises the blocks that were filled.
  await database.query('vacuum analyze activity_log');
  await database.query('vacuum analyze outbox');
}, 60_000);
afterAll(() => leeway?.stop());

/** The plans of what `read` asks, which gets no rows. */
const plansOf = async (read: (db: Queryable) => Promise<unknown>): Promise<string[]> => {
  const plans: string[] = [];
  const explained: Queryable = {
    query: async <Row>(text: string, values: readonly unknown[] = []) => {
      const plan = await leeway.database.query<Record<'QUERY PLAN', string>>(
        `explain (analyze, costs off, timing off, summary off) ${text}`,
        values,
      );
      plans.push(plan.map((row) => row['QUERY PLAN']).join('\n'));
      return [] as Row[];
    },
  };
  await read(explained).catch(() => undefined);
  return plans;
};

/** Rows that were looked at and not wanted. */
const discarded = (plan: string): number =>
  [...plan.matchAll(/Rows Removed by (?:Filter|Index Recheck): (\d+)/g)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );

describe('the reads of the teller', () => {
  it.each([
    ['whether there is news', (db: Queryable) => newsSince(db, tenantId, horizon)],
    ['which entitlements have news', (db: Queryable) => noteNews(db, tenantId, horizon)],
    ['what happened to other things', (db: Queryable) => resourceItems(db, tenantId, horizon, 9_999n, 100)],
  ])('%s: by the summaries of the blocks, without reading the log', async (_name, read) => {
    const [plan = ''] = await plansOf(read);
    expect(plan).toMatch(/Bitmap Index Scan on \w*transaction/);
    expect(plan).not.toMatch(/Seq Scan on (activity_log_\d|outbox)/);
    expect(discarded(plan)).toBeLessThan(rows / 20);
  });

  it('what lies beyond the cursors: by the key, from the cursor on', async () => {
    const since = new Date(Date.now() + 295_000);
    const cursor = { entitlementId: hot, sequence: 297_000n, since, until: 300_000n };
    const plans = await plansOf((db) => itemsBeyond(db, tenantId, [cursor], 500));
    for (const plan of plans) {
      expect(plan).not.toMatch(/Seq Scan on (activity_log_\d|outbox|limit_changes)/);
      expect(discarded(plan)).toBeLessThan(rows / 20);
    }
  });
});
