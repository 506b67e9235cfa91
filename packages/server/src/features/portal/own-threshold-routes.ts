import { operations } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import type { RoomContext } from '../../platform/room.ts';
import {
  createOwnThreshold,
  deleteOwnThreshold,
  type OwnThresholdParts,
  pageOfOwnThresholds,
  updateOwnThreshold,
} from '../events/index.ts';
import { mustSeeEntitlement, type PortalCaller, type PortalRoute } from './portal-caller.ts';

/** Levels of use at which a customer's own people get a mail, set by its admins. */

export const registerOwnThresholds = (
  route: PortalRoute,
  { database, clock }: Pick<RoomContext, 'database' | 'clock'>,
): void => {
  const partsOf = ({ tenantId, customerId, author }: PortalCaller): OwnThresholdParts => ({
    ...{ database, clock, tenantId, customerId, author },
  });

  route(operations.listOwnThresholds, async ({ caller, query }) => {
    const page = pageAsked(query);
    const { items, total } = await pageOfOwnThresholds(partsOf(caller), page);
    return pageReply(page, items, total);
  });

  route(operations.createOwnThreshold, async ({ caller, body }) => {
    await mustSeeEntitlement(database, caller, body.entitlementId);
    return createOwnThreshold(partsOf(caller), body);
  });

  route(operations.updateOwnThreshold, async ({ caller, params: { thresholdId }, body }) => {
    await mustSeeEntitlement(database, caller, body.entitlementId);
    return updateOwnThreshold(partsOf(caller), thresholdId, body);
  });

  route(operations.deleteOwnThreshold, async ({ caller, params: { thresholdId } }) => {
    await deleteOwnThreshold(partsOf(caller), thresholdId);
    return undefined;
  });
};
