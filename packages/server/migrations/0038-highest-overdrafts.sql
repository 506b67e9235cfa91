-- The highest overdrafts of a range are ranked by those that no later one surpassed before its end: one or a few of each
-- entitlement, however many there were.
alter table history_episodes
  -- start of the next that went at least as high; infinity: none has, or it goes on, or it is a feature's
  add column surpassed_at timestamptz(3) not null default 'infinity';

update history_episodes e
set surpassed_at = n.episode_start
from (
  select k.tenant_id, k.entitlement_id, k.episode_start as start, (
    select l.episode_start
    from history_episodes l
    where l.tenant_id = k.tenant_id and l.entitlement_id = k.entitlement_id and l.feature_key = ''
      and l.episode_start > k.episode_start and l.peak_overdraft >= k.peak_overdraft and l.episode_end is not null
    order by l.episode_start
    limit 1
  ) as episode_start
  from history_episodes k
  where k.feature_key = '' and k.episode_end is not null
) n
where e.tenant_id = n.tenant_id and e.entitlement_id = n.entitlement_id and e.feature_key = ''
  and e.episode_start = n.start and n.episode_start is not null;
