import { Type } from 'typebox';
import { EupSettingsModel, UpdateEupSettingsApiRequest } from '../models/portal.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';

/** A form with one file part, which is parsed as a stream and not by this schema. */
const LogoForm = Type.Object({
  FormFile: Type.String({ contentMediaType: 'application/octet-stream' }),
});

export const setPortalLogo = operation('setPortalLogo', 'POST /api/v1/account/eup/logo', {
  tag: 'endUserPortal',
  summary: 'Stores the logo of the portal in place of the present one.',
  scopes: ['eup:admin'],
  body: LogoForm,
  bodyType: 'multipart',
  success: { status: 201 },
});

export const deletePortalLogo = operation('deletePortalLogo', 'DELETE /api/v1/account/eup/logo', {
  tag: 'endUserPortal',
  summary: 'Removes the logo of the portal.',
  scopes: ['eup:admin'],
  success: { status: 204 },
});

export const getPortalLogo = operation('getPortalLogo', 'GET /api/v1/account/eup/logo/{logoId}', {
  tag: 'endUserPortal',
  summary: 'Sends the logo of the portal.',
  scopes: ['eup:admin'],
  params: Type.Object({ logoId: Id('file') }),
  success: { status: 200, binary: true },
});

export const getPortalSettings = operation('getPortalSettings', 'GET /api/v1/account/eup/settings', {
  tag: 'endUserPortal',
  summary: 'Returns what the portal shows and how it looks.',
  scopes: ['eup:admin'],
  success: { status: 200, reply: EupSettingsModel },
});

export const updatePortalSettings = operation('updatePortalSettings', 'PATCH /api/v1/account/eup/settings', {
  tag: 'endUserPortal',
  summary: 'Changes what the portal shows and how it looks.',
  scopes: ['eup:admin'],
  body: UpdateEupSettingsApiRequest,
  success: { status: 204 },
});
