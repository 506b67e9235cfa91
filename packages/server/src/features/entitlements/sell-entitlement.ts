import type { SellEntitlementApiRequest } from '@leeway/contract';
import { saleDatesFault } from '@leeway/rules';
import type { Author } from '../../platform/author.ts';
import { invalid } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import type { RoomContext } from '../../platform/room.ts';
import { insertOrder, timeZoneOf } from './create-group.ts';
import { instantOfEdit } from './edit-store.ts';
import { editedDates } from './edit-terms.ts';
import { type EditMade, editJustMade, type Found } from './edit-under-lock.ts';
import { refuseFarStart, startedAt } from './start-entitlement.ts';
import { hasLimits, writeLimits } from './write-limits.ts';

interface Sale {
  readonly author: Author;
  readonly tenantId: string;
  readonly body: SellEntitlementApiRequest;
}

/** Whether anything is agreed beside the offering. */
export const isAgreed = (body: SellEntitlementApiRequest): boolean =>
  hasLimits(body) || Boolean(body.startDate) || Boolean(body.expiryDate);

const faults = {
  startIsNotSet: () => invalid('startDate', 'fits an offering that starts at a set date alone'),
  endNeedsStart: () =>
    invalid('expiryDate', 'needs a start: this one begins, and its term with it, after the sale'),
};

const startOf = (found: Found, startDate: string): EditMade => {
  const start = instantFrom(startDate);
  refuseFarStart(start);
  return startedAt(found, start);
};

const agree =
  ({ startDate, expiryDate, ...limits }: SellEntitlementApiRequest) =>
  async (found: Found): Promise<EditMade> => {
    const { row, snapshot } = found;
    const agreed = { startDate: Boolean(startDate), expiryDate: Boolean(expiryDate) };
    const fault = saleDatesFault(row.license_start_type, snapshot.activationDate, agreed);
    if (fault) throw faults[fault]();
    const { life = {}, tells }: EditMade = startDate ? startOf(found, startDate) : { tells: [] };
    const startsAt = life.activationDate ?? snapshot.activationDate;
    const begun = { ...row, activation_date: startsAt === null ? null : new Date(startsAt) };
    const end = expiryDate ? { expiryDate: editedDates(begun, { expiryDate }).expiryDate } : {};
    await writeLimits(found, limits);
    const isEdited = hasLimits(limits) || Boolean(expiryDate);
    return {
      life: { ...life, ...end },
      tells: isEdited ? [...new Set([...tells, 'entitlement.updated' as const])] : tells,
    };
  };

interface Sold {
  readonly entitlementGroupId: string;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * Sells one entitlement with what was agreed beside its offering (rules 6, 7 and 24), all of it or nothing. 422 naming
 * the field that is at fault.
 */
export const sellEntitlement = async (
  { database, clock }: Pick<RoomContext, 'database' | 'clock'>,
  { author, tenantId, body }: Sale,
): Promise<Sold> => {
  const timeZone = await timeZoneOf(database, tenantId);
  const order = {
    skus: [body.sku],
    skuField: () => 'sku',
    customerId: body.customerId ?? null,
    activationCode: body.activationCode ?? null,
    orderRefId: body.orderRefId ?? null,
  };
  return database.transaction(author, async (tx) => {
    // By one clock: what was agreed follows the sale.
    const at = await instantOfEdit(tx, clock.offsetMs);
    const { id, entitlementIds } = await insertOrder(tx, tenantId, order, { timeZone, at });
    for (const entitlementId of isAgreed(body) ? entitlementIds : [])
      await editJustMade(tx, { tenantId, entitlementId }, clock.offsetMs, agree(body));
    return { entitlementGroupId: id, at };
  });
};
