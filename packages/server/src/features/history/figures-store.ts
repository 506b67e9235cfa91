import type { EpisodeFigures, HourFigures, Meter } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** The tables of derived figures: meters, hours, episodes. Sets go as one JSON text, integers in it as strings. */

export interface LevelRow {
  readonly used: bigint;
  readonly bought: bigint | null;
  readonly hard_cap: bigint | null;
}

interface MeterRow extends LevelRow {
  readonly feature_key: string;
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

const metersSql = `
  select feature_key, at, used, bought, hard_cap, granted
  from history_meters
  where tenant_id = $1 and entitlement_id = $2 and ($3::text is null or feature_key = $3)`;

// The hour of a meter is its last.
const hoursOfMetersSql = `
  select h.*
  from history_meters m
  cross join lateral (
    select * from history_hours h
    where h.tenant_id = $1 and h.entitlement_id = $2 and h.feature_key = m.feature_key
    order by hour_start desc
    limit 1
  ) h
  where m.tenant_id = $1 and m.entitlement_id = $2 and ($3::text is null or m.feature_key = $3)`;

const openEpisodesSql = `
  select e.*
  from history_meters m
  join history_episodes e
    on e.tenant_id = m.tenant_id and e.entitlement_id = m.entitlement_id and e.feature_key = m.feature_key
    and e.episode_start = m.episode_start
  where m.tenant_id = $1 and m.entitlement_id = $2 and ($3::text is null or m.feature_key = $3)`;

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

/** The meters as they were left; of episodes that go on, seats noted before are not given again. */
export const readMeters = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  featureKey: string | null = null,
): Promise<Map<string, Meter>> => {
  const named = [tenantId, entitlementId, featureKey];
  const meters = await db.query<MeterRow>(metersSql, named, 'history.meters');
  const hours = await db.query<HourRow>(hoursOfMetersSql, named);
  const episodes = await db.query<EpisodeRow>(openEpisodesSql, named);
  const hourOf = new Map(hours.map((row) => [row.feature_key, hourFrom(row)]));
  const episodeOf = new Map(episodes.map((row) => [row.feature_key, episodeFrom(row)]));
  return new Map(
    meters.map(({ feature_key, at, granted, used, bought, hard_cap }): [string, Meter] => {
      const hour = hourOf.get(feature_key);
      if (!hour) throw new Error(`the meter "${feature_key}" of ${entitlementId} has no hour`);
      const level = { used, bought, hardCap: hard_cap };
      const episode = episodeOf.get(feature_key) ?? null;
      const past = { pastHours: [], pastEpisodes: [] };
      return [feature_key, { at: at.getTime(), level, hour, episode, granted, ...past }];
    }),
  );
};

/** A set of rows as one parameter: instants as text, integers as strings, which lose nothing. */
export const rowsText = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? value.toString() : value));

const instant = (at: number | null) => (at === null ? null : new Date(at));

const upsertMetersSql = `
  insert into history_meters
  select $1, $2, m.* from jsonb_to_recordset($3::jsonb) as m (
    feature_key text, at timestamptz(3), used bigint, bought bigint, hard_cap bigint, episode_start timestamptz(3),
    granted text[]
  )
  on conflict (tenant_id, entitlement_id, feature_key) do update
  set at = excluded.at, used = excluded.used, bought = excluded.bought, hard_cap = excluded.hard_cap,
    episode_start = excluded.episode_start, granted = excluded.granted`;

const upsertHoursSql = `
  insert into history_hours
  select $1, $2, h.* from jsonb_to_recordset($3::jsonb) as h (
    feature_key text, hour_start timestamptz(3), hour_end timestamptz(3), opening_used bigint, opening_bought bigint,
    opening_hard_cap bigint, closing_used bigint, closing_bought bigint, closing_hard_cap bigint, held_ms int,
    used_ms numeric, bought_ms numeric, overdraft_ms int, overdraft_used_ms numeric, at_hard_cap_ms int, grants int,
    levels bigint[], level_ms int[], counted_ms int
  )
  on conflict (tenant_id, entitlement_id, feature_key, hour_start) do update
  set closing_used = excluded.closing_used, closing_bought = excluded.closing_bought,
    closing_hard_cap = excluded.closing_hard_cap, held_ms = excluded.held_ms, used_ms = excluded.used_ms,
    bought_ms = excluded.bought_ms, overdraft_ms = excluded.overdraft_ms,
    overdraft_used_ms = excluded.overdraft_used_ms, at_hard_cap_ms = excluded.at_hard_cap_ms,
    grants = excluded.grants, levels = excluded.levels, level_ms = excluded.level_ms,
    counted_ms = excluded.counted_ms`;

const upsertEpisodesSql = `
  insert into history_episodes
  select $1, $2, e.* from jsonb_to_recordset($3::jsonb) as e (
    feature_key text, episode_start timestamptz(3), episode_end timestamptz(3), peak_used bigint,
    peak_overdraft bigint, overdraft_ms bigint, overdraft_used_ms numeric
  )
  on conflict (tenant_id, entitlement_id, feature_key, episode_start) do update
  set episode_end = excluded.episode_end, peak_used = excluded.peak_used, peak_overdraft = excluded.peak_overdraft,
    overdraft_ms = excluded.overdraft_ms, overdraft_used_ms = excluded.overdraft_used_ms`;

const insertEpisodeSeatsSql = `
  insert into history_episode_seats
  select $1, $2, s.* from jsonb_to_recordset($3::jsonb) as s (
    feature_key text, episode_start timestamptz(3), seat_id text
  )
  on conflict do nothing`;

const meterRow = (key: string, { at, level, episode, granted }: Meter) => ({
  ...{ feature_key: key, at: instant(at), used: level.used, bought: level.bought, hard_cap: level.hardCap },
  ...{ episode_start: instant(episode?.start ?? null), granted },
});

/** `until`: the hour is counted up to then. */
const hourRow = (key: string, hour: HourFigures, until: number) => {
  const { opening, closing } = hour;
  const levels = [...hour.levels].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...{ feature_key: key, hour_start: instant(hour.start), hour_end: instant(hour.end) },
    ...{ opening_used: opening.used, opening_bought: opening.bought, opening_hard_cap: opening.hardCap },
    ...{ closing_used: closing.used, closing_bought: closing.bought, closing_hard_cap: closing.hardCap },
    ...{
      held_ms: hour.heldMs,
      used_ms: hour.usedMs,
      bought_ms: hour.boughtMs,
      overdraft_ms: hour.overdraftMs,
    },
    ...{ overdraft_used_ms: hour.overdraftUsedMs, at_hard_cap_ms: hour.atHardCapMs, grants: hour.grants },
    ...{ levels: levels.map(([level]) => level), level_ms: levels.map(([, ms]) => ms) },
    counted_ms: until - hour.start,
  };
};

const episodeRow = (key: string, episode: EpisodeFigures) => ({
  ...{ feature_key: key, episode_start: instant(episode.start), episode_end: instant(episode.end) },
  ...{
    peak_used: episode.peakUsed,
    peak_overdraft: episode.peakOverdraft,
    overdraft_ms: episode.overdraftMs,
  },
  overdraft_used_ms: episode.overdraftUsedMs,
});

/** Writes what was changed in the meters since they were read. */
export const writeMeters = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  meters: ReadonlyMap<string, Meter>,
): Promise<void> => {
  const all = [...meters];
  const episodes = all.flatMap(([key, { pastEpisodes, episode }]) =>
    (episode ? [...pastEpisodes, episode] : pastEpisodes).map((each) => ({ key, each })),
  );
  const sets: [string, string, object[]][] = [
    ['history.upsertMeters', upsertMetersSql, all.map(([key, meter]) => meterRow(key, meter))],
    [
      'history.upsertHours',
      upsertHoursSql,
      all.flatMap(([key, { pastHours, hour, at }]) => [
        ...pastHours.map((each) => hourRow(key, each, each.end)),
        hourRow(key, hour, at),
      ]),
    ],
    ['history.upsertEpisodes', upsertEpisodesSql, episodes.map(({ key, each }) => episodeRow(key, each))],
    [
      'history.insertEpisodeSeats',
      insertEpisodeSeatsSql,
      episodes.flatMap(({ key, each }) =>
        [...each.seatIds].map((seat_id) => ({
          ...{ feature_key: key, episode_start: instant(each.start), seat_id },
        })),
      ),
    ],
  ];
  for (const [name, text, rows] of sets) {
    if (rows.length > 0) await tx.query(text, [tenantId, entitlementId, rowsText(rows)], name);
  }
};
