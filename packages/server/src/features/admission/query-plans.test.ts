import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type LaneConnection, openLaneConnection } from './lane-connection.ts';
import * as load from './load-sql.ts';
import * as write from './write-sql.ts';

/**
 * The statements of the hot path walk from the batch's keys into the indexes, on tables as young as they come: freshly
 * created, never analysed, and with 30,000 seats the statistics know nothing of.
 */

let leeway: Leeway;
let connection: LaneConnection;
const tenant = 't_plans';

beforeAll(async () => {
  leeway = await startLeeway();
  connection = await openLaneConnection(leeway.database);
  await leeway.database.query(
    `insert into activations (tenant_id, activation_id, entitlement_id, seat_id, activation_method, activated_at,
                              last_lease_at, lease_end, counted)
     select $1, 'act_' || n, 'ent_' || (n % 3), 'seat-' || n, 'activationCode', now(), now(), now(), true
     from generate_series(1, 30000) n`,
    [tenant],
  );
});
afterAll(async () => {
  await connection.close();
  await leeway.stop();
});

const planOf = async (text: string, values: readonly unknown[]) => {
  const rows = await connection.query<Record<'QUERY PLAN', string>>(`explain ${text}`, values);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
};

const ids = ['ent_1', 'ent_2'];
const texts = ['a', 'b'];
const statements: Record<string, [text: string, values: readonly unknown[]]> = {
  lockStates: [load.lockStates, [tenant, ids]],
  readDue: [load.readDue, [tenant, ids, '2026-01-01']],
  readSeats: [load.readSeats, [tenant, ids, ['seat-1', 'seat-2'], true]],
  readActivations: [load.readActivations, [tenant, ['act_1', 'act_2'], true]],
  readUsage: [load.readUsage, [tenant, ids]],
  readAnswers: [load.readAnswers, [tenant, ids, texts]],
  readOpenDenials: [load.readOpenDenials, [tenant, ids, texts, texts]],
  readEntitlementOf: [load.readEntitlementOf, [tenant, ['act_1', 'act_2']]],
  deleteActivations: [write.deleteActivations, [tenant, ['act_1', 'act_2']]],
  deleteHoldings: [write.deleteHoldings, [tenant, ['act_1', 'act_2'], texts]],
};

describe('the query plan of the hot path', () => {
  it.each(Object.entries(statements))('%s reads no table from end to end', async (_name, [text, values]) => {
    const plan = await planOf(text, values);
    expect(plan).toMatch(/Index (Only )?Scan/);
    expect(plan).not.toMatch(/Seq Scan/);
    // The whole primary key is the condition: a plan that only narrows by the tenant would read its every row.
    expect(plan).not.toMatch(/Index Cond: \(tenant_id = '[^']*'::text\)$/m);
  });

  it('writes rows that exist through their primary key', () => {
    for (const text of [
      write.updateStates,
      write.startEntitlements,
      write.updateActivations,
      write.addAttempts,
    ]) {
      expect(text).toMatch(/on conflict \(tenant_id/);
      expect(text).not.toMatch(/update \w+ \w+\s+set[\s\S]*from/);
    }
  });

  it('reads lease ends off their index, whatever the number of seats', async () => {
    const plan = await planOf(load.readDue, [tenant, ids, '2026-01-01']);
    expect(plan).toMatch(/Limit[\s\S]*activations_by_lease_end[\s\S]*activations_by_lease_end/);
    expect(plan).not.toMatch(/Sort/);
  });
});
