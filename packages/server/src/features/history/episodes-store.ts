import { type EpisodeFigures, seatsKey, surpassedAt, surpassingsOf } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { inTurns, rowsText } from './log-store.ts';

/** The tables of times in overdraft. Sets go as one JSON text, integers in it as strings. */

const upsertEpisodesSql = `
  insert into history_episodes
  select e.* from jsonb_to_recordset($1::jsonb) as e (
    tenant_id text, entitlement_id text, feature_key text, episode_start timestamptz(3), episode_end timestamptz(3),
    peak_used bigint, peak_overdraft bigint, overdraft_ms bigint, overdraft_used_ms numeric,
    surpassed_at timestamptz(3)
  )
  on conflict (tenant_id, entitlement_id, feature_key, episode_start) do update
  set episode_end = excluded.episode_end, peak_used = excluded.peak_used, peak_overdraft = excluded.peak_overdraft,
    overdraft_ms = excluded.overdraft_ms, overdraft_used_ms = excluded.overdraft_used_ms,
    surpassed_at = excluded.surpassed_at`;

/** Of what was over before: these are not yet written. The conditions are those of the index of what is not surpassed. */
const surpassSql = `
  update history_episodes e
  set surpassed_at = n.start
  from jsonb_to_recordset($1::jsonb) as n (
    tenant_id text, entitlement_id text, start timestamptz(3), above bigint, peak bigint
  )
  where e.tenant_id = n.tenant_id and e.entitlement_id = n.entitlement_id and e.feature_key = ''
    and e.episode_end is not null and e.surpassed_at = 'infinity'
    and e.peak_overdraft > n.above and e.peak_overdraft <= n.peak`;

const insertEpisodeSeatsSql = `
  insert into history_episode_seats
  select s.* from jsonb_to_recordset($1::jsonb) as s (
    tenant_id text, entitlement_id text, feature_key text, episode_start timestamptz(3), seat_id text
  )
  on conflict do nothing`;

/** Whose times in overdraft: one meter. */
interface MeterColumns {
  readonly tenant_id: string;
  readonly entitlement_id: string;
  readonly feature_key: string;
}

/** What was changed in the times in overdraft of a meter. */
export interface EpisodesOf {
  readonly of: MeterColumns;
  /** Over, in ascending order. */
  readonly past: readonly EpisodeFigures[];
  readonly goingOn: EpisodeFigures | null;
}

const instant = (at: number | null) => (at === null ? null : new Date(at));

const episodeRow = (of: MeterColumns, episode: EpisodeFigures, surpassed: number | null) => ({
  ...of,
  ...{ episode_start: instant(episode.start), episode_end: instant(episode.end) },
  ...{ peak_used: episode.peakUsed, peak_overdraft: episode.peakOverdraft },
  ...{ overdraft_ms: episode.overdraftMs, overdraft_used_ms: episode.overdraftUsedMs },
  surpassed_at: surpassed === null ? 'infinity' : new Date(surpassed),
});

const episodeRows = ({ of, past, goingOn }: EpisodesOf) => {
  const surpassed = of.feature_key === seatsKey ? surpassedAt(past) : [];
  const rows = past.map((each, index) => episodeRow(of, each, surpassed[index] ?? null));
  return goingOn ? [...rows, episodeRow(of, goingOn, null)] : rows;
};

const surpassRows = ({ of: { tenant_id, entitlement_id, feature_key }, past }: EpisodesOf) =>
  feature_key !== seatsKey
    ? []
    : surpassingsOf(past).map(({ start, above, peak }) => ({
        ...{ tenant_id, entitlement_id, above, peak },
        start: new Date(start),
      }));

/** In a long time in overdraft there are as many as rows of the log: made member by member, as these are. */
const seatRows = ({ of: { tenant_id, entitlement_id, feature_key }, past, goingOn }: EpisodesOf) =>
  (goingOn ? [...past, goingOn] : past).flatMap(({ start, seatIds }) => {
    const episode_start = instant(start);
    return Array.from(seatIds, (seat_id) => ({
      tenant_id,
      entitlement_id,
      feature_key,
      episode_start,
      seat_id,
    }));
  });

export const writeEpisodes = async (tx: Queryable, all: readonly EpisodesOf[]): Promise<void> => {
  const sets: [string, string, object[]][] = [
    ['history.surpass', surpassSql, all.flatMap(surpassRows)],
    ['history.upsertEpisodes', upsertEpisodesSql, all.flatMap(episodeRows)],
    ['history.insertEpisodeSeats', insertEpisodeSeatsSql, all.flatMap(seatRows)],
  ];
  for (const [name, text, rows] of sets) {
    for (const some of inTurns(rows)) await tx.query(text, [rowsText(some)], name);
  }
};
