import type { SellEntitlementApiRequest } from '@leeway/contract';
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

/** Rule 24: the start policy `custom` starts at a set date. */
const startOf = (found: Found, startDate: string | null | undefined): EditMade => {
  if (!startDate) return { tells: [] };
  if (found.row.license_start_type !== 'custom')
    throw invalid('startDate', 'fits an offering that starts at a set date alone');
  const start = instantFrom(startDate);
  refuseFarStart(start);
  return startedAt(found, start);
};

/** Epoch ms. */
const agreedEnd = ({ row }: Found, startsAt: number | null, expiryDate: string): number | null => {
  if (startsAt === null)
    throw invalid('expiryDate', 'needs a start: this one begins, and its term with it, after the sale');
  return editedDates({ ...row, activation_date: new Date(startsAt) }, { expiryDate }).expiryDate;
};

const agree =
  (body: SellEntitlementApiRequest) =>
  async (found: Found): Promise<EditMade> => {
    const { life = {}, tells } = startOf(found, body.startDate);
    const { activationDate: startsAt = found.snapshot.activationDate } = life;
    const end = body.expiryDate ? { expiryDate: agreedEnd(found, startsAt, body.expiryDate) } : {};
    await writeLimits(found, body);
    const isEdited = hasLimits(body) || Boolean(body.expiryDate);
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
