import { operations, type PortalSeatModel } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { instantText } from '../../platform/instant.ts';
import { type RankedSeat, seatsByAge } from '../admission/index.ts';
import { readEntitlement } from '../entitlements/index.ts';
import { portalCapacity } from './capacity.ts';
import { mustSeeEntitlement, type PortalRoute } from './portal-caller.ts';
import { portalEntitlement, portalOverview, type ReadParts } from './portal-entitlements.ts';

/** What the portal shows of entitlements. Figures over time come from where the console has them (rule 43). */

const seatModel = ({ seat, rank }: RankedSeat, bought: number): PortalSeatModel => ({
  activationId: seat.activationId,
  seatId: seat.seatId,
  seatName: seat.seatName,
  username: seat.username,
  activated: instantText(seat.activatedAt),
  lastLease: instantText(seat.lastLeaseAt),
  leaseExpiry: instantText(seat.leaseEnd),
  mode: seat.mode,
  isOverdraftSeat: rank > bought,
});

const registerOverTime = (route: PortalRoute, { database, history }: ReadParts): void => {
  route(operations.getPortalUsageHistory, async ({ caller, params: { entitlementId }, query }) => {
    await mustSeeEntitlement(database, caller, entitlementId);
    return history.usageHistory(caller.tenantId, entitlementId, query);
  });

  route(operations.listPortalOverdraftEpisodes, async ({ caller, params: { entitlementId }, query }) => {
    await mustSeeEntitlement(database, caller, entitlementId);
    return history.overdraftEpisodes(caller.tenantId, entitlementId, query);
  });

  route(operations.getPortalDenials, async ({ caller, params: { entitlementId }, query }) => {
    await mustSeeEntitlement(database, caller, entitlementId);
    return history.denials(caller.tenantId, entitlementId, query);
  });

  route(operations.getPortalConcurrency, async ({ caller, params: { entitlementId }, query }) => {
    await mustSeeEntitlement(database, caller, entitlementId);
    return history.concurrency(caller.tenantId, entitlementId, query);
  });
};

export const registerPortalReads = (route: PortalRoute, parts: ReadParts): void => {
  const { database, clock, history } = parts;
  registerOverTime(route, parts);

  route(operations.getPortalOverview, ({ caller }) => portalOverview(parts, caller));

  route(operations.getPortalEntitlement, ({ caller, params: { entitlementId } }) =>
    portalEntitlement(parts, caller, entitlementId),
  );

  route(operations.getPortalCapacity, ({ caller, params: { entitlementId } }) =>
    portalCapacity(parts, caller, entitlementId),
  );

  route(operations.listPortalSeats, async ({ caller, params: { entitlementId }, query }) => {
    const { tenantId } = caller;
    await mustSeeEntitlement(database, caller, entitlementId);
    // Leases that have ended are recorded as such first.
    await history.catchUp(tenantId, entitlementId);
    const page = pageAsked(query);
    const { seatCount } = await readEntitlement(database, tenantId, entitlementId, new Set(), clock.now());
    const { items, total } = await seatsByAge(database, tenantId, entitlementId, page);
    return pageReply(
      page,
      items.map((item) => seatModel(item, seatCount)),
      total,
    );
  });
};
