import type { Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import {
  type Asked,
  type DashboardFilter,
  findPage,
  inScope,
  isLive,
  pageOfFound,
  scopeValues,
} from './dashboard-scope.ts';

/** Overdrafts of many entitlements, from what history has of meters and episodes. */

/**
 * Times in overdraft that may not be over: how each stands at present. One that began with the last fact has no episode
 * yet; one that ended with it is still noted.
 */
const currentSql = `
  select m.entitlement_id, coalesce(m.episode_start, m.at) as since,
    case when m.in_overdraft then $6::timestamptz else m.at end as until,
    greatest(h.peak_overdraft, case when m.in_overdraft and m.at < $6 then m.used - m.bought else 0 end) as peak,
    m.in_overdraft, m.used - m.bought as overdraft_used
  from history_meters m
  left join history_episodes h
    on h.tenant_id = $1 and h.entitlement_id = m.entitlement_id and h.feature_key = ''
    and h.episode_start = m.episode_start
  where m.tenant_id = $1 and m.feature_key = '' and (m.in_overdraft or m.episode_start is not null)`;

// The highest time in overdraft of an entitlement is one that none surpassed within the range, and so is its last.
/** $7 and $8: the range; $9 and $10: the page. */
export const rankedSql = (filter: DashboardFilter) => `
  with found as (
    select entitlement_id, max(peak) as peak, max(until) as until
    from (
      select entitlement_id, peak_overdraft as peak, episode_end as until
      from history_episodes
      where tenant_id = $1 and feature_key = '' and surpassed_at >= $8 and episode_end > $7 and episode_start < $8
        and ${inScope(filter, 'history_episodes.entitlement_id')}
      union all
      select entitlement_id, peak, until
      from (${currentSql}) c
      where until > $7 and since < $8 and since < until and ${inScope(filter, 'c.entitlement_id')}
    ) standing
    group by entitlement_id
  )
  ${pageOfFound('peak desc, until desc, entitlement_id', '$9', '$10')}`;

interface RankedRow {
  readonly entitlement_id: string;
  readonly peak: bigint;
}

/** Entitlements that were in overdraft in a range, the highest peak first, of equal ones the one that was in it last. */
export const rankOverdrafts = (db: Queryable, asked: Asked, range: Span, page: PageAsked) =>
  findPage<RankedRow>(db, rankedSql(asked.filter), [
    ...scopeValues(asked),
    ...[new Date(range.start), new Date(range.end), page.pageSize, page.offset],
  ]);

/** $7 and $8: the page. */
export const inOverdraftSql = (filter: DashboardFilter) => `
  with found as (
    select c.entitlement_id, c.since, c.peak, c.overdraft_used
    from (${currentSql}) c
    join entitlement_states s on s.tenant_id = $1 and s.entitlement_id = c.entitlement_id
    where c.in_overdraft and ${inScope(filter, 'c.entitlement_id')} and ${isLive}
  )
  ${pageOfFound('overdraft_used desc, since, entitlement_id', '$7', '$8')}`;

interface InOverdraftRow {
  readonly entitlement_id: string;
  readonly since: Date;
  readonly peak: bigint;
  readonly overdraft_used: bigint;
}

/** Entitlements in overdraft at present, the highest first. */
export const entitlementsInOverdraft = (db: Queryable, asked: Asked, { pageSize, offset }: PageAsked) =>
  findPage<InOverdraftRow>(db, inOverdraftSql(asked.filter), [...scopeValues(asked), pageSize, offset]);

const seatsNowSql = (filter: DashboardFilter) => `
  select count(*)::int as entitlements, count(*) filter (where m.in_overdraft)::int as "inOverdraft",
    count(*) filter (where m.used >= m.hard_cap)::int as "atHardCap", coalesce(sum(m.used), 0)::bigint as used,
    coalesce(sum(m.bought), 0)::bigint as bought,
    coalesce(sum(m.used - m.bought) filter (where m.in_overdraft), 0)::bigint as "overdraftUsed"
  from entitlement_states s
  left join history_meters m on m.tenant_id = $1 and m.entitlement_id = s.entitlement_id and m.feature_key = ''
  where s.tenant_id = $1 and ${inScope(filter, 's.entitlement_id')} and ${isLive}`;

export interface SeatsNow {
  readonly entitlements: number;
  readonly inOverdraft: number;
  readonly atHardCap: number;
  readonly used: bigint;
  readonly bought: bigint;
  readonly overdraftUsed: bigint;
}

/** Sums over the entitlements that are active, or in their grace period. */
export const seatsNow = async (db: Queryable, asked: Asked): Promise<SeatsNow | undefined> =>
  (await db.query<SeatsNow>(seatsNowSql(asked.filter), scopeValues(asked)))[0];
