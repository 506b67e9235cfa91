import type { PortalCapacityModel, UsageHistoryModel } from '@leeway/contract';
import {
  addMonths,
  bucketAt,
  capacityPlan,
  instantOf,
  limitInForce,
  type MonthlyPeak,
  wallClock,
} from '@leeway/rules';
import { instantText, instantTextOrNull } from '../../platform/instant.ts';
import type { PortalCaller } from './portal-caller.ts';
import { portalEntitlement, type ReadParts } from './portal-entitlements.ts';

/** Capacity planning: "at this growth you reach the cap in March", from the same figures as the chart's. */

const monthsMax = 12;

/** Months that are known from end to end, up to the first gap before the last one. */
const wholeMonths = ({ buckets }: UsageHistoryModel): MonthlyPeak[] => {
  const months: MonthlyPeak[] = [];
  for (const { start, end, heldMs, max } of buckets.toReversed()) {
    const length = Date.parse(end) - Date.parse(start);
    if (max === null || heldMs !== BigInt(length)) break;
    months.unshift({ start: Date.parse(start), peak: max });
  }
  return months;
};

/** 404 unless the caller sees the entitlement. */
export const portalCapacity = async (
  parts: ReadParts,
  caller: PortalCaller,
  entitlementId: string,
): Promise<PortalCapacityModel> => {
  const { tenantId, timeZone } = caller;
  const { limits, ownCap } = await portalEntitlement(parts, caller, entitlementId);
  const thisMonth = bucketAt('month', parts.clock.now(), timeZone).start;
  const first = instantOf(addMonths(wallClock(thisMonth, timeZone), -monthsMax), timeZone);
  const history = await parts.history.usageHistory(tenantId, entitlementId, {
    from: instantText(first),
    to: instantText(thisMonth),
    bucket: 'month',
  });
  const months = wholeMonths(history);
  const { bought } = limits;
  const limit = limitInForce(limits, ownCap);
  const plan = capacityPlan(months, { bought, limit }, timeZone);
  return {
    ...{ entitlementId, timeZone, method: 'leastSquaresOfMonthlyPeaks' },
    months: months.map(({ start, peak }) => ({ start: instantText(start), peak })),
    ...{ growthPerMonth: plan.growthPerMonth, bought, limit },
    reachesBoughtIn: instantTextOrNull(plan.reachesBoughtIn),
    reachesLimitIn: instantTextOrNull(plan.reachesLimitIn),
    reason: plan.reason,
  };
};
