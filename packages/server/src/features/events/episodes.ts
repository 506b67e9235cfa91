import {
  beginEpisode,
  continueEpisode,
  isPeakToTell,
  limitsInUse,
  type OverdraftEpisode,
  overdraftSeatHours,
  withPeakTold,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { parseJson } from '../../platform/http/validation.ts';
import type { LimitItem, LogItem, OutboxItem } from './feed-store.ts';
import { eventIdOf, seatLimitsOf } from './log-events.ts';
import type { EventMessage } from './messages.ts';

/** The table overdraft_episodes: overdrafts that last, followed row by row as they are told (rules 30 and 36). */

const columns = `
  entitlement_id as "entitlementId", started_at as "startedAt", start_sequence as "startSequence", peak,
  told_peak as "toldPeak", told_at as "toldAt", overdraft_ms as "overdraftMs", counted_at as "countedAt",
  seats_used as "seatsUsed", bought`;

const selectSql = `
  select ${columns}
  from overdraft_episodes
  where tenant_id = $1 and entitlement_id = any ($2::text[])`;

const upsertSql = `
  insert into overdraft_episodes (
    tenant_id, entitlement_id, started_at, start_sequence, peak, told_peak, told_at, overdraft_ms, counted_at,
    seats_used, bought
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  on conflict (tenant_id, entitlement_id) do update
  set started_at = excluded.started_at, start_sequence = excluded.start_sequence, peak = excluded.peak,
    told_peak = excluded.told_peak, told_at = excluded.told_at, overdraft_ms = excluded.overdraft_ms,
    counted_at = excluded.counted_at, seats_used = excluded.seats_used, bought = excluded.bought`;

const deleteSql = `delete from overdraft_episodes where tenant_id = $1 and entitlement_id = $2`;

// Counted at the end: attempts of a denial are added to its row for a minute (rule 16).
const countSql = `
  select count(distinct seat_id) filter (where operation = 'activate')::int as "distinctSeats",
    coalesce(sum(attempts) filter (where operation = 'activationDenied'), 0)::int as denials
  from activity_log
  where tenant_id = $1 and entitlement_id = $2 and at between $3 and $4 and sequence > $5 and sequence < $6`;

interface Row extends Omit<OverdraftEpisode, 'startedAt' | 'toldAt' | 'countedAt'> {
  readonly entitlementId: string;
  readonly startedAt: Date;
  readonly toldAt: Date;
  readonly countedAt: Date;
}

const episodeFrom = ({ entitlementId: _, startedAt, toldAt, countedAt, ...row }: Row): OverdraftEpisode => ({
  ...row,
  startedAt: startedAt.getTime(),
  toldAt: toldAt.getTime(),
  countedAt: countedAt.getTime(),
});

export const episodesOf = async (tx: Queryable, tenantId: string, entitlementIds: readonly string[]) => {
  const rows = await tx.query<Row>(selectSql, [tenantId, entitlementIds]);
  return new Map(rows.map((row) => [row.entitlementId, episodeFrom(row)]));
};

/** @param episode null: there is none any more */
export const writeEpisode = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  episode: OverdraftEpisode | null,
): Promise<void> => {
  if (!episode) {
    await tx.query(deleteSql, [tenantId, entitlementId]);
    return;
  }
  const { startedAt, startSequence, peak, toldPeak, toldAt, overdraftMs, countedAt, seatsUsed, bought } =
    episode;
  await tx.query(upsertSql, [
    ...[tenantId, entitlementId, new Date(startedAt), startSequence, peak, toldPeak, new Date(toldAt)],
    ...[overdraftMs, new Date(countedAt), seatsUsed, bought],
  ]);
};

interface StatePayload {
  readonly limits: { readonly used: number; readonly bought: number };
}

const stateOf = ({ payload }: OutboxItem) => parseJson(payload) as StatePayload;

/** The episode once this row is told. One that began before the feed was opened is told from its first row on. */
export const afterRow = (episode: OverdraftEpisode | null, row: LogItem): OverdraftEpisode | null => {
  if (row.featureKey !== null) return episode;
  const level = { at: row.at.getTime(), seatsUsed: row.seatsUsed, bought: row.bought };
  if (episode) return continueEpisode(episode, level);
  return row.overdraft ? beginEpisode(level, row.sequence - 1n) : null;
};

export const afterLimits = (episode: OverdraftEpisode | null, { at, bought }: LimitItem) =>
  episode && continueEpisode(episode, { at: at.getTime(), seatsUsed: episode.seatsUsed, bought });

export const afterStart = (item: OutboxItem): OverdraftEpisode => {
  const { limits } = stateOf(item);
  const level = { at: item.at.getTime(), seatsUsed: limits.used, bought: limits.bought };
  return beginEpisode(level, item.sequence);
};

/** The new peak to be told with this row, and the episode once it is told; null: there is none. */
export const peakWith = (tenantId: string, episode: OverdraftEpisode | null, row: LogItem) => {
  const at = row.at.getTime();
  if (!episode || row.featureKey !== null || !isPeakToTell(episode, at)) return null;
  const eventCode = 'entitlement.overdraft.peaked';
  const { entitlementId, sequence } = row;
  const event: EventMessage = {
    ...{ eventId: eventIdOf(tenantId, row, eventCode), at, eventCode, resourceId: entitlementId },
    ...{ entitlementId, sequence },
    payload: {
      entitlementId,
      limits: limitsInUse(seatLimitsOf(row), BigInt(row.seatsUsed)),
      episodeStart: new Date(episode.startedAt).toISOString(),
      peak: episode.peak,
    },
  };
  return { event, episode: withPeakTold(episode, at) };
};

/** The payload of the end of an episode, with its figures. */
export const exitPayload = async (
  tx: Queryable,
  tenantId: string,
  item: OutboxItem,
  open: OverdraftEpisode | null,
) => {
  const at = item.at.getTime();
  const state = stateOf(item);
  const { used, bought } = state.limits;
  // Without one: it began before the feed was opened, and nothing else of it was told.
  const episode = open
    ? continueEpisode(open, { at, seatsUsed: used, bought })
    : beginEpisode({ at, seatsUsed: bought + 1, bought }, item.sequence - 1n);
  const counted = await tx.query<{ distinctSeats: number; denials: number }>(countSql, [
    ...[tenantId, item.entitlementId, new Date(episode.startedAt), item.at],
    ...[episode.startSequence, item.sequence],
  ]);
  return {
    ...state,
    episode: {
      start: new Date(episode.startedAt).toISOString(),
      end: item.at.toISOString(),
      peak: episode.peak,
      overdraftSeatHours: overdraftSeatHours(episode),
      distinctSeats: counted[0]?.distinctSeats ?? 0,
      denials: counted[0]?.denials ?? 0,
    },
  };
};
