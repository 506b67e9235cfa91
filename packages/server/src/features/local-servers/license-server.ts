import {
  ActivateEntitlementApiRequest,
  type ActivationStateWithLimitsModel,
  Nullable,
} from '@leeway/contract';
import { type Static, Type } from 'typebox';
import type { Author } from '../../platform/author.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { type AdmissionRoom, requestTokenReader } from '../admission/index.ts';
import {
  countExportsTo,
  findServer,
  findServerOfActivation,
  lockServer,
  markDeactivated,
  renewServer,
  type ServerRow,
  upsertServer,
} from './store.ts';

/** The licence of a local license server: a seat of the entitlement that licenses it, through the one gate (rule 13). */

const LicenseToken = Type.Object({
  ...ActivateEntitlementApiRequest.properties,
  name: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 100 }))),
});

/** What a server asks for: the seat, as any offline client does, and a name to be shown by. */
export const readLicenseToken = requestTokenReader(LicenseToken);

export interface LicensingParts extends Pick<RoomContext, 'database' | 'clock'> {
  readonly admission: AdmissionRoom;
}

export interface Licensing {
  readonly tenantId: string;
  readonly author: Author;
  readonly ipAddress: string;
}

const date = (text: string) => new Date(text);

const leaseOf = (state: ActivationStateWithLimitsModel) => ({
  lastLeaseAt: date(state.lastLease),
  leaseEnd: date(state.leaseExpiry),
});

export const serverOrNotFound = (row: ServerRow | null, id: string): ServerRow => {
  if (!row) throw notFound('local license server', id);
  return row;
};

/**
 * Takes the seat, then records the server. Were the process to stop between, the server's next attempt gets the same
 * seat (rule 12) and is recorded. Answers the token to carry back. Throws ApiProblem with the reasons of a denial.
 */
export const licenseServer = async (
  { database, clock, admission }: LicensingParts,
  { tenantId, author, ipAddress }: Licensing,
  asked: Static<typeof LicenseToken>,
): Promise<string> => {
  const { state, token } = await admission.offlineSeats.activate(tenantId, asked, ipAddress);
  const now = clock.now();
  const server = {
    id: newId('lls', now),
    name: asked.name ?? state.seatName ?? state.seatId,
    entitlementId: state.entitlementId ?? '',
    seatId: state.seatId,
    activationId: state.id,
    activatedAt: date(state.activated),
    ...leaseOf(state),
  };
  await database.transaction(author, (tx) => upsertServer(tx, tenantId, server, new Date(now)));
  return token;
};

/** Renews the lease; answers a new token. 404, 409 for a server without a licence, or the denial. */
export const refreshServer = async (
  { database, admission }: LicensingParts,
  { tenantId, author, ipAddress }: Licensing,
  id: string,
): Promise<string> => {
  const row = serverOrNotFound(await findServer(database, tenantId, id), id);
  if (row.deactivatedAt) throw new ApiProblem('conflict', `${id} has given its licence back.`);
  const { state, token } = await admission.offlineSeats.refresh(tenantId, row.activationId, ipAddress);
  await database.transaction(author, (tx) => renewServer(tx, tenantId, id, leaseOf(state)));
  return token;
};

/**
 * Gives the licence back; a repetition changes nothing. 409 while entitlements are exported to the server. It is marked
 * first, under the lock that an export takes, so that nothing is exported to a server that is on its way out.
 */
export const deactivateServer = async (
  { database, clock, admission }: LicensingParts,
  { tenantId, author, ipAddress }: Licensing,
  id: string,
): Promise<void> => {
  const row = await database.transaction(author, async (tx) => {
    const locked = serverOrNotFound(await lockServer(tx, tenantId, id), id);
    const exports = await countExportsTo(tx, tenantId, id);
    if (exports > 0) {
      throw new ApiProblem('conflict', `${exports} entitlements are exported to ${id}; import them first.`);
    }
    await markDeactivated(tx, tenantId, id, new Date(clock.now()));
    return locked;
  });
  const { entitlementId, activationId } = row;
  const how = { kind: 'release', method: 'deactivate' } as const;
  await admission.decide(tenantId, { ...how, entitlementId, activationId, ipAddress });
};

/** The same by the activation its server gave up. */
export const deactivateServerOf = async (
  parts: LicensingParts,
  by: Licensing,
  activationId: string,
): Promise<void> => {
  const row = await findServerOfActivation(parts.database, by.tenantId, activationId);
  if (!row) throw notFound('local license server with the activation', activationId);
  await deactivateServer(parts, by, row.id);
};
