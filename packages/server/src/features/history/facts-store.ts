import { setImmediate } from 'node:timers/promises';
import type { ActivityOperation, UsageFact } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type Cursor, rowsText } from './log-store.ts';

/** What usage history is derived from: the log, the steps of the limits, the closings. */

/** A row of the log, a step of the limits (`limits`) or the end of a usage period (`closing`). */
export interface FactRow {
  readonly kind: 'log' | 'limits' | 'closing';
  /** Epoch ms. */
  readonly at: number;
  readonly sequence: number;
  readonly operation: ActivityOperation | null;
  readonly activationId: string | null;
  readonly seatId: string | null;
  readonly seatsUsed: number | null;
  readonly bought: number | null;
  readonly hardCap: bigint | null;
  readonly overdraft: boolean | null;
  readonly attempts: number | null;
  readonly reasons: readonly string[] | null;
  readonly featureKey: string | null;
  readonly amount: bigint | null;
  readonly featureUsed: bigint | null;
  readonly featureBought: bigint | null;
  readonly featureHardCap: bigint | null;
}

/** The same as it is sent: 64 bits of an amount as text, those of a sequence and of an instant fit a number. */
type SentFact = readonly [
  kind: FactRow['kind'],
  at: number,
  sequence: number,
  operation: ActivityOperation | null,
  activationId: string | null,
  seatId: string | null,
  seatsUsed: number | null,
  bought: number | null,
  hardCap: string | null,
  overdraft?: boolean | null,
  attempts?: number | null,
  reasons?: readonly string[] | null,
  feature?:
    | readonly [
        key: string,
        amount?: string | null,
        used?: string | null,
        bought?: string | null,
        hardCap?: string | null,
      ]
    | null,
];

const bigintOf = (text: string | null | undefined): bigint | null =>
  text === null || text === undefined ? null : BigInt(text);

// Member by member: made for every row of the log, and parts put together take several times as long.
const factOf = (sent: SentFact): FactRow => {
  const feature = sent[12];
  return {
    kind: sent[0],
    at: sent[1],
    sequence: sent[2],
    operation: sent[3],
    activationId: sent[4],
    seatId: sent[5],
    seatsUsed: sent[6],
    bought: sent[7],
    hardCap: bigintOf(sent[8]),
    overdraft: sent[9] ?? null,
    attempts: sent[10] ?? null,
    reasons: sent[11] ?? null,
    featureKey: feature?.[0] ?? null,
    amount: bigintOf(feature?.[1]),
    featureUsed: bigintOf(feature?.[2]),
    featureBought: bigintOf(feature?.[3]),
    featureHardCap: bigintOf(feature?.[4]),
  };
};

const msSql = (column: string) => `round(date_part('epoch', ${column}) * 1000)`;

const factColumns = `
  l.at, l.sequence, json_build_array(
    'log', ${msSql('l.at')}, l.sequence, operation, activation_id, seat_id, seats_used, bought, hard_cap::text, overdraft,
    attempts, reasons, case when feature_key is not null then json_build_array(
      feature_key, amount::text, feature_used::text, feature_bought::text, feature_hard_cap::text
    ) end
  ) as fact`;

/**
 * Facts of each entitlement after its position in the order of their instants, in one snapshot; and those that came late:
 * from `late_from` on, with a sequence above all that were read. A closing has no sequence; it is the first of its instant.
 * $1: the positions; $2: facts of each at most.
 */
// One text for each entitlement: a row for each fact costs the driver more than all that is made of it. Late rows are asked
// for apart: so the index alone tells that there are none among the many of the last seconds.
export const factsSql = `
  select c.entitlement_id, f.facts
  from jsonb_to_recordset($1::jsonb) as c (
    tenant_id text, entitlement_id text, at timestamptz, sequence bigint, sequence_read bigint, late_from timestamptz
  )
  cross join lateral (
    select json_agg(o.fact)::text as facts
    from (
      (
        select ${factColumns}
        from activity_log l
        where l.tenant_id = c.tenant_id and l.entitlement_id = c.entitlement_id
          and (l.at, l.sequence) > (c.at, c.sequence) and operation <> 'refresh'
        order by l.at, l.sequence
        limit $2
      )
      union all
      (
        select ${factColumns}
        from activity_log l
        where l.tenant_id = c.tenant_id and l.entitlement_id = c.entitlement_id
          and l.at >= c.late_from and l.at <= c.at and l.sequence > c.sequence_read
          and (l.at, l.sequence) < (c.at, c.sequence) and operation <> 'refresh'
        order by l.at, l.sequence
        limit $2
      )
      union all
      (
        select l.at, l.sequence, json_build_array(
          'limits', ${msSql('l.at')}, l.sequence, null, null, null, null, bought, hard_cap::text
        )
        from limit_changes l
        where l.tenant_id = c.tenant_id and l.entitlement_id = c.entitlement_id and l.at >= c.late_from
          and ((l.at, l.sequence) > (c.at, c.sequence) or l.sequence > c.sequence_read)
        order by l.at, l.sequence
        limit $2
      )
      union all
      (
        select period_end, 0, json_build_array(
          'closing', ${msSql('period_end')}, 0, null, null, null, null, null, null, null, null, null,
          json_build_array(feature_key)
        )
        from usage_closings u
        where u.tenant_id = c.tenant_id and u.entitlement_id = c.entitlement_id and period_end > c.at
        order by period_end
        limit $2
      )
      order by at, sequence
      limit $2
    ) o
  ) f
  where f.facts is not null`;

/** Facts made of what was sent before others of the process have their turn. */
const readAtOnce = 1_000;

/** A fact is never later than this beside one that is recorded: clocks are set back by less, and edits settle first. */
const latestMs = 5_000;

const positionOf = ({ tenantId, entitlementId, at, sequence, sequence_read }: Cursor) => ({
  ...{ tenant_id: tenantId, entitlement_id: entitlementId, at: at ?? '-infinity', sequence: sequence ?? -1n },
  ...{ sequence_read, late_from: at === null ? '-infinity' : new Date(at.getTime() - latestMs) },
});

/** The next facts by entitlement, at most `limit` of each. Others of the process have their turn between entitlements. */
export const selectFacts = async (
  tx: Queryable,
  cursors: readonly Cursor[],
  limit: number,
): Promise<Map<string, FactRow[]>> => {
  const facts = new Map<string, FactRow[]>(cursors.map(({ entitlementId }) => [entitlementId, []]));
  if (cursors.length === 0) return facts;
  const values = [rowsText(cursors.map(positionOf)), limit];
  const rows = await tx.query<{ entitlement_id: string; facts: string }>(factsSql, values, 'history.facts');
  let read = 0;
  for (const row of rows) {
    const sent = (JSON.parse(row.facts) as SentFact[]).map(factOf);
    facts.set(row.entitlement_id, sent);
    read += sent.length;
    if (read >= readAtOnce) {
      read = 0;
      await setImmediate();
    }
  }
  return facts;
};

/** As the rules take it. */
export const usageFactOf = (row: FactRow): UsageFact => {
  const { at, hardCap } = row;
  const bought = BigInt(row.bought ?? 0);
  if (row.kind === 'limits') return { kind: 'limits', at, bought, hardCap };
  if (row.kind === 'closing') return { kind: 'closing', at, featureKey: row.featureKey ?? '' };
  if (row.operation === null) throw new Error('a row of the log without an operation');
  return {
    kind: 'log',
    at,
    operation: row.operation,
    activationId: row.activationId,
    seatId: row.seatId ?? '',
    seatsUsed: BigInt(row.seatsUsed ?? 0),
    bought,
    hardCap,
    overdraft: row.overdraft === true,
    featureKey: row.featureKey,
    amount: row.amount,
    featureUsed: row.featureUsed,
    featureBought: row.featureBought,
    featureHardCap: row.featureHardCap,
  };
};
