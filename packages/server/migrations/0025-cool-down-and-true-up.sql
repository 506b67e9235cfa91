-- Times in overdraft with a shorter gap are shown as one (rule 30). Null: the default.
alter table insight_settings add column cool_down_minutes int;

-- Whether an entitlement was billed to another customer in the same time.
create index statement_sources_by_entitlement on statement_sources (tenant_id, entitlement_id);

-- Only units beyond the highest peak of the earlier periods that begin here or later are counted. Null: all are.
alter table rates add column true_up_from timestamptz(3);
alter table rates add check (true_up_from is null or kind = 'peakOverdraftUnit');
-- The same of the rate as it was, and that highest peak; null: there is no earlier period.
alter table statement_lines add column true_up_from timestamptz(3);
alter table statement_lines add column earlier_peak bigint;
