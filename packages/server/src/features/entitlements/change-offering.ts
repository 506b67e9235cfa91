import type { ChangeEntitlementOfferingApiRequest } from '@leeway/contract';
import { changedTerm, overdraftFault, seatsMax } from '@leeway/rules';
import { ApiProblem, invalid, unknownReference } from '../../platform/http/problem.ts';
import { type Offering, offeringsById } from '../catalog/index.ts';
import { wakeAt } from './edit-store.ts';
import { type EditParts, type EditTarget, editUnderLock, type Found, termsIn } from './edit-under-lock.ts';
import type { EntitlementRow } from './entitlement-store.ts';
import { type SoldTerms, soldTerms, writeSoldTerms } from './sold-terms.ts';
import { overdraftOf } from './terms.ts';

export interface OfferingChange extends EditTarget {
  readonly body: ChangeEntitlementOfferingApiRequest;
  /** Rule 10: also below present use. */
  readonly forced: boolean;
}

const findOffering = async ({ tx, tenantId, row }: Found, offeringId: string): Promise<Offering> => {
  const offering = (await offeringsById(tx, tenantId, [offeringId])).get(offeringId);
  if (!offering) throw unknownReference('offeringId', 'offering', offeringId);
  if (offering.edition.productId !== row.product_id) {
    throw invalid('offeringId', 'is an offering of another product');
  }
  return offering;
};

/** Rule 7: what was edited stays, the rest is the new offering's. */
const keepEdits = (row: EntitlementRow, sold: SoldTerms): SoldTerms => {
  const seats = row.seat_count_edited ? { seat_count: row.seat_count } : {};
  const overdraft = row.overdraft_edited
    ? { overdraft_type: row.overdraft_type, overdraft_value: row.overdraft_value }
    : {};
  const grace = row.grace_period_edited
    ? { grace_period_type: row.grace_period_type, grace_period_count: row.grace_period_count }
    : {};
  const schedule = row.usage_reset_schedule_edited ? { usage_reset_schedule: row.usage_reset_schedule } : {};
  return { ...sold, ...seats, ...overdraft, ...grace, ...schedule };
};

/**
 * Rule 25: moves an entitlement to another offering of its product. Usage is reset, the term begins anew. 422 for an
 * offering that is unknown, of another product, or whose limits do not go with those edited; 409 `seatCountBelowUsage`.
 */
export const changeOffering = (parts: EditParts, change: OfferingChange): Promise<void> =>
  editUnderLock(parts, change, async (found) => {
    const { tx, tenantId, row, snapshot, at } = found;
    const offering = await findOffering(found, change.body.offeringId);
    const sold = keepEdits(row, soldTerms(offering));
    const fault = overdraftFault(overdraftOf(sold), BigInt(sold.seat_count), seatsMax);
    if (fault) throw invalid('offeringId', `with what is edited: ${fault}`);
    await switchConcurrency(found, sold);
    await writeSoldTerms(tx, tenantId, row.entitlement_id, sold);
    const terms = await termsIn(tx, tenantId, row.entitlement_id);
    const term = changedTerm(snapshot, terms, at);
    return {
      life: { ...term, usageResets: [at] },
      closes: 'all',
      forced: change.forced,
      tells: [
        'entitlement.updated',
        ...(snapshot.activationDate === null && term.activationDate !== null
          ? (['entitlement.activated'] as const)
          : []),
      ],
    };
  });

/**
 * Rule 14 under another mode. To concurrent: seats whose lease has ended stop counting from now on, because until now they
 * were bound. To node-lock: seats that hold are bound from now on, so an end that is not recorded must not be among them.
 */
const switchConcurrency = async ({ tx, tenantId, row, unsettled, at }: Found, sold: SoldTerms) => {
  if (sold.concurrency_mode === row.concurrency_mode) return;
  if (sold.concurrency_mode === 'concurrent') await wakeAt(tx, tenantId, row.entitlement_id, at);
  else if (unsettled) {
    throw new ApiProblem('conflict', 'Leases are ending at this very moment: repeat the call.');
  }
};
