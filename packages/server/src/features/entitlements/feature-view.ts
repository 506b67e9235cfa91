import type { EntitlementFeatureModel } from '@leeway/contract';
import { type FeatureUsage, limitsOf, type UsagePeriod, usagePeriodAt, usedInPeriod } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { EntitlementInUseRow } from './entitlement-store.ts';
import { limitsOfFeature, overdraftOf, type ResolvedFeatureRow, selectResolvedFeatures } from './terms.ts';

/** The features of one entitlement with their values (rule 8) and their use, exact at an instant. */

const selectUse = `
  select u.feature_id, units_in_use(u, $3::timestamptz) as used, u.used as recorded, u.period_start
  from feature_usage u
  where u.tenant_id = $1 and u.entitlement_id = $2`;

interface UseRow {
  feature_id: string;
  used: bigint;
  recorded: bigint;
  period_start: Date | null;
}

export interface FeatureInUse extends ResolvedFeatureRow {
  /** Exact at the instant asked for. */
  readonly used: bigint;
  /** As last written: what events were told by. */
  readonly recorded: FeatureUsage;
}

const periodOf = (row: EntitlementInUseRow, at: number): UsagePeriod =>
  usagePeriodAt(
    row.usage_reset_schedule,
    row.activation_date?.getTime() ?? null,
    row.time_zone,
    at,
    row.usage_resets.map((reset) => reset.getTime()),
  );

export const featuresInUse = async (
  db: Queryable,
  tenantId: string,
  row: EntitlementInUseRow,
  at: number,
): Promise<FeatureInUse[]> => {
  const features = await db.query<ResolvedFeatureRow>(selectResolvedFeatures, [
    tenantId,
    [row.entitlement_id],
  ]);
  const use = await db.query<UseRow>(selectUse, [tenantId, row.entitlement_id, new Date(at)]);
  const useOf = new Map(use.map((one) => [one.feature_id, one]));
  const period = periodOf(row, at);
  return features.map((feature) => {
    const known = useOf.get(feature.feature_id);
    if (!known) return { ...feature, used: 0n, recorded: { used: 0n, periodStart: null } };
    const periodStart = known.period_start?.getTime() ?? null;
    const { used } = known;
    return {
      ...feature,
      used: feature.type === 'usageCount' ? usedInPeriod({ used, periodStart }, period) : used,
      recorded: { used: known.recorded, periodStart },
    };
  });
};

/** A reset by hand begins a period within the schedule's. */
const startedAt = ({ recorded }: FeatureInUse, { start }: UsagePeriod): number | null =>
  start !== null && recorded.periodStart !== null ? Math.max(start, recorded.periodStart) : start;

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** Only counters have usage periods; a pool's units come back by themselves. */
export const featureModels = (
  features: readonly FeatureInUse[],
  row: EntitlementInUseRow,
  at: number,
): EntitlementFeatureModel[] => {
  const period = periodOf(row, at);
  return features.map((feature) => {
    const counts = feature.type === 'usageCount';
    const limits =
      feature.type === 'bool' ? limitsOf(feature.value, overdraftOf(feature)) : limitsOfFeature(feature);
    return {
      id: feature.feature_id,
      type: feature.type,
      key: feature.key,
      description: feature.description,
      value: feature.value,
      used: feature.type === 'bool' ? null : feature.used,
      edited: feature.value_edited || feature.overdraft_edited,
      totalLimitIncludingOverdraft: limits.hardCap,
      overdraftLimit: overdraftOf(feature),
      currentUsagePeriodStart: counts ? iso(startedAt(feature, period)) : null,
      nextUsagePeriodStart: counts ? iso(period.next) : null,
    };
  });
};
