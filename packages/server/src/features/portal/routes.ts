import { operations, portalLogoBytesMax } from '@leeway/contract';
import { readFormFile, sendFile } from '../../platform/http/form-file.ts';
import { duplicate, invalid, notFound } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { noDocument } from './branding-routes.ts';
import { imageTypeOf } from './image-type.ts';
import { defaultPortalUrl } from './portal-address.ts';
import { choicesAfter, settingsInForce, tolerateGraphSwitch } from './settings.ts';
import {
  findChoices,
  findHost,
  findLogo,
  findLogoId,
  lockChoices,
  removeLogo,
  replaceHost,
  replaceLogo,
  updateChoices,
} from './store.ts';

export const registerSettings = (context: RoomContext): void => {
  const { route, database } = context;
  route(operations.getPortalSettings, async ({ tenantId }) => {
    const [choices, logoId] = await Promise.all([
      findChoices(database, tenantId),
      findLogoId(database, tenantId),
    ]);
    return settingsInForce(choices, logoId, await defaultPortalUrl(context, tenantId));
  });

  route(
    operations.updatePortalSettings,
    async ({ tenantId, author, body }) => {
      await database.transaction(author, async (tx) => {
        await updateChoices(tx, tenantId, choicesAfter(await lockChoices(tx, tenantId), body));
      });
      return undefined;
    },
    { tolerate: tolerateGraphSwitch },
  );

  route(operations.getPortalHost, async ({ tenantId }) => ({ host: await findHost(database, tenantId) }));

  route(operations.updatePortalHost, async ({ tenantId, author, body: { host } }) => {
    const isFree = await database.transaction(author, (tx) => replaceHost(tx, tenantId, host));
    if (!isFree) throw duplicate('host', host ?? '');
    return undefined;
  });
};

export const registerLogo = ({ route, database, clock, publicUrl }: RoomContext): void => {
  route(operations.setPortalLogo, async ({ tenantId, author, request, reply }) => {
    const { bytes } = await readFormFile(request, portalLogoBytesMax);
    const type = imageTypeOf(bytes);
    if (type === null) throw invalid('FormFile', 'must be a PNG, JPEG, GIF, WebP or SVG picture', 'format');
    const at = clock.now();
    const logoId = newId('file', at);
    await database.transaction(author, (tx) => replaceLogo(tx, tenantId, { logoId, type, bytes }, at));
    reply.header('location', `${publicUrl}/api/v1/account/eup/logo/${logoId}`);
    return undefined;
  });

  route(operations.getPortalLogo, async ({ tenantId, params: { logoId }, request, reply }) => {
    const logo = await findLogo(database, tenantId, logoId);
    if (!logo) throw notFound('logo', logoId);
    reply.header('content-security-policy', noDocument);
    sendFile(request, reply, { name: null, type: logo.type, bytes: logo.bytes });
    return undefined;
  });

  route(operations.deletePortalLogo, async ({ tenantId, author }) => {
    const isRemoved = await database.transaction(author, (tx) => removeLogo(tx, tenantId));
    if (!isRemoved) throw notFound('logo', 'of the portal');
    return undefined;
  });
};
