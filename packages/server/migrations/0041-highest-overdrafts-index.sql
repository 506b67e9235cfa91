-- Apart from the rows' change in 0038: built in the same transaction it would hold their former versions too.
drop index history_episodes_by_end;
create index history_episodes_surpassed
  on history_episodes (tenant_id, surpassed_at, entitlement_id, episode_end)
  include (peak_overdraft, episode_start)
  where feature_key = '' and episode_end is not null;
