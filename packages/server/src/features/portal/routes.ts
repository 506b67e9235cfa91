import { operations, portalLogoBytesMax } from '@leeway/contract';
import { readFormFile, sendFile } from '../../platform/http/form-file.ts';
import { invalid, notFound } from '../../platform/http/problem.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { imageTypeOf } from './image-type.ts';
import { choicesAfter, settingsInForce, tolerateGraphSwitch } from './settings.ts';
import {
  findChoices,
  findLogo,
  findLogoId,
  lockChoices,
  removeLogo,
  replaceLogo,
  updateChoices,
} from './store.ts';

export const registerSettings = ({ route, database, publicUrl }: RoomContext): void => {
  route(operations.getPortalSettings, async ({ tenantId }) => {
    const [choices, logoId] = await Promise.all([
      findChoices(database, tenantId),
      findLogoId(database, tenantId),
    ]);
    return settingsInForce(choices, logoId, `${publicUrl}/portal`);
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
};

// An SVG opened by its address is a document: it gets no script, no form, no other origin.
const noDocument = "sandbox; default-src 'none'; style-src 'unsafe-inline'";

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
