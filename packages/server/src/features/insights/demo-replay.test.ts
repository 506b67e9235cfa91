import { recordedUse, replayDemand } from '@leeway/rules';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fillDemo } from '../../demo/index.ts';
import { type Database, openDatabase } from '../../platform/database.ts';
import { migrate } from '../../platform/migrations.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/postgres.ts';
import { loadTerms } from '../entitlements/index.ts';
import { limitsIn, recordedDemand } from './demand-store.ts';

/** Rule 39 on a year of a whole tenant: at the limits as they were, replay gives what the log has. */

const now = Date.parse('2025-12-28T02:00:00Z');
let testDatabase: TestDatabase;
let database: Database;
let tenantId: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, log: () => undefined });
  await migrate(database);
  const clock = { offsetMs: 0, now: () => now };
  const log = { info: () => undefined };
  ({ tenantId } = await fillDemo({ database, clock, log, publicUrl: 'http://localhost' }));
}, 180_000);
afterAll(async () => {
  await database?.close();
  await testDatabase?.drop();
});

const spans = [
  { start: now - 400 * 86_400_000, end: now },
  { start: Date.parse('2025-06-11T10:30:00Z'), end: Date.parse('2025-10-26T12:00:00Z') },
];

it('rule 39: what-if with the limits as they were reproduces the demo tenant', async () => {
  const rows = await database.query<{ entitlement_id: string }>(
    'select entitlement_id from entitlements where tenant_id = $1',
    [tenantId],
  );
  const ids = rows.map(({ entitlement_id }) => entitlement_id);
  const terms = await loadTerms(database, tenantId, ids);
  let decided = 0;
  for (const id of ids) {
    for (const span of spans) {
      const demand = await recordedDemand(database, tenantId, id, span, 'all');
      const limits = await limitsIn(database, tenantId, id, span);
      const known = terms.get(id);
      if (!known) throw new Error(`no terms of ${id}`);
      const replayed = replayDemand(known, demand, limits);
      const denied = demand.rows.filter(({ forWantOfSeats }) => forWantOfSeats);
      expect(replayed).toEqual({
        used: recordedUse(demand),
        deniedAttempts: denied.reduce((sum, { attempts }) => sum + attempts, 0),
        deniedSeats: new Set(denied.map(({ seatId }) => seatId)).size,
        denials: denied.map(({ at, attempts }) => ({ at, attempts })),
      });
      decided += demand.rows.length;
    }
  }
  expect(decided).toBeGreaterThan(10_000);
}, 120_000);
