import type { DenialRow, EpisodeFigures, HourFigures, Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type EpisodeRow, episodeFrom, type HourRow, hourFrom } from './figures-store.ts';

/** What answers about one entitlement are made of. $1 tenant, $2 entitlement; feature key '' is the seats. */

export interface MeterKey {
  readonly tenantId: string;
  readonly entitlementId: string;
  readonly featureKey: string;
}

const named = ({ tenantId, entitlementId, featureKey }: MeterKey) => [tenantId, entitlementId, featureKey];
export const dates = ({ start, end }: Span) => [new Date(start), new Date(end)];

// Levels ascend: the outer ones are the lowest and the highest. The time at each of them comes from `levelTimesSql`.
const hourColumns = `
  feature_key, hour_start, hour_end, opening_used, opening_bought, opening_hard_cap, closing_used, closing_bought,
  closing_hard_cap, held_ms, used_ms, bought_ms, overdraft_ms, overdraft_used_ms, at_hard_cap_ms, grants,
  case when cardinality(levels) < 2 then levels else array[levels[1], levels[cardinality(levels)]] end as levels,
  '{}'::int[] as level_ms`;

/** The hours that begin in the range, and the last one before: its level went on. */
export const hoursSql = `
  (
    select ${hourColumns} from history_hours
    where tenant_id = $1 and entitlement_id = $2 and feature_key = $3 and hour_start < $4
    order by hour_start desc
    limit 1
  )
  union all
  (
    select ${hourColumns} from history_hours
    where tenant_id = $1 and entitlement_id = $2 and feature_key = $3 and hour_start >= $4 and hour_start < $5
    order by hour_start
  )`;

/** Of the levels there are only the lowest and the highest, without their time. */
export const selectHours = async (db: Queryable, key: MeterKey, range: Span): Promise<HourFigures[]> =>
  (await db.query<HourRow>(hoursSql, [...named(key), ...dates(range)])).map(hourFrom);

// A year of a busy meter has a hundred thousand levels: as text they cost both sides a fraction of what rows or arrays do.
// $4: starts and ends of the spans, in turn; $5 to $6: hours whose row is complete; what is kept apart of an hour is final.
export const levelTimesSql = `
  select (width_bucket(hour_start, $4::timestamptz[]) - 1) / 2 as index,
    string_agg(array_to_string(levels, ','), ',') as levels, string_agg(array_to_string(level_ms, ','), ',') as "levelMs"
  from (
    select hour_start, levels, level_ms from history_hours
    where tenant_id = $1 and entitlement_id = $2 and feature_key = $3 and hour_start >= $5 and hour_start < $6
    union all
    select hour_start, levels, level_ms from history_levels
    where tenant_id = $1 and entitlement_id = $2 and feature_key = $3 and hour_start >= $5 and hour_start < $7
  ) hours
  where cardinality(level_ms) > 0 and width_bucket(hour_start, $4::timestamptz[]) % 2 = 1
  group by 1`;

interface LevelTimesRow {
  readonly index: number;
  readonly levels: string;
  readonly levelMs: string;
}

/** Adds up by the level's text: what repeats a thousand times is made a number once. */
const sumOfTimes = ({ levels, levelMs }: LevelTimesRow): Map<bigint, number> => {
  const times = levelMs.split(',');
  const sums = new Map<string, number>();
  for (const [index, level] of levels.split(',').entries())
    sums.set(level, (sums.get(level) ?? 0) + Number(times[index]));
  return new Map([...sums].map(([level, ms]) => [BigInt(level), ms]));
};

/**
 * Time at each level of use in the hours of each span, as far as rows are complete: those that begin before `hourRead`. The
 * spans are of whole hours, ascend and do not overlap.
 */
export const selectLevelTimes = async (
  db: Queryable,
  key: MeterKey,
  spans: readonly Span[],
  hourRead: number,
): Promise<ReadonlyMap<bigint, number>[]> => {
  const [start, end] = [spans[0]?.start ?? 0, spans.at(-1)?.end ?? 0];
  const rows = await db.query<LevelTimesRow>(levelTimesSql, [
    ...[...named(key), spans.flatMap(dates)],
    ...[new Date(start), new Date(Math.min(end, hourRead)), new Date(end)],
  ]);
  const times = new Map(rows.map((row) => [row.index, sumOfTimes(row)]));
  return spans.map((_, index) => times.get(index) ?? new Map());
};

export const limitsSql = `
  (
    select at, bought::bigint, hard_cap from limit_changes
    where tenant_id = $1 and entitlement_id = $2 and at <= $3
    order by at desc, sequence desc
    limit 1
  )
  union all
  (
    select at, bought::bigint, hard_cap from limit_changes
    where tenant_id = $1 and entitlement_id = $2 and at > $3 and at < $4
    order by at, sequence
  )`;

export interface LimitRow {
  readonly at: Date;
  readonly bought: bigint | null;
  readonly hard_cap: bigint | null;
}

/** Steps of the limits of the seats: what is in force when the range begins, and each one in it. */
export const selectLimits = (db: Queryable, { tenantId, entitlementId }: MeterKey, range: Span) =>
  db.query<LimitRow>(limitsSql, [tenantId, entitlementId, ...dates(range)]);

export const episodesSql = `
  select * from history_episodes
  where tenant_id = $1 and entitlement_id = $2 and feature_key = $3
    and episode_start < $5 and (episode_end > $4 or episode_end is null)
  order by episode_start
  limit $6`;

/** Times in overdraft that overlap the range, ascending. */
export const selectEpisodes = async (
  db: Queryable,
  key: MeterKey,
  range: Span,
  limit: number,
): Promise<EpisodeFigures[]> =>
  (await db.query<EpisodeRow>(episodesSql, [...named(key), ...dates(range), limit])).map(episodeFrom);

export const evidenceSql = `
  select p.index::int as index,
    (
      select count(*)::int
      from (
        select seat_id from history_episode_seats s
        where s.tenant_id = $1 and s.entitlement_id = $2 and s.feature_key = $3
          and s.episode_start = any(p.starts)
        union
        select unnest($5::text[]) where $6::timestamptz = any(p.starts)
      ) s
    ) as seats,
    (
      select coalesce(sum(d.attempts), 0)::int
      from jsonb_array_elements(p.parts) part
      join history_denials d on d.tenant_id = $1 and d.entitlement_id = $2 and d.feature_key = $3
        and d.at >= (part ->> 'start')::timestamptz and d.at < (part ->> 'end')::timestamptz
    ) as denials
  from (
    select index, parts,
      array(select (part ->> 'start')::timestamptz(3) from jsonb_array_elements(parts) part) as starts
    from jsonb_array_elements($4::jsonb) with ordinality as g (parts, index)
  ) p
  order by p.index`;

export interface EvidenceRow {
  readonly seats: number;
  readonly denials: number;
}

/**
 * Of each group of episodes: distinct seats granted beyond the bought count, and attempts denied. In the order given.
 * `latest`: the episode that goes on, with seats that are in no row yet.
 */
export const selectEvidence = (
  db: Queryable,
  key: MeterKey,
  groups: readonly (readonly Span[])[],
  latest: Pick<EpisodeFigures, 'start' | 'seatIds'> | null,
): Promise<EvidenceRow[]> => {
  const parts = groups.map((group) =>
    group.map(({ start, end }) => ({ start: new Date(start), end: new Date(end) })),
  );
  return db.query<EvidenceRow>(evidenceSql, [
    ...[...named(key), JSON.stringify(parts)],
    ...[[...(latest?.seatIds ?? [])], latest ? new Date(latest.start) : null],
  ]);
};

export const denialsSql = `
  select at, seat_id, attempts, reasons, granted_at
  from history_denials
  where tenant_id = $1 and entitlement_id = $2 and feature_key = $3 and at >= $4 and at < $5
  order by at, sequence
  limit $6`;

export interface RecordedDenial extends DenialRow {
  readonly reasons: readonly string[];
}

interface DenialTableRow {
  readonly at: Date;
  readonly seat_id: string;
  readonly attempts: number;
  readonly reasons: readonly string[];
  readonly granted_at: Date | null;
}

export const selectDenials = async (
  db: Queryable,
  key: MeterKey,
  range: Span,
  limit: number,
): Promise<RecordedDenial[]> =>
  (await db.query<DenialTableRow>(denialsSql, [...named(key), ...dates(range), limit])).map((row) => ({
    ...{ at: row.at.getTime(), seatId: row.seat_id, attempts: row.attempts, reasons: row.reasons },
    grantedAt: row.granted_at?.getTime() ?? null,
  }));

export const wantedSeatsSql = `
  select at, seat_id as "seatId", attempts, granted_at as "grantedAt"
  from history_denials
  where tenant_id = $1 and entitlement_id = $2 and feature_key = $3 and at >= $4 and at < $5 and for_want
  order by at, sequence`;

interface WantedRow {
  readonly at: Date;
  readonly seatId: string;
  readonly attempts: number;
  readonly grantedAt: Date | null;
}

/** Denials for want of units (rule 31), in their order. */
export const selectWantedSeats = async (db: Queryable, key: MeterKey, range: Span): Promise<DenialRow[]> =>
  (await db.query<WantedRow>(wantedSeatsSql, [...named(key), ...dates(range)])).map(
    ({ at, seatId, attempts, grantedAt }) => ({
      ...{ at: at.getTime(), seatId, attempts, grantedAt: grantedAt?.getTime() ?? null },
    }),
  );

export const deniedBySpanSql = `
  select span.index::int as index, sum(d.attempts)::int as attempts, count(distinct d.seat_id)::int as seats
  from history_denials d
  join unnest($4::timestamptz[]) with ordinality as span (start, index)
    on span.index = width_bucket(d.at, $4::timestamptz[])
  where d.tenant_id = $1 and d.entitlement_id = $2 and d.feature_key = $3
    and d.at >= $5 and d.at < $6
  group by span.index`;

export interface DeniedRow {
  /** From 1. */
  readonly index: number;
  readonly attempts: number;
  readonly seats: number;
}

/** Attempts and distinct seats denied in each of the spans, which follow each other; a span without any has no row. */
export const selectDeniedBySpan = async (
  db: Queryable,
  key: MeterKey,
  spans: readonly Span[],
): Promise<Map<number, DeniedRow>> => {
  const [first] = spans;
  const last = spans.at(-1);
  if (!first || !last) return new Map();
  const rows = await db.query<DeniedRow>(deniedBySpanSql, [
    ...named(key),
    spans.map(({ start }) => new Date(start)),
    ...dates({ start: first.start, end: last.end }),
  ]);
  return new Map(rows.map((row) => [row.index - 1, row]));
};
