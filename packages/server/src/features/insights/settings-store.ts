import { coolDownMsDefault, type InsightSettings, insightSettingsDefault } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** The table insight_settings. Null: the default. */

const findSql = `
  select history_days_min as "historyDaysMin", expand_overdraft_percent as "expandOverdraftPercent",
    expand_denials as "expandDenials", shrink_utilization_percent as "shrinkUtilizationPercent",
    churn_utilization_percent as "churnUtilizationPercent", churn_decline_percent as "churnDeclinePercent",
    horizon_months as "horizonMonths", cool_down_minutes as "coolDownMinutes"
  from insight_settings
  where tenant_id = $1`;

interface Settings extends InsightSettings {
  /** Rule 30: for show only; what is counted and billed goes by the real times. */
  readonly coolDownMinutes: number;
}

const defaults: Settings = { ...insightSettingsDefault, coolDownMinutes: coolDownMsDefault / 60_000 };

/** What a tenant has set; null or left out: the default. */
export type InsightSettingsSet = { readonly [K in keyof Settings]?: number | null | undefined };

const settingsOf = (set: InsightSettingsSet): Settings => {
  const known = Object.entries(set).filter(([, value]) => value !== null && value !== undefined);
  return { ...defaults, ...Object.fromEntries(known) };
};

export const insightSettings = async (db: Queryable, tenantId: string): Promise<Settings> =>
  settingsOf((await db.query<InsightSettingsSet>(findSql, [tenantId]))[0] ?? {});

const upsertSql = `
  insert into insight_settings (
    tenant_id, history_days_min, expand_overdraft_percent, expand_denials, shrink_utilization_percent,
    churn_utilization_percent, churn_decline_percent, horizon_months, cool_down_minutes
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (tenant_id) do update
  set history_days_min = excluded.history_days_min,
    expand_overdraft_percent = excluded.expand_overdraft_percent, expand_denials = excluded.expand_denials,
    shrink_utilization_percent = excluded.shrink_utilization_percent,
    churn_utilization_percent = excluded.churn_utilization_percent,
    churn_decline_percent = excluded.churn_decline_percent, horizon_months = excluded.horizon_months,
    cool_down_minutes = excluded.cool_down_minutes`;

export const storeInsightSettings = async (
  tx: Queryable,
  tenantId: string,
  set: InsightSettingsSet,
): Promise<void> => {
  await tx.query(upsertSql, [
    ...[tenantId, set.historyDaysMin ?? null, set.expandOverdraftPercent ?? null, set.expandDenials ?? null],
    ...[set.shrinkUtilizationPercent ?? null, set.churnUtilizationPercent ?? null],
    ...[set.churnDeclinePercent ?? null, set.horizonMonths ?? null, set.coolDownMinutes ?? null],
  ]);
};

/** Why the thresholds do not fit each other, with the field; null: they do. */
export const settingsFault = (set: InsightSettingsSet): readonly [string, string] | null => {
  const { shrinkUtilizationPercent, churnUtilizationPercent } = settingsOf(set);
  return churnUtilizationPercent > shrinkUtilizationPercent
    ? ['churnUtilizationPercent', `must be at most shrinkUtilizationPercent (${shrinkUtilizationPercent})`]
    : null;
};
