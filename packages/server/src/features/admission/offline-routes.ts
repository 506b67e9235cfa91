import { operations } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import { type OfflineSeats, readActivationToken, readReleaseToken } from './offline-seats.ts';

/**
 * Offline activations. Request token: base64url of the JSON `{productId, activationCredentials, seatId, seatName?,
 * editionId?}`, or of `{activationId}` to give a seat up. The answer's token is a JWT that the account's key signs
 * (RS256, public half at /account/key).
 */
export const registerOfflineActivations = ({ route }: RoomContext, offlineSeats: OfflineSeats): void => {
  route(operations.createOfflineActivation, async ({ tenantId, body, request }) => {
    const asked = readActivationToken(body.token);
    const { token } = await offlineSeats.activate(tenantId, asked, request.ip);
    return { token };
  });

  route(operations.refreshOfflineActivation, async ({ tenantId, body, request }) => {
    const { token } = await offlineSeats.refresh(tenantId, body.activationId, request.ip);
    return { token };
  });

  route(operations.deleteOfflineActivation, async ({ tenantId, body, request }) => {
    await offlineSeats.release(tenantId, readReleaseToken(body.token).activationId, request.ip);
    return undefined;
  });
};
