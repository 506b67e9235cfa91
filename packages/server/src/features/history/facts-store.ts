import { setImmediate } from 'node:timers/promises';
import type { ActivityOperation } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { Facts, Limits, LogColumns, Rare, Step } from './facts.ts';
import { type Cursor, rowsText } from './log-store.ts';

/** What usage history is derived from: the log, the steps of the limits, the closings. */

/** A step of the limits or the end of a usage period, as it is sent: an amount as text. */
type SentStep = readonly [
  at: number,
  sequence: number,
  bought: string | null,
  hardCap: string | null,
  closing: string | null,
];

const msSql = (column: string) => `round(date_part('epoch', ${column}) * 1000)`;

/** Rows of the log of one entitlement. */
const ofLogSql = `
  from activity_log l
  where l.tenant_id = c.tenant_id and l.entitlement_id = c.entitlement_id and operation <> 'refresh'`;

/** Those after its position. The first condition alone tells which months need not be looked at. */
const nextRowsSql = `${ofLogSql}
    and l.at >= c.at and (l.at, l.sequence) > (c.at, c.sequence)
  order by l.at, l.sequence`;

/**
 * Facts of each entitlement after its position in the order of their instants, in one snapshot; and whether any came late:
 * from `late_from` on, with a sequence above all that were read. $1: the positions; $2: of each at most so many rows of the
 * log, steps of the limits and closings.
 */
// One text for each column of an entitlement's rows: a row for each fact costs the driver more than all that is made of
// it, and a JSON array for each asks for the types of its members again every time. What few rows have goes with these
// alone; so do limits other than those of the first row. Late rows are asked for apart: so the index alone tells that there
// are none among the many of the last seconds.
export const factsSql = `
  select c.entitlement_id, o.*, first.limits, exists (
    select
    ${ofLogSql}
      and l.at >= c.late_from and l.at <= c.at and l.sequence > c.sequence_read
      and (l.at, l.sequence) < (c.at, c.sequence)
  ) as is_late, (
    select json_agg(s.step order by s.at, s.sequence)::text
    from (
      (
        select l.at, l.sequence,
          json_build_array(${msSql('l.at')}, l.sequence, bought::text, hard_cap::text, null) as step
        from limit_changes l
        where l.tenant_id = c.tenant_id and l.entitlement_id = c.entitlement_id and l.at >= c.late_from
          and ((l.at, l.sequence) > (c.at, c.sequence) or l.sequence > c.sequence_read)
        order by l.at, l.sequence
        limit $2
      )
      union all
      (
        select period_end, 0, json_build_array(${msSql('period_end')}, 0, null, null, feature_key)
        from usage_closings u
        where u.tenant_id = c.tenant_id and u.entitlement_id = c.entitlement_id and period_end > c.at
        order by period_end
        limit $2
      )
    ) s
  ) as steps
  from jsonb_to_recordset($1::jsonb) as c (
    tenant_id text, entitlement_id text, at timestamptz, sequence bigint, sequence_read bigint, late_from timestamptz,
    has_pools boolean
  )
  left join lateral (
    select bought, hard_cap, json_build_array(bought::text, hard_cap::text)::text as limits
    ${nextRowsSql}
    limit 1
  ) first on true
  cross join lateral (
    select json_agg(${msSql('r.at')})::text as at, json_agg(r.sequence)::text as sequence,
      json_agg(r.operation)::text as operation, json_agg(r.seat_id)::text as seat_id,
      json_agg(r.seats_used)::text as seats_used, string_agg(r.overdraft, '') as overdraft,
      json_agg(r.activation_id) filter (where c.has_pools)::text as activation_id,
      string_agg(r.rare::text, ',') as rare
    from (
      select l.at, l.sequence, operation, seat_id, seats_used, activation_id,
        case when overdraft then '1' else '0' end as overdraft,
        case when feature_key is not null or reasons is not null or attempts <> 1
          or l.bought is distinct from first.bought or l.hard_cap is distinct from first.hard_cap
        then json_build_array(
          ${msSql('l.at')}, l.sequence, l.bought::text, l.hard_cap::text, attempts, reasons, feature_key, amount::text,
          feature_used::text, feature_bought::text, feature_hard_cap::text
        ) end as rare
      ${nextRowsSql}
      limit $2
    ) r
  ) o`;

interface SentFacts {
  readonly entitlement_id: string;
  readonly at: string | null;
  readonly sequence: string | null;
  readonly operation: string | null;
  readonly seat_id: string | null;
  readonly seats_used: string | null;
  readonly overdraft: string | null;
  readonly activation_id: string | null;
  readonly rare: string | null;
  readonly limits: string | null;
  readonly is_late: boolean;
  readonly steps: string | null;
}

const bigintOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));

/** Values parsed before others of the process have their turn. */
const parsedAtOnce = 8_000;

/** Parses lists, some at a time: others of the process have their turn between them. */
const listReader = () => {
  let parsed = 0;
  return async <Item>(text: string | null): Promise<readonly Item[]> => {
    if (text === null) return [];
    const list = JSON.parse(text) as Item[];
    parsed += list.length;
    if (parsed >= parsedAtOnce) {
      parsed = 0;
      await setImmediate();
    }
    return list;
  };
};

type ListReader = ReturnType<typeof listReader>;

/** What is rare beside the rows it is of, both in their order. */
const placeRare = (
  rare: readonly Rare[],
  { at, sequence }: Pick<LogColumns, 'at' | 'sequence'>,
): (Rare | null)[] => {
  let next = 0;
  return at.map((instant, index) => {
    const candidate = rare[next];
    if (!candidate || candidate[0] !== instant || candidate[1] !== sequence[index]) return null;
    next += 1;
    return candidate;
  });
};

const limitsFrom = (text: string | null): Limits => {
  const [bought = '0', hardCap = null] = text === null ? [] : (JSON.parse(text) as [string, string | null]);
  return { bought: BigInt(bought), hardCap: bigintOf(hardCap) };
};

const readLog = async (sent: SentFacts, listOf: ListReader): Promise<LogColumns> => {
  const at = await listOf<number>(sent.at);
  const sequence = await listOf<number>(sent.sequence);
  return {
    ...{ at, sequence },
    operation: await listOf<ActivityOperation>(sent.operation),
    seatId: await listOf<string>(sent.seat_id),
    seatsUsed: await listOf<number>(sent.seats_used),
    overdraft: sent.overdraft ?? '',
    activationId: await listOf<string | null>(sent.activation_id),
    rare: placeRare(await listOf<Rare>(sent.rare === null ? null : `[${sent.rare}]`), { at, sequence }),
    limits: limitsFrom(sent.limits),
  };
};

const stepFrom = ([at, sequence, bought, hardCap, closing]: SentStep): Step => ({
  ...{ at, sequence },
  fact:
    closing === null
      ? { kind: 'limits', at, bought: BigInt(bought ?? 0), hardCap: bigintOf(hardCap) }
      : { kind: 'closing', at, featureKey: closing },
});

/** What is to be known of an entitlement to read its facts. */
export interface FactsWanted {
  readonly cursor: Cursor;
  readonly hasPools: boolean;
}

/** A fact is never later than this beside one that is recorded: clocks are set back by less, and edits settle first. */
const latestMs = 5_000;

const positionOf = ({ cursor, hasPools }: FactsWanted) => {
  const { tenantId, entitlementId, at, sequence, sequence_read } = cursor;
  return {
    ...{
      tenant_id: tenantId,
      entitlement_id: entitlementId,
      at: at ?? '-infinity',
      sequence: sequence ?? -1n,
    },
    ...{ sequence_read, late_from: at === null ? '-infinity' : new Date(at.getTime() - latestMs) },
    has_pools: hasPools,
  };
};

/** Of a list that is not all there is, what is before the instant of its last is whole. */
const endOf = (instants: readonly number[], limit: number): number =>
  instants.length < limit ? Number.POSITIVE_INFINITY : (instants[limit - 1] ?? 0);

const instantsOf = (steps: readonly Step[], kind: 'limits' | 'closing') =>
  steps.filter(({ fact }) => fact.kind === kind).map(({ at }) => at);

/** Leaves out instants that may go on beyond what was read. */
const wholeInstants = (
  { log, steps, isLate }: Pick<Facts, 'log' | 'steps' | 'isLate'>,
  limit: number,
): Facts => {
  const end = Math.min(
    endOf(log.at, limit),
    endOf(instantsOf(steps, 'limits'), limit),
    endOf(instantsOf(steps, 'closing'), limit),
  );
  const isLast = end === Number.POSITIVE_INFINITY;
  let rows = log.at.length;
  while (rows > 0 && (log.at[rows - 1] ?? 0) >= end) rows -= 1;
  return { log, rows, steps: isLast ? steps : steps.filter(({ at }) => at < end), isLate, isLast };
};

/**
 * The next facts by entitlement, at most `limit` rows of the log of each. Others of the process have their turn in
 * between.
 */
export const selectFacts = async (
  tx: Queryable,
  wanted: readonly FactsWanted[],
  limit: number,
): Promise<Map<string, Facts>> => {
  const facts = new Map<string, Facts>();
  if (wanted.length === 0) return facts;
  const values = [rowsText(wanted.map(positionOf)), limit];
  const listOf = listReader();
  for (const sent of await tx.query<SentFacts>(factsSql, values, 'history.facts')) {
    const log = await readLog(sent, listOf);
    const steps = (await listOf<SentStep>(sent.steps)).map(stepFrom);
    facts.set(sent.entitlement_id, wholeInstants({ log, steps, isLate: sent.is_late }, limit));
  }
  return facts;
};
