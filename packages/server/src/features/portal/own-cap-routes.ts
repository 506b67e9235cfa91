import { operations } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import { readOwnCap, type Settle, setOwnCap } from '../entitlements/index.ts';
import { mustSeeEntitlement, type PortalRoute } from './portal-caller.ts';

/** The customer's own cap in the portal (rule 43). */

export interface OwnCapParts extends Pick<RoomContext, 'database' | 'clock'> {
  readonly settle: Settle;
}

export const registerOwnCaps = (route: PortalRoute, parts: OwnCapParts): void => {
  const { database, clock } = parts;

  route(operations.getOwnCap, async ({ caller, params: { entitlementId } }) => {
    await mustSeeEntitlement(database, caller, entitlementId);
    return readOwnCap(database, caller.tenantId, entitlementId, clock.now());
  });

  route(operations.setOwnCap, async ({ caller, params: { entitlementId }, body: { ownCap } }) => {
    const { tenantId, author } = caller;
    await mustSeeEntitlement(database, caller, entitlementId);
    await setOwnCap(parts, { tenantId, author, entitlementId, ownCap });
    return readOwnCap(database, tenantId, entitlementId, clock.now());
  });
};
