import { LicensingSettingsModel, UpdateLicensingSettingsApiRequest } from '../models/licensing-settings.ts';
import { operation } from '../operation.ts';

/** Ours, not the contract's: where account-based licensing is set up. */
const path = '/api/v1/account/licensing/settings';

export const getLicensingSettings = operation('getLicensingSettings', `GET ${path}`, {
  tag: 'security',
  summary: 'Returns whose OpenID tokens open entitlements, and by which claims.',
  scopes: ['settings:admin'],
  success: { status: 200, reply: LicensingSettingsModel },
});

export const updateLicensingSettings = operation('updateLicensingSettings', `PUT ${path}`, {
  tag: 'security',
  summary: 'Replaces the settings of account-based licensing; what is left out goes back to its default.',
  scopes: ['settings:admin'],
  body: UpdateLicensingSettingsApiRequest,
  success: { status: 204 },
});
