import type { ResetEntitlementOverridesApiRequest } from '@leeway/contract';
import { overdraftFault, seatsMax } from '@leeway/rules';
import { invalid, unknownReference } from '../../platform/http/problem.ts';
import { type Offering, offeringsById } from '../catalog/index.ts';
import { resetAttributes } from './edit-attributes.ts';
import { deleteFeatureEdits, writeTerms } from './edit-store.ts';
import type { EditableTerms } from './edit-terms.ts';
import { type EditParts, type EditTarget, editUnderLock, type Found } from './edit-under-lock.ts';
import type { EntitlementRow } from './entitlement-store.ts';
import { soldTerms } from './sold-terms.ts';
import { overdraftOf } from './terms.ts';

type Reset = ResetEntitlementOverridesApiRequest;

export interface OverridesReset extends EditTarget {
  readonly body: Reset;
  /** Rule 10: also below present use. */
  readonly forced: boolean;
}

const noPeriod = { type: null, count: null };

/** The edits that are there and are asked to go. */
const editsToReset = (row: EntitlementRow, reset: Reset) => ({
  lease: reset.resetLeasePeriod === true && row.lease_period_type !== null,
  offlineLease: reset.resetOfflineLeasePeriod === true && row.offline_lease_period_type !== null,
  grace: reset.resetGracePeriod === true && row.grace_period_edited,
  seats: reset.resetSeatCount === true && row.seat_count_edited,
  overdraft: reset.resetOverdraftSeatLimit === true && row.overdraft_edited,
  schedule: reset.resetUsageResetSchedule === true && row.usage_reset_schedule_edited,
});

/** Rule 7: lease periods follow the product again, the rest is the offering's as it is now. */
const resetTerms = (
  row: EntitlementRow,
  gone: ReturnType<typeof editsToReset>,
  offering: Offering,
): EditableTerms => {
  const sold = soldTerms(offering);
  const lease = gone.lease ? noPeriod : { type: row.lease_period_type, count: row.lease_period_count };
  const offlineLease = gone.offlineLease
    ? noPeriod
    : { type: row.offline_lease_period_type, count: row.offline_lease_period_count };
  const seats = gone.seats ? sold : row;
  const overdraft = gone.overdraft ? sold : row;
  const grace = gone.grace ? sold : row;
  const schedule = gone.schedule ? sold : row;
  return {
    seat_count: seats.seat_count,
    seat_count_edited: row.seat_count_edited && !gone.seats,
    overdraft_type: overdraft.overdraft_type,
    overdraft_value: overdraft.overdraft_value,
    overdraft_edited: row.overdraft_edited && !gone.overdraft,
    lease_period_type: lease.type,
    lease_period_count: lease.count,
    offline_lease_period_type: offlineLease.type,
    offline_lease_period_count: offlineLease.count,
    grace_period_type: grace.grace_period_type,
    grace_period_count: grace.grace_period_count,
    grace_period_edited: row.grace_period_edited && !gone.grace,
    usage_reset_schedule: schedule.usage_reset_schedule,
    usage_reset_schedule_edited: row.usage_reset_schedule_edited && !gone.schedule,
    has_maintenance: row.has_maintenance,
  };
};

/** The features whose edits are to go; 422 naming the first that the entitlement does not have. */
const featuresToReset = ({ features }: Found, asked: readonly string[]): string[] => {
  const known = new Map(features.map((feature) => [feature.feature_id, feature]));
  return asked.filter((id, index) => {
    const feature = known.get(id);
    if (!feature) throw unknownReference(`resetFeatures.${index}`, 'feature of the product', id);
    return feature.value_edited || feature.overdraft_edited;
  });
};

/**
 * Rules 7 and 8: takes edits away, field by field. What is not edited, or not named, stays as it is. 422 naming an unknown
 * feature or attribute, or limits that do not go together; 409 `seatCountBelowUsage`.
 */
export const resetOverrides = (parts: EditParts, reset: OverridesReset): Promise<void> =>
  editUnderLock(parts, reset, async (found) => {
    const { tx, tenantId, row } = found;
    const { body, forced } = reset;
    const gone = editsToReset(row, body);
    const featureIds = featuresToReset(found, body.resetFeatures ?? []);
    const attributes = await resetAttributes(tx, tenantId, row.entitlement_id, body.resetAttributes ?? []);
    const anyTerm = Object.values(gone).some(Boolean);
    if (!anyTerm && featureIds.length === 0 && attributes === 0) return null;
    if (anyTerm) await writeResetTerms(found, gone);
    await deleteFeatureEdits(tx, tenantId, row.entitlement_id, featureIds);
    return { forced, tells: ['entitlement.updated'] };
  });

const writeResetTerms = async ({ tx, tenantId, row }: Found, gone: ReturnType<typeof editsToReset>) => {
  const offering = (await offeringsById(tx, tenantId, [row.offering_id])).get(row.offering_id);
  if (!offering) throw new Error(`offering ${row.offering_id} vanished`);
  const terms = resetTerms(row, gone, offering);
  const fault = overdraftFault(overdraftOf(terms), BigInt(terms.seat_count), seatsMax);
  if (fault) throw invalid(gone.seats ? 'resetSeatCount' : 'resetOverdraftSeatLimit', fault);
  await writeTerms(tx, tenantId, row.entitlement_id, terms);
};
