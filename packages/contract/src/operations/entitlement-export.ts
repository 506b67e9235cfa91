import { Type } from 'typebox';
import {
  ExportEntitlementApiRequest,
  ExportEntitlementModel,
  ImportEntitlementApiRequest,
} from '../models/entitlement-export.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';

const ofEntitlement = {
  tag: 'entitlements',
  scopes: ['entitlements:admin'],
  params: Type.Object({ entitlementId: Id('ent') }),
} as const;

export const exportEntitlement = operation(
  'exportEntitlement',
  'POST /api/v1/entitlements/{entitlementId}/export',
  {
    ...ofEntitlement,
    summary: 'Hands an entitlement over to a local license server; here it takes no seats until it is back.',
    body: ExportEntitlementApiRequest,
    success: { status: 200, reply: ExportEntitlementModel },
  },
);

export const createEntitlementExportToken = operation(
  'createEntitlementExportToken',
  'POST /api/v1/entitlements/{entitlementId}/export/token',
  {
    ...ofEntitlement,
    summary: 'Makes the token of an exported entitlement again, as the entitlement is now.',
    success: { status: 200, reply: ExportEntitlementModel },
  },
);

export const importEntitlement = operation(
  'importEntitlement',
  'POST /api/v1/entitlements/{entitlementId}/import',
  {
    ...ofEntitlement,
    summary: 'Takes an exported entitlement back.',
    body: ImportEntitlementApiRequest,
    success: { status: 204 },
  },
);
