import type { EpisodeFigures, HourFigures, Meter } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { writeEpisodes } from './episodes-store.ts';
import { type EntitlementKey, keyColumns, rowsText } from './log-store.ts';

/** The tables of derived figures: meters and hours; episodes as far as meters go on with them. Sets go as one JSON text, integers in it as strings. */

export interface LevelRow {
  readonly used: bigint;
  readonly bought: bigint | null;
  readonly hard_cap: bigint | null;
}

interface OfMeter {
  readonly entitlement_id: string;
  readonly feature_key: string;
}

interface MeterRow extends LevelRow, OfMeter {
  readonly at: Date;
  readonly granted: string[];
}

export interface HourRow {
  readonly feature_key: string;
  readonly hour_start: Date;
  readonly hour_end: Date;
  readonly opening_used: bigint;
  readonly opening_bought: bigint | null;
  readonly opening_hard_cap: bigint | null;
  readonly closing_used: bigint;
  readonly closing_bought: bigint | null;
  readonly closing_hard_cap: bigint | null;
  readonly held_ms: number;
  readonly used_ms: string;
  readonly bought_ms: string;
  readonly overdraft_ms: number;
  readonly overdraft_used_ms: string;
  readonly at_hard_cap_ms: number;
  readonly grants: number;
  /** As text: the driver does not take 64 bits for numbers within an array. */
  readonly levels: string[];
  readonly level_ms: number[];
}

export interface EpisodeRow {
  readonly feature_key: string;
  readonly episode_start: Date;
  readonly episode_end: Date | null;
  readonly peak_used: bigint;
  readonly peak_overdraft: bigint;
  readonly overdraft_ms: bigint;
  readonly overdraft_used_ms: string;
}

/** $1 and $2: the entitlements; $3: one of their meters, null: all. */
const metersSql = `
  select m.entitlement_id, m.feature_key, m.at, m.used, m.bought, m.hard_cap, m.granted
  from unnest($1::text[], $2::text[]) k (tenant_id, entitlement_id)
  cross join lateral (
    select * from history_meters m
    where m.tenant_id = k.tenant_id and m.entitlement_id = k.entitlement_id
    offset 0
  ) m
  where $3::text is null or m.feature_key = $3`;

// The hour of a meter is its last.
const hoursOfMetersSql = `
  select h.*
  from unnest($1::text[], $2::text[]) k (tenant_id, entitlement_id)
  cross join lateral (
    select * from history_meters m
    where m.tenant_id = k.tenant_id and m.entitlement_id = k.entitlement_id
    offset 0
  ) m
  cross join lateral (
    select * from history_hours h
    where h.tenant_id = m.tenant_id and h.entitlement_id = m.entitlement_id and h.feature_key = m.feature_key
    order by hour_start desc
    limit 1
  ) h
  where $3::text is null or m.feature_key = $3`;

const openEpisodesSql = `
  select e.*
  from unnest($1::text[], $2::text[]) k (tenant_id, entitlement_id)
  cross join lateral (
    select * from history_meters m
    where m.tenant_id = k.tenant_id and m.entitlement_id = k.entitlement_id
    offset 0
  ) m
  join history_episodes e
    on e.tenant_id = m.tenant_id and e.entitlement_id = m.entitlement_id and e.feature_key = m.feature_key
    and e.episode_start = m.episode_start
  where $3::text is null or m.feature_key = $3`;

export const hourFrom = (row: HourRow): HourFigures => ({
  start: row.hour_start.getTime(),
  end: row.hour_end.getTime(),
  opening: { used: row.opening_used, bought: row.opening_bought, hardCap: row.opening_hard_cap },
  closing: { used: row.closing_used, bought: row.closing_bought, hardCap: row.closing_hard_cap },
  heldMs: row.held_ms,
  usedMs: BigInt(row.used_ms),
  boughtMs: BigInt(row.bought_ms),
  overdraftMs: row.overdraft_ms,
  overdraftUsedMs: BigInt(row.overdraft_used_ms),
  atHardCapMs: row.at_hard_cap_ms,
  grants: row.grants,
  levels: new Map(row.levels.map((level, index) => [BigInt(level), row.level_ms[index] ?? 0])),
});

export const episodeFrom = (row: EpisodeRow): EpisodeFigures => ({
  start: row.episode_start.getTime(),
  end: row.episode_end?.getTime() ?? null,
  peakUsed: row.peak_used,
  peakOverdraft: row.peak_overdraft,
  overdraftMs: Number(row.overdraft_ms),
  overdraftUsedMs: BigInt(row.overdraft_used_ms),
  seatIds: new Set(),
});

/** By feature key. */
export type Meters = Map<string, Meter>;

const meterKey = ({ entitlement_id, feature_key }: OfMeter) => `${entitlement_id} ${feature_key}`;

/**
 * The meters of entitlements as they were left, by entitlement; of episodes that go on, seats noted before are not given
 * again, and of an hour with very many levels none but the outer ones.
 */
export const readMeters = async (
  db: Queryable,
  keys: readonly EntitlementKey[],
  featureKey: string | null = null,
): Promise<Map<string, Meters>> => {
  const named = [...keyColumns(keys), featureKey];
  const meters = await db.query<MeterRow>(metersSql, named, 'history.meters');
  const hours = await db.query<HourRow & OfMeter>(hoursOfMetersSql, named, 'history.hoursOfMeters');
  const episodes = await db.query<EpisodeRow & OfMeter>(openEpisodesSql, named, 'history.openEpisodes');
  const hourOf = new Map(hours.map((row) => [meterKey(row), hourFrom(row)]));
  const episodeOf = new Map(episodes.map((row) => [meterKey(row), episodeFrom(row)]));
  const read = new Map<string, Meters>(keys.map(({ entitlementId }) => [entitlementId, new Map()]));
  for (const row of meters) {
    const hour = hourOf.get(meterKey(row));
    if (!hour) throw new Error(`the meter "${row.feature_key}" of ${row.entitlement_id} has no hour`);
    const level = { used: row.used, bought: row.bought, hardCap: row.hard_cap };
    const episode = episodeOf.get(meterKey(row)) ?? null;
    const past = { pastHours: [], pastEpisodes: [] };
    const meter = { at: row.at.getTime(), level, hour, episode, granted: row.granted, ...past };
    read.get(row.entitlement_id)?.set(row.feature_key, meter);
  }
  return read;
};

const instant = (at: number | null) => (at === null ? null : new Date(at));

const upsertMetersSql = `
  insert into history_meters
  select m.* from jsonb_to_recordset($1::jsonb) as m (
    tenant_id text, entitlement_id text, feature_key text, at timestamptz(3), used bigint, bought bigint,
    hard_cap bigint, episode_start timestamptz(3), granted text[]
  )
  on conflict (tenant_id, entitlement_id, feature_key) do update
  set at = excluded.at, used = excluded.used, bought = excluded.bought, hard_cap = excluded.hard_cap,
    episode_start = excluded.episode_start, granted = excluded.granted`;

const upsertHoursSql = `
  insert into history_hours
  select h.* from jsonb_to_recordset($1::jsonb) as h (
    tenant_id text, entitlement_id text, feature_key text, hour_start timestamptz(3), hour_end timestamptz(3),
    opening_used bigint, opening_bought bigint, opening_hard_cap bigint, closing_used bigint, closing_bought bigint,
    closing_hard_cap bigint, held_ms int, used_ms numeric, bought_ms numeric, overdraft_ms int,
    overdraft_used_ms numeric, at_hard_cap_ms int, grants int, levels bigint[], level_ms int[], counted_ms int
  )
  on conflict (tenant_id, entitlement_id, feature_key, hour_start) do update
  set closing_used = excluded.closing_used, closing_bought = excluded.closing_bought,
    closing_hard_cap = excluded.closing_hard_cap, held_ms = excluded.held_ms, used_ms = excluded.used_ms,
    bought_ms = excluded.bought_ms, overdraft_ms = excluded.overdraft_ms,
    overdraft_used_ms = excluded.overdraft_used_ms, at_hard_cap_ms = excluded.at_hard_cap_ms,
    grants = excluded.grants, levels = excluded.levels, level_ms = excluded.level_ms,
    counted_ms = excluded.counted_ms`;

const insertLevelsSql = `
  insert into history_levels
  select l.* from jsonb_to_recordset($1::jsonb) as l (
    tenant_id text, entitlement_id text, feature_key text, hour_start timestamptz(3), until timestamptz(3),
    levels bigint[], level_ms int[]
  )`;

interface MeterColumns {
  readonly tenant_id: string;
  readonly entitlement_id: string;
  readonly feature_key: string;
}

const meterRow = (of: MeterColumns, { at, level, episode, granted }: Meter) => ({
  ...of,
  ...{ at: instant(at), used: level.used, bought: level.bought, hard_cap: level.hardCap },
  ...{ episode_start: instant(episode?.start ?? null), granted },
});

/**
 * An hour keeps so many levels in its row; when there are more they go to rows of their own, once, and the hour counts on
 * with the outer two: a turn reads and writes what has changed since the last, however busy the hour has been before. Each
 * turn pays for those of the row again, and for one of over 2 kB dearly: PostgreSQL compresses it.
 */
const levelsOfRowMax = 100;

interface CountedHour {
  readonly of: MeterColumns;
  readonly hour: HourFigures;
  /** The hour is counted up to then. */
  readonly until: number;
  /** Ascending. */
  readonly levels: readonly (readonly [bigint, number])[];
}

const countedHour = (of: MeterColumns, hour: HourFigures, until: number): CountedHour => ({
  ...{ of, hour, until },
  levels: [...hour.levels].sort(([a], [b]) => (a < b ? -1 : 1)),
});

const isBusy = ({ levels }: CountedHour) => levels.length > levelsOfRowMax;

/** As literals of arrays: one text each instead of thousands of values for both sides to take apart. */
const levelColumns = (levels: CountedHour['levels']) => ({
  levels: `{${levels.map(([level]) => level).join()}}`,
  level_ms: `{${levels.map(([, ms]) => ms).join()}}`,
});

const levelsRow = ({ of, hour, until, levels }: CountedHour) => ({
  ...of,
  ...{ hour_start: instant(hour.start), until: instant(until) },
  ...levelColumns(levels.filter(([, ms]) => ms > 0)),
});

const outer = (levels: CountedHour['levels']): CountedHour['levels'] =>
  [levels[0], levels.at(-1)].flatMap((end) => (end ? [[end[0], 0] as const] : []));

// Member by member, as facts are: parts put together take several times as long.
const hourRow = (counted: CountedHour) => {
  const { of, hour, until, levels } = counted;
  const { opening, closing } = hour;
  const kept = levelColumns(isBusy(counted) ? outer(levels) : levels);
  return {
    tenant_id: of.tenant_id,
    entitlement_id: of.entitlement_id,
    feature_key: of.feature_key,
    hour_start: instant(hour.start),
    hour_end: instant(hour.end),
    opening_used: opening.used,
    opening_bought: opening.bought,
    opening_hard_cap: opening.hardCap,
    closing_used: closing.used,
    closing_bought: closing.bought,
    closing_hard_cap: closing.hardCap,
    held_ms: hour.heldMs,
    used_ms: hour.usedMs,
    bought_ms: hour.boughtMs,
    overdraft_ms: hour.overdraftMs,
    overdraft_used_ms: hour.overdraftUsedMs,
    at_hard_cap_ms: hour.atHardCapMs,
    grants: hour.grants,
    levels: kept.levels,
    level_ms: kept.level_ms,
    counted_ms: until - hour.start,
  };
};

/** Meters of one entitlement, as changed since they were read. */
export interface MetersOf extends EntitlementKey {
  readonly meters: Meters;
}

/** Writes what was changed in meters since they were read. */
export const writeMeters = async (tx: Queryable, changed: readonly MetersOf[]): Promise<void> => {
  const all = changed.flatMap(({ tenantId: tenant_id, entitlementId: entitlement_id, meters }) =>
    [...meters].map(([feature_key, meter]) => ({ of: { tenant_id, entitlement_id, feature_key }, meter })),
  );
  const hours = all.flatMap(({ of, meter: { pastHours, hour, at } }) => [
    ...pastHours.map((each) => countedHour(of, each, each.end)),
    countedHour(of, hour, at),
  ]);
  const sets: [string, string, object[]][] = [
    ['history.upsertMeters', upsertMetersSql, all.map(({ of, meter }) => meterRow(of, meter))],
    ['history.upsertHours', upsertHoursSql, hours.map(hourRow)],
    ['history.insertLevels', insertLevelsSql, hours.filter(isBusy).map(levelsRow)],
  ];
  for (const [name, text, rows] of sets) {
    if (rows.length > 0) await tx.query(text, [rowsText(rows)], name);
  }
  await writeEpisodes(
    tx,
    all.map(({ of, meter: { pastEpisodes: past, episode: goingOn } }) => ({ of, past, goingOn })),
  );
};
