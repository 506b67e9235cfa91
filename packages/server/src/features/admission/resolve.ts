import { LRUCache } from 'lru-cache';
import type { Database } from '../../platform/database.ts';
import { type AskedCode, type Candidates, candidatesOf } from '../entitlements/index.ts';
import { readEntitlementOf } from './load-sql.ts';

/**
 * Which entitlements a request is about, found before it queues. What is remembered is checked again under the lock: an
 * activation never changes its entitlement, and candidates carry the versions they were found at.
 */
export interface Resolver {
  entitlementOf(tenantId: string, activationId: string): Promise<string | null>;
  candidates(tenantId: string, asked: AskedCode): Promise<Candidates>;
  /** After a decision found the candidates stale. */
  forget(tenantId: string, asked: AskedCode): void;
}

/** About 200 bytes each. */
const activationsMax = 50_000;
const codesMax = 20_000;

/** Look-ups of one tenant that are asked in the same turn of the event loop go to the database as one statement. */
const gather = <Key, Value>(load: (tenantId: string, keys: readonly Key[]) => Promise<readonly Value[]>) => {
  type Asked = { key: Key; resolve: (value: Value) => void; reject: (error: unknown) => void };
  const asked = new Map<string, Asked[]>();
  const run = async (tenantId: string) => {
    const batch = asked.get(tenantId) ?? [];
    asked.delete(tenantId);
    try {
      const values = await load(
        tenantId,
        batch.map(({ key }) => key),
      );
      for (const [index, { resolve }] of batch.entries()) resolve(values[index] as Value);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };
  return (tenantId: string, key: Key): Promise<Value> =>
    new Promise((resolve, reject) => {
      const waiting = asked.get(tenantId);
      if (waiting) waiting.push({ key, resolve, reject });
      else {
        asked.set(tenantId, [{ key, resolve, reject }]);
        setImmediate(() => void run(tenantId));
      }
    });
};

const codeKey = (tenantId: string, { code, productId, editionId }: AskedCode) =>
  `${tenantId} ${productId} ${editionId ?? ''} ${code}`;

export const createResolver = (database: Database): Resolver => {
  const activations = new LRUCache<string, string>({ max: activationsMax });
  const codes = new LRUCache<string, Candidates>({ max: codesMax });

  const findEntitlements = gather(async (tenantId, activationIds: readonly string[]) => {
    const rows = await database.query<{ activation_id: string; entitlement_id: string }>(readEntitlementOf, [
      tenantId,
      [...new Set(activationIds)],
    ]);
    const found = new Map(rows.map((row) => [row.activation_id, row.entitlement_id]));
    return activationIds.map((id) => found.get(id) ?? null);
  });
  const findCandidates = gather((tenantId, asked: readonly AskedCode[]) =>
    candidatesOf(database, tenantId, asked),
  );

  return {
    entitlementOf: async (tenantId, activationId) => {
      const key = `${tenantId} ${activationId}`;
      const known = activations.get(key);
      if (known !== undefined) return known;
      const found = await findEntitlements(tenantId, activationId);
      if (found !== null) activations.set(key, found);
      return found;
    },
    candidates: async (tenantId, asked) => {
      const key = codeKey(tenantId, asked);
      const known = codes.get(key);
      if (known) return known;
      const found = await findCandidates(tenantId, asked);
      if (found.ids.length > 0) codes.set(key, found);
      return found;
    },
    forget: (tenantId, asked) => {
      codes.delete(codeKey(tenantId, asked));
    },
  };
};
