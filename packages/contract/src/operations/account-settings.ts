import { AccountSettingsModel, UpdateAccountSettingsApiRequest } from '../models/account-settings.ts';
import { operation } from '../operation.ts';

/** Ours, not the contract's: what an account is called, and its time zone. */
const path = '/api/v1/account/settings';

export const getAccountSettings = operation('getAccountSettings', `GET ${path}`, {
  tag: 'security',
  summary: 'Returns the name and the time zone of the account.',
  scopes: ['settings:admin'],
  success: { status: 200, reply: AccountSettingsModel },
});

export const updateAccountSettings = operation('updateAccountSettings', `PUT ${path}`, {
  tag: 'security',
  summary: 'Changes the name and the time zone of the account; in another zone figures by day are made anew.',
  scopes: ['settings:admin'],
  body: UpdateAccountSettingsApiRequest,
  success: { status: 204 },
});
