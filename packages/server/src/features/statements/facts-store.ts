import {
  type ActivityOperation,
  type MeterLevel,
  type OpeningLevels,
  type Span,
  seatsKey,
  type UsageFact,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/**
 * The log as statements read it: how an entitlement stood when a period began, and what happened in it. Rows with a
 * sequence below 0 were recorded by another license manager: nobody is billed for them.
 */

interface LevelRow {
  readonly feature_key: string;
  readonly used: bigint;
  readonly bought: bigint | null;
  readonly hard_cap: bigint | null;
}

// A row of the log says what was in use after it; the limits have steps of their own.
const openingSeatsSql = `
  select '${seatsKey}' as feature_key, coalesce(l.seats_used, 0)::bigint as used, c.bought::bigint, c.hard_cap
  from (
    select bought, hard_cap
    from limit_changes
    where tenant_id = $1 and entitlement_id = $2 and at < $3 and sequence >= 0
    order by at desc, sequence desc
    limit 1
  ) c
  left join lateral (
    select seats_used
    from activity_log
    where tenant_id = $1 and entitlement_id = $2 and at < $3 and sequence >= 0
    order by at desc, sequence desc
    limit 1
  ) l on true`;

const openingPoolsSql = `
  select distinct on (feature_key) feature_key, 0::bigint as used, feature_bought as bought,
    feature_hard_cap as hard_cap
  from activity_log
  where tenant_id = $1 and entitlement_id = $2 and at < $3 and feature_key = any ($4::text[])
    and feature_used is not null and sequence >= 0
  order by feature_key, at desc, sequence desc`;

/** What activations held of pools: what they took and did not return since they last ended. */
const openingHoldingsSql = `
  with ended as (
    select activation_id, max(sequence) as sequence
    from activity_log
    where tenant_id = $1 and entitlement_id = $2 and at < $3 and operation in ('deactivate', 'leaseExpired')
    group by activation_id
  )
  select l.activation_id, l.feature_key,
    sum(case l.operation when 'featureReturn' then -l.amount else l.amount end)::bigint as amount
  from activity_log l
  left join ended on ended.activation_id = l.activation_id
  where l.tenant_id = $1 and l.entitlement_id = $2 and l.at < $3 and l.feature_key = any ($4::text[])
    and l.operation in ('featureCheckout', 'featureReturn') and l.sequence > coalesce(ended.sequence, -1)
  group by l.activation_id, l.feature_key
  having sum(case l.operation when 'featureReturn' then -l.amount else l.amount end) > 0`;

interface HoldingRow {
  readonly activation_id: string;
  readonly feature_key: string;
  readonly amount: bigint;
}

const addHolding = (
  levels: Map<string, MeterLevel>,
  holdings: Map<string, Map<string, bigint>>,
  { activation_id, feature_key, amount }: HoldingRow,
): void => {
  const held = holdings.get(activation_id) ?? new Map<string, bigint>();
  held.set(feature_key, amount);
  holdings.set(activation_id, held);
  const level = levels.get(feature_key);
  if (level) levels.set(feature_key, { ...level, used: level.used + amount });
};

/** How an entitlement stood just before an instant. One that did not exist yet has no levels. */
export const openingLevels = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  at: number,
  pools: ReadonlySet<string>,
): Promise<OpeningLevels> => {
  const named = [tenantId, entitlementId, new Date(at)];
  const rows = await db.query<LevelRow>(openingSeatsSql, named);
  const keys = [...pools];
  if (keys.length > 0) rows.push(...(await db.query<LevelRow>(openingPoolsSql, [...named, keys])));
  const levels = new Map<string, MeterLevel>(
    rows.map(({ feature_key, used, bought, hard_cap }) => [feature_key, { used, bought, hardCap: hard_cap }]),
  );
  const holdings = new Map<string, Map<string, bigint>>();
  if (keys.length > 0)
    for (const row of await db.query<HoldingRow>(openingHoldingsSql, [...named, keys]))
      addHolding(levels, holdings, row);
  return { levels, holdings };
};

interface FactRow {
  readonly at: Date;
  readonly operation: ActivityOperation | null;
  readonly activation_id: string | null;
  readonly seat_id: string;
  readonly seats_used: number;
  readonly bought: bigint;
  readonly hard_cap: bigint | null;
  readonly overdraft: boolean;
  readonly feature_key: string | null;
  readonly amount: bigint | null;
  readonly feature_used: bigint | null;
  readonly feature_bought: bigint | null;
  readonly feature_hard_cap: bigint | null;
}

// A row without an operation is a step of the limits. What was denied or refreshed is in no figure.
const factsSql = `
  select at, sequence, operation, activation_id, seat_id, seats_used, bought::bigint, hard_cap, overdraft, feature_key,
    amount, feature_used, feature_bought, feature_hard_cap
  from activity_log
  where tenant_id = $1 and entitlement_id = $2 and at >= $3 and at < $4 and sequence >= 0
    and operation in ('activate', 'deactivate', 'leaseExpired', 'featureCheckout', 'featureReturn')
  union all
  select at, sequence, null, null, '', 0, bought::bigint, hard_cap, false, null, null, null, null, null
  from limit_changes
  where tenant_id = $1 and entitlement_id = $2 and at >= $3 and at < $4 and sequence >= 0
  order by at, sequence`;

const factOf = (row: FactRow): UsageFact => {
  const at = row.at.getTime();
  if (row.operation === null) return { kind: 'limits', at, bought: row.bought, hardCap: row.hard_cap };
  return {
    ...{ kind: 'log', at, operation: row.operation, activationId: row.activation_id, seatId: row.seat_id },
    ...{ seatsUsed: BigInt(row.seats_used), bought: row.bought, hardCap: row.hard_cap },
    ...{ overdraft: row.overdraft, featureKey: row.feature_key, amount: row.amount },
    ...{ featureUsed: row.feature_used, featureBought: row.feature_bought },
    featureHardCap: row.feature_hard_cap,
  };
};

/** What happened to an entitlement in a span, in its order. */
export const factsIn = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  { start, end }: Span,
): Promise<UsageFact[]> => {
  const rows = await db.query<FactRow>(factsSql, [tenantId, entitlementId, new Date(start), new Date(end)]);
  return rows.map(factOf);
};
