import { sql } from 'kysely';
import { decimal, instant, integer, type ReportSubject, scopesOf, text, yesOrNo } from '../subject.ts';
import { joinsOf, soldColumns, soldSelected } from './sold.ts';

const selectedSql = `
    o.entitlement_id as "entitlementId", nullif(o.feature_key, '') as "featureKey", o.episode_start as "start",
    o.episode_end as "end", o.episode_end is null as "ongoing", o.peak_used as "peakUsed",
    o.peak_overdraft as "peakOverdraftUsed",
    (
      select count(*) from (
        select s.seat_id from history_episode_seats s
        where s.tenant_id = o.tenant_id and s.entitlement_id = o.entitlement_id and s.feature_key = o.feature_key
          and s.episode_start = o.episode_start
        union
        select unnest(m.granted) where o.episode_end is null
      ) seats
    ) as "seats",
    (
      select coalesce(sum(d.attempts), 0) from history_denials d
      where d.tenant_id = o.tenant_id and d.entitlement_id = o.entitlement_id and d.feature_key = o.feature_key
        and d.at >= o.episode_start and (d.at < o.episode_end or o.episode_end is null)
    ) as "denials",
    ${soldSelected}`;

// An episode that goes on is counted up to the meter's instant, and has gone on at its level since.
const fromSql = `
  from history_episodes o
  left join history_meters m
    on m.tenant_id = o.tenant_id and m.entitlement_id = o.entitlement_id and m.feature_key = o.feature_key
  ${joinsOf('o')}`;

const goneOnMs = (now: Date) => sql`
    case when o.episode_end is null
      then greatest(extract(epoch from ${now}::timestamptz - m.at) * 1000, 0) else 0 end`;

export const episodes: ReportSubject = {
  key: 'episodes',
  title: 'Overdraft episodes',
  description:
    'A time during which more than bought was in use, from the first such seat or unit to the last.',
  scopes: scopesOf('listOverdraftEpisodes'),
  order: ['entitlementId', 'featureKey', 'start'],
  columns: [
    instant('start', 'Start'),
    instant('end', 'End'),
    yesOrNo('ongoing', 'Goes on'),
    text('featureKey', 'Feature'),
    integer('peakUsed', 'Peak'),
    integer('peakOverdraftUsed', 'Peak in overdraft'),
    decimal('overdraftSeconds', 'Seconds in overdraft'),
    decimal('overdraftSeatHours', 'Overdraft seat-hours'),
    integer('seats', 'Distinct seats'),
    integer('denials', 'Denials'),
    ...soldColumns,
  ],
  rows: ({ tenantId, now }) => sql`
  select ${sql.raw(selectedSql)},
    (o.overdraft_ms + ${goneOnMs(now)}) / 1000 as "overdraftSeconds",
    (o.overdraft_used_ms + ${goneOnMs(now)} * greatest(coalesce(m.used - m.bought, 0), 0)) / 3600000
      as "overdraftSeatHours"
  ${sql.raw(fromSql)}
  where o.tenant_id = ${tenantId}`,
};
