import { type Static, Type } from 'typebox';
import { Reply, Request } from '../schema.ts';

/**
 * Activations of clients without a network: somebody carries a token there and back. A request token is the base64url
 * text of a JSON object; a reply token is a JWS that the account's key signs.
 */

export const OfflineActivationApiRequest = Request({ token: Type.String({ minLength: 1 }) });
export type OfflineActivationApiRequest = Static<typeof OfflineActivationApiRequest>;

export const OfflineDeactivationApiRequest = Request({ token: Type.String({ minLength: 1 }) });
export type OfflineDeactivationApiRequest = Static<typeof OfflineDeactivationApiRequest>;

export const OfflineActivationModel = Reply({ token: Type.String() });
export type OfflineActivationModel = Static<typeof OfflineActivationModel>;

export const OfflineRefreshModel = Reply({ token: Type.String() });
export type OfflineRefreshModel = Static<typeof OfflineRefreshModel>;
