import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@leeway/server/dist/platform/database.js';
import type { Receipt } from './receiver-process.ts';
import type { Change } from './write-changes.ts';

/** A bench that loses events measures nothing: each must have come to each listener once, in its entitlement's order. */

/** @throws Error saying what is wrong */
export const verifyReceipts = (
  changes: readonly Change[],
  receipts: readonly Receipt[],
  listeners: number,
): void => {
  const expected = changes.length * listeners;
  if (receipts.length !== expected) {
    throw new Error(`${expected} events should have come, and ${receipts.length} have`);
  }
  const firsts = new Map<string, number>();
  for (const { entitlementId, sequence } of changes) {
    if (!firsts.has(entitlementId)) firsts.set(entitlementId, sequence);
  }
  const nexts = new Map<string, number>();
  for (const { listener, entitlementId, sequence } of receipts) {
    const lane = `${listener} ${entitlementId}`;
    const next = nexts.get(lane) ?? firsts.get(entitlementId) ?? 1;
    if (sequence !== next) {
      throw new Error(`listener ${listener} got event ${sequence} of ${entitlementId} instead of ${next}`);
    }
    nexts.set(lane, next + 1);
  }
};

const countSql = `
  select count(*)::int as deliveries,
    count(*) filter (where status = 'delivered' and attempts = 1)::int as delivered
  from deliveries
  where tenant_id = $1 and entitlement_id = any ($2::text[])`;

/** Waits until the last answers are written down. @throws Error when they are not within 10 seconds */
export const verifyDeliveries = async (
  database: Database,
  tenantId: string,
  entitlementIds: readonly string[],
  expected: number,
): Promise<void> => {
  for (let tries = 0; ; tries += 1) {
    const [found] = await database.query<{ deliveries: number; delivered: number }>(countSql, [
      tenantId,
      entitlementIds,
    ]);
    if (found?.deliveries === expected && found.delivered === expected) return;
    if (tries === 100) throw new Error(`${expected} deliveries were expected: ${JSON.stringify(found)}`);
    await sleep(100);
  }
};
