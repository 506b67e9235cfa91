import { OpenIdSignInSettingsModel, UpdateOpenIdSignInSettingsApiRequest } from '../models/openid-sign-in.ts';
import { operation } from '../operation.ts';

/** Ours, not the contract's: where the console's sign-in by OpenID is set up. */
const path = '/api/v1/account/security/openid';

export const getOpenIdSignInSettings = operation('getOpenIdSignInSettings', `GET ${path}`, {
  tag: 'security',
  summary: 'Returns at which OpenID provider users of the console can sign in.',
  scopes: ['settings:admin'],
  success: { status: 200, reply: OpenIdSignInSettingsModel },
});

export const updateOpenIdSignInSettings = operation('updateOpenIdSignInSettings', `PUT ${path}`, {
  tag: 'security',
  summary:
    "Replaces at which OpenID provider users of the console can sign in; the client's secret stays when it is left out.",
  scopes: ['settings:admin'],
  body: UpdateOpenIdSignInSettingsApiRequest,
  success: { status: 204 },
});
