import { type EntitlementTerms, type FeatureUsage, termsChangeEvents } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { appendOutbox } from '../../platform/outbox.ts';
import { instantOfEdit } from './edit-store.ts';
import { outboxEvents } from './state-events.ts';
import { loadTerms } from './terms.ts';

/** What an edit of the catalogue makes of entitlements already sold (rule 8): their limits move under present use. */

interface FeatureEdited {
  readonly tenantId: string;
  readonly featureId: string;
  /** Whose value it is; null: of all. */
  readonly productId: string | null;
  readonly editionId: string | null;
  readonly clockOffsetMs: number;
}

interface UserRow {
  readonly entitlement_id: string;
  readonly seats_used: number;
  readonly sequence: bigint;
}

interface UsageRow {
  readonly entitlement_id: string;
  readonly used: bigint;
  readonly period_start: Date | null;
}

// In the order of the ids, as decisions lock them.
const lockUsersSql = `
  select s.entitlement_id, s.seats_used, s.sequence
  from entitlement_states s
  where s.tenant_id = $1 and s.entitlement_id in (
    select u.entitlement_id
    from feature_usage u
    join entitlements e on e.tenant_id = u.tenant_id and e.entitlement_id = u.entitlement_id
    where u.tenant_id = $1 and u.feature_id = $2 and u.used > 0
      and ($3::text is null or e.product_id = $3) and ($4::text is null or e.edition_id = $4)
  )
  order by s.entitlement_id
  for update`;

const selectUsageSql = `
  select entitlement_id, used, period_start
  from feature_usage
  where tenant_id = $1 and feature_id = $2 and entitlement_id = any ($3)`;

// The version too: a decision that waits for the lock has read the catalogue's version before.
const updateStatesSql = `
  update entitlement_states s
  set version = s.version + 1, sequence = told.sequence
  from unnest($2::text[], $3::int8[]) as told (entitlement_id, sequence)
  where s.tenant_id = $1 and s.entitlement_id = told.entitlement_id`;

const usageOf = async (tx: Queryable, { tenantId, featureId }: FeatureEdited, ids: readonly string[]) => {
  const rows = await tx.query<UsageRow>(selectUsageSql, [tenantId, featureId, ids]);
  return new Map(
    rows.map(({ entitlement_id, used, period_start }): [string, ReadonlyMap<string, FeatureUsage>] => [
      entitlement_id,
      new Map([[featureId, { used, periodStart: period_start?.getTime() ?? null }]]),
    ]),
  );
};

const eventsOf = (
  row: UserRow,
  usage: ReadonlyMap<string, FeatureUsage>,
  [before, after]: readonly [EntitlementTerms | undefined, EntitlementTerms | undefined],
  at: number,
) => {
  if (!before || !after) return [];
  const held = { terms: before, seatsUsed: row.seats_used, sequence: row.sequence, usage };
  return termsChangeEvents(held, after, at);
};

/**
 * Runs an edit of a feature's value and tells, in its transaction, whose use it moved into the overdraft or out of it
 * (rule 36). Nobody is cut off by it: use above the new hard cap stays, and more is denied (rule 10, forced). The
 * entitlements that use the feature wait for it, as for an edit of their own.
 */
export const tellFeatureEdit = async (
  tx: Queryable,
  edited: FeatureEdited,
  write: () => Promise<void>,
): Promise<void> => {
  const { tenantId, featureId, productId, editionId, clockOffsetMs } = edited;
  const users = await tx.query<UserRow>(lockUsersSql, [tenantId, featureId, productId, editionId]);
  if (users.length === 0) return write();
  const ids = users.map((row) => row.entitlement_id);
  const at = await instantOfEdit(tx, clockOffsetMs);
  const usage = await usageOf(tx, edited, ids);
  const before = await loadTerms(tx, tenantId, ids);
  await write();
  const after = await loadTerms(tx, tenantId, ids);
  const events = users.map((row) => {
    const id = row.entitlement_id;
    return eventsOf(row, usage.get(id) ?? new Map(), [before.get(id), after.get(id)], at);
  });
  const sequences = users.map((row, index) => events[index]?.at(-1)?.sequence ?? row.sequence);
  await tx.query(updateStatesSql, [tenantId, ids, sequences]);
  await appendOutbox(tx, tenantId, outboxEvents(events.flat()));
};
