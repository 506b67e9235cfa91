import type { UpdateOpenIdSignInSettingsApiRequest } from '@leeway/contract';
import { outsideFault } from '../../platform/http/get-outside.ts';
import { invalid, unknownReference } from '../../platform/http/problem.ts';
import { lockOpenIdSettings, type OpenIdSettings, replaceOpenIdSettings } from './openid-store.ts';
import { roleOfId } from './role-ids.ts';
import type { ChangeParts } from './tenants.ts';

/** Which OpenID provider people of a tenant can sign in at, and who may. */

const refuseIncomplete = ({ enabled, issuer, clientId }: OpenIdSettings, allowPrivate: boolean): void => {
  const fault = issuer === null ? null : outsideFault(issuer, allowPrivate);
  if (fault) throw invalid('issuer', fault);
  if (enabled && issuer === null) throw invalid('issuer', 'is needed to sign in there', 'required');
  if (enabled && clientId === null) throw invalid('clientId', 'is needed to sign in there', 'required');
};

/** Throws ApiProblem `validationFailed`, `unknownReference`. */
export const updateOpenIdSettings = (
  { database, author, allowPrivate }: ChangeParts & { readonly allowPrivate: boolean },
  tenantId: string,
  asked: UpdateOpenIdSignInSettingsApiRequest,
): Promise<void> =>
  database.transaction(author, async (tx) => {
    const before = await lockOpenIdSettings(tx, tenantId);
    const { enabled, issuer = null, clientId = null, clientSecret, defaultRoleId = null } = asked;
    const role = defaultRoleId === null ? null : roleOfId(tenantId, defaultRoleId);
    if (defaultRoleId !== null && !role) throw unknownReference('defaultRoleId', 'role', defaultRoleId);
    // A secret goes to the provider it was given for, and to no other.
    const kept = issuer === before.issuer ? before.clientSecret : null;
    const settings: OpenIdSettings = {
      ...{ enabled, issuer, clientId, clientSecret: clientSecret === undefined ? kept : clientSecret },
      defaultRole: role?.name ?? null,
    };
    refuseIncomplete(settings, allowPrivate);
    await replaceOpenIdSettings(tx, tenantId, settings);
  });
