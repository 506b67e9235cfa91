import { operations } from '@leeway/contract';
import type { Seat } from '@leeway/rules';
import type { Database } from '../../platform/database.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { type Admission, seatsOf, takeSeatAway } from '../admission/index.ts';
import { findContactByClaim } from '../customers/index.ts';
import { mustSeeEntitlement, type PortalCaller, type PortalRoute } from './portal-caller.ts';

/** Seats given back in the portal, through the same decision as any release (rules 13 and 43). */

export interface SeatReleaseParts {
  readonly database: Database;
  readonly admission: Admission;
}

/** Whether the caller took the seat with the own account. A seat that was taken with a code is nobody's. */
const isOwnSeat = async (
  database: Database,
  { tenantId, contactId, email }: PortalCaller,
  { username, activationMethod }: Seat,
): Promise<boolean> => {
  if (username === null || contactId === null) return false;
  if (activationMethod !== 'openIdToken') return username.toLowerCase() === email?.toLowerCase();
  return (await findContactByClaim(database, tenantId, username))?.contactId === contactId;
};

export const registerSeatReleases = (route: PortalRoute, { database, admission }: SeatReleaseParts): void => {
  route(operations.releaseOwnSeat, async ({ caller, params: { activationId }, request }) => {
    const { tenantId, author, portalRole } = caller;
    const entitlementId = await admission.resolver.entitlementOf(tenantId, activationId);
    const seat = (await seatsOf(database, tenantId, [activationId])).get(activationId);
    if (entitlementId === null || !seat) throw notFound('activation', activationId);
    await mustSeeEntitlement(database, caller, entitlementId).catch((error: unknown) => {
      // Whose entitlement it is nobody learns by a seat of it.
      throw error instanceof ApiProblem ? notFound('activation', activationId) : error;
    });
    if (portalRole !== 'admin' && !(await isOwnSeat(database, caller, seat))) {
      throw new ApiProblem('portalForbids', 'The seat is not yours.');
    }
    await takeSeatAway(admission, tenantId, { activationId, by: author.name, ipAddress: request.ip });
    return undefined;
  });
};
