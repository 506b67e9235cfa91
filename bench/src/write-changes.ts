import { setTimeout as sleep } from 'node:timers/promises';
import { systemAuthor } from '@leeway/server/dist/platform/author.js';
import type { Database } from '@leeway/server/dist/platform/database.js';
import { newId } from '@leeway/server/dist/platform/ids.js';
import type { Sold } from './load.ts';

/** Seats taken, as far as those who are told of it notice: the rows of the log that an activation leaves behind. */

const insertChanges = `
  insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, activation_id, seat_id, seats_used,
                            bought, hard_cap, overdraft, lease_end, seat_name, mode, activated_at, overdraft_seat)
  select $1, c.entitlement_id, now(), c.sequence, 'activate', c.activation_id, 'seat-' || c.sequence, c.sequence,
         2000000000, 2000000000, false, now() + interval '30 days', 'Workstation', 'online', now(), false
  from unnest($2::text[], $3::int8[], $4::text[]) as c (entitlement_id, sequence, activation_id)`;

// As every decision does: what is told goes by it.
const moveSequences = `
  update entitlement_states s
  set sequence = c.sequence
  from (
    select entitlement_id, max(sequence) as sequence
    from unnest($2::text[], $3::int8[]) as c (entitlement_id, sequence)
    group by entitlement_id
  ) as c
  where s.tenant_id = $1 and s.entitlement_id = c.entitlement_id`;

export interface Change {
  readonly entitlementId: string;
  readonly sequence: number;
  /** Epoch ms: just before its transaction was committed. */
  readonly at: number;
}

export interface Writer {
  /** In one transaction, to one entitlement after the other. */
  write(count: number): Promise<Change[]>;
}

export const createWriter = (database: Database, tenantId: string, sold: readonly Sold[]): Writer => {
  let written = 0;
  return {
    write: async (count) => {
      const changes = Array.from({ length: count }, (_, index) => ({
        entitlementId: sold[(written + index) % sold.length]?.entitlementId ?? '',
        sequence: Math.floor((written + index) / sold.length) + 1,
      }));
      written += count;
      const at = await database.transaction(systemAuthor, async (tx) => {
        await tx.query(insertChanges, [
          tenantId,
          changes.map(({ entitlementId }) => entitlementId),
          changes.map(({ sequence }) => sequence),
          changes.map(() => newId('act')),
        ]);
        await tx.query(moveSequences, [
          tenantId,
          changes.map(({ entitlementId }) => entitlementId),
          changes.map(({ sequence }) => sequence),
        ]);
        return Date.now();
      });
      return changes.map((change) => ({ ...change, at }));
    },
  };
};

const burstTransaction = 100;

/** As fast as it goes. */
export const writeAtOnce = async (writer: Writer, count: number): Promise<Change[]> => {
  const changes: Change[] = [];
  while (changes.length < count) {
    changes.push(...(await writer.write(Math.min(burstTransaction, count - changes.length))));
  }
  return changes;
};

/** So many a second, in small transactions, whether or not the receiver keeps up. */
export const writeAtPace = async (writer: Writer, perSecond: number, count: number): Promise<Change[]> => {
  const changes: Change[] = [];
  const startMs = performance.now();
  while (changes.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startMs) / 1000) * perSecond));
    if (due > changes.length) changes.push(...(await writer.write(due - changes.length)));
    else await sleep(5);
  }
  return changes;
};
