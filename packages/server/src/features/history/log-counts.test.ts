import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';

/** How many rows the log has is counted once, though tenants are not counted equally far. */

let leeway: Leeway;
const other = 't_other';

beforeAll(async () => {
  leeway = await startLeeway();
  const { activate } = await sell(leeway, { seatCount: 9 });
  for (const seatId of ['ada', 'bob', 'cyd', 'dan']) await activate(seatId);
  await leeway.database.transaction(leeway.author, async (tx) => {
    await tx.query(
      `insert into tenants select (jsonb_populate_record(t, jsonb_build_object('tenant_id', $2::text, 'slug', $2::text))).*
       from tenants t where tenant_id = $1`,
      [leeway.tenantId, other],
    );
    await tx.query('set local session_replication_role = replica');
    await tx.query(
      `insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought,
         overdraft, transaction_id)
       select $2, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, overdraft, transaction_id
       from activity_log where tenant_id = $1`,
      [leeway.tenantId, other],
    );
  });
});
afterAll(() => leeway.stop());

const transactions = async () => {
  const rows = await leeway.database.query<{ id: bigint }>(
    'select transaction_id as id from activity_log where tenant_id = $1 order by 1',
    [other],
  );
  return rows.map(({ id }) => id);
};

const countFrom = (tenantId: string, horizon: bigint | undefined) =>
  leeway.database.query('update history_log_horizons set horizon = $2 where tenant_id = $1', [
    tenantId,
    horizon,
  ]);

const counted = async (tenantId: string) => {
  const rows = await leeway.database.query<{ rows: number }>(
    'select coalesce(sum(rows), 0)::int as rows from history_log_counts where tenant_id = $1',
    [tenantId],
  );
  return rows[0]?.rows;
};

it('each from its own horizon on', async () => {
  const ids = await transactions();
  expect(ids).toHaveLength(4);
  await countFrom(leeway.tenantId, ids[1]);
  await countFrom(other, ids[3]);
  await leeway.runStep('history.counts');
  expect(await Promise.all([leeway.tenantId, other].map(counted))).toEqual([3, 1]);
});

it('and no row twice', async () => {
  await leeway.runStep('history.counts');
  expect(await Promise.all([leeway.tenantId, other].map(counted))).toEqual([3, 1]);
});
