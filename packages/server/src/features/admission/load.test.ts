import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';
import { openLaneConnection } from './lane-connection.ts';
import { loadBatch } from './load.ts';
import { createTermsMemory } from './terms-memory.ts';

let leeway: Leeway;
beforeAll(async () => {
  leeway = await startLeeway();
});
afterAll(() => leeway.stop());

it('reads again what it left out, when another lane has learned of a feature in the meantime', async () => {
  const sold = await sell(leeway);
  const connection = await openLaneConnection(leeway.database);
  const { tenantId } = leeway;
  const memory = createTermsMemory();
  const settle = { kind: 'settle', entitlementId: sold.entitlementId } as const;
  const load = (known: typeof memory) =>
    loadBatch({ connection, memory: known, tenantId, clockOffsetMs: 0 }, [settle], false);

  await load(memory);
  const before = memory.latest(sold.entitlementId);
  const feature = { key: 'renders', type: 'usageCount', value: 10 };
  await leeway.api('POST', `/api/v1/products/${sold.productId}/features`, feature);
  const { id } = (await sold.activate('A')).body;
  await sold.checkout(id, 'renders', 7);

  // The other lane: it knows the new terms between our first look and the lock.
  await load(memory);
  const { snapshots } = await load({ ...memory, latest: () => before });
  expect([...(snapshots.get(sold.entitlementId)?.usage.values() ?? [])]).toMatchObject([{ used: 7n }]);
  await connection.close();
});
