import { ActivateEntitlementApiRequest, type ActivationStateWithLimitsModel, Id } from '@leeway/contract';
import { Type } from 'typebox';
import type { RoomContext } from '../../platform/room.ts';
import { signToken } from '../../platform/signed-token.ts';
import { accountKeyOf } from '../identity/index.ts';
import type { ActivateWith } from './activate-with.ts';
import type { Admission } from './admit.ts';
import { problemOf } from './outcome.ts';
import { requestTokenReader } from './request-token.ts';
import { decided, entitlementOf, grantedState, withCredentials } from './routes.ts';

/** Seats of clients without a network: through the same admission as any, answered with a token to carry back. */

export interface OfflineSeat {
  readonly state: ActivationStateWithLimitsModel;
  /** A JWS of the account's key: a JWT whose member `activation` is `state`, and which expires with the lease. */
  readonly token: string;
}

export interface OfflineSeats {
  /** Throws ApiProblem with the reasons of a denial. */
  activate(tenantId: string, body: ActivateEntitlementApiRequest, ipAddress: string): Promise<OfflineSeat>;
  /** Throws ApiProblem: 404, 409 for a seat that is not offline, or the denial. */
  refresh(tenantId: string, activationId: string, ipAddress: string): Promise<OfflineSeat>;
  /** Throws ApiProblem: 404, 409 for a seat that is not offline. */
  release(tenantId: string, activationId: string, ipAddress: string): Promise<void>;
}

/** The request token of an activation: the body an online client sends. */
export const readActivationToken = requestTokenReader(ActivateEntitlementApiRequest, withCredentials);

/** The request token of a release: which activation its client gave up. */
export const readReleaseToken = requestTokenReader(Type.Object({ activationId: Id('act') }));

const tokenType = 'leeway-offline-activation+jwt';

export const createOfflineSeats = (
  { database, clock, publicUrl }: RoomContext,
  admission: Admission,
  activateWith: ActivateWith,
): OfflineSeats => {
  const answer = async (tenantId: string, state: ActivationStateWithLimitsModel): Promise<OfflineSeat> => {
    const seconds = (instant: string) => Math.floor(Date.parse(instant) / 1000);
    const token = await signToken(await accountKeyOf({ database, clock }, tenantId), tokenType, {
      iss: publicUrl,
      sub: state.id,
      tenantId,
      iat: seconds(state.lastLease),
      exp: seconds(state.leaseExpiry),
      activation: state,
    });
    return { state, token };
  };

  return {
    activate: async (tenantId, body, ipAddress) => {
      const decision = await activateWith(tenantId, body, { mode: 'offline', ipAddress });
      return answer(tenantId, grantedState(decision, ''));
    },
    refresh: async (tenantId, activationId, ipAddress) => {
      const entitlementId = await entitlementOf(admission, tenantId, activationId);
      const ask = { kind: 'refresh', mode: 'offline', entitlementId, activationId, ipAddress } as const;
      return answer(tenantId, grantedState(await decided(admission, tenantId, ask), activationId));
    },
    release: async (tenantId, activationId, ipAddress) => {
      const entitlementId = await entitlementOf(admission, tenantId, activationId);
      const how = { kind: 'release', method: 'deactivate', mode: 'offline' } as const;
      const ask = { ...how, entitlementId, activationId, ipAddress };
      const decision = await decided(admission, tenantId, ask);
      if (decision.outcome !== 'released') throw problemOf(decision, activationId);
    },
  };
};
