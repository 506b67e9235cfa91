import type { RenewEntitlementApiRequest } from '@leeway/contract';
import { featureEdits } from './edit-features.ts';
import { writeFeatures, writeTerms } from './edit-store.ts';
import { editedTerms } from './edit-terms.ts';
import type { Found } from './edit-under-lock.ts';

/** Limits that were agreed with a sale or a renewal. */
type AgreedLimits = Pick<RenewEntitlementApiRequest, 'seatCount' | 'overdraftSeatLimit' | 'features'>;

/** Whether any is named: what is not stays as the offering has it. */
export const hasLimits = ({ seatCount, overdraftSeatLimit, features }: AgreedLimits): boolean =>
  typeof seatCount === 'number' || Boolean(overdraftSeatLimit) || Boolean(features?.length);

/** Rule 7, for the limits that are named; 422 naming the one that is at fault. */
export const writeLimits = async (
  { tx, tenantId, row, features }: Found,
  { seatCount, overdraftSeatLimit, features: asked }: AgreedLimits,
): Promise<void> => {
  if (typeof seatCount === 'number' || overdraftSeatLimit)
    await writeTerms(tx, tenantId, row.entitlement_id, editedTerms(row, { seatCount, overdraftSeatLimit }));
  await writeFeatures(tx, tenantId, row.entitlement_id, featureEdits(features, asked ?? []));
};
