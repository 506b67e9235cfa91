import type { EntitlementSnapshot, EntitlementTerms } from '@leeway/rules';
import type { EntitlementInUseRow } from './entitlement-store.ts';
import type { FeatureInUse } from './feature-view.ts';

const ms = (date: Date | null) => (date === null ? null : date.getTime());

/** The entitlement as the rules take it, at what is recorded of it. Of its seats there is only the number. */
export const snapshotFrom = (
  row: EntitlementInUseRow,
  terms: EntitlementTerms,
  features: readonly FeatureInUse[],
): EntitlementSnapshot => ({
  terms,
  activationDate: ms(row.activation_date),
  expiryDate: ms(row.expiry_date),
  maintenanceExpiryDate: ms(row.maintenance_expiry_date),
  disabledDate: ms(row.disabled_date),
  customerDisabled: row.customer_disabled,
  exported: row.exported,
  usageResets: row.usage_resets.map((reset) => reset.getTime()),
  toldExpiry: ms(row.told_expiry),
  toldMaintenanceExpiry: ms(row.told_maintenance_expiry),
  seatsUsed: row.seats_used,
  sequence: row.sequence,
  dueAt: ms(row.due_at),
  seatOf: () => undefined,
  activation: () => undefined,
  overdue: [],
  nextLeaseEnd: null,
  usage: new Map(
    features
      .filter(({ recorded }) => recorded.periodStart !== null || recorded.used > 0n)
      .map(({ feature_id, recorded }) => [feature_id, recorded]),
  ),
});
