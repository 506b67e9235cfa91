import { operations } from '@leeway/contract';
import { outsideFault } from '../../platform/http/get-outside.ts';
import { invalid } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { findSettings, storeSettings } from './settings-store.ts';

export const registerSettings = ({ route, database }: RoomContext, allowPrivate: boolean): void => {
  route(operations.getLicensingSettings, ({ tenantId }) => findSettings(database, tenantId));

  route(operations.updateLicensingSettings, async ({ tenantId, author, body }) => {
    const { authorityUrl = null, issuer = null, audience = null, groupIdsClaim = null } = body;
    const fault = authorityUrl === null ? null : outsideFault(authorityUrl, allowPrivate);
    if (fault) throw invalid('authorityUrl', fault);
    const settings = { authorityUrl, issuer, audience, userClaim: body.userClaim ?? 'sub', groupIdsClaim };
    await database.transaction(author, (tx) => storeSettings(tx, tenantId, settings));
    return undefined;
  });
};
