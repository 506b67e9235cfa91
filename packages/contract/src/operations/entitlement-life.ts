import { Type } from 'typebox';
import {
  ChangeEntitlementOfferingApiRequest,
  ResetEntitlementOverridesApiRequest,
  SetEntitlementStartApiRequest,
} from '../models/entitlement-life.ts';
import { RenewEntitlementApiRequest } from '../models/entitlements.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';

const ofEntitlement = {
  tag: 'entitlements',
  params: Type.Object({ entitlementId: Id('ent') }),
  success: { status: 204 },
} as const;

const admin = ['entitlements:admin'] as const;
const activate = ['entitlements:activate'] as const;
const forced = Type.Object({ forceSeatCount: Type.Optional(Type.Boolean()) });

export const activateEntitlement = operation(
  'activateEntitlement',
  'PATCH /api/v1/entitlements/{entitlementId}/activate',
  { ...ofEntitlement, summary: 'Starts an entitlement that has not started.', scopes: activate },
);

/** Ours, not the contract's. */
export const setEntitlementStart = operation(
  'setEntitlementStart',
  'PATCH /api/v1/entitlements/{entitlementId}/start',
  {
    ...ofEntitlement,
    summary: 'Sets the date at which an entitlement with the start policy custom starts.',
    scopes: admin,
    body: SetEntitlementStartApiRequest,
  },
);

export const renewEntitlement = operation(
  'renewEntitlement',
  'PATCH /api/v1/entitlements/{entitlementId}/renew',
  { ...ofEntitlement, summary: 'Renews a subscription for its duration.', scopes: admin },
);

/** Ours, not the contract's, whose renewal takes nothing along. */
export const renewEntitlementWithLimits = operation(
  'renewEntitlementWithLimits',
  'POST /api/v1/entitlements/{entitlementId}/renew',
  {
    ...ofEntitlement,
    summary: 'Renews a subscription with other limits or another end, all of it or nothing.',
    scopes: admin,
    query: forced,
    body: RenewEntitlementApiRequest,
  },
);

export const changeEntitlementOffering = operation(
  'changeEntitlementOffering',
  'PATCH /api/v1/entitlements/{entitlementId}/change-offering',
  {
    ...ofEntitlement,
    summary: 'Moves an entitlement to another offering of its product.',
    scopes: admin,
    query: forced,
    body: ChangeEntitlementOfferingApiRequest,
  },
);

export const resetEntitlementOverrides = operation(
  'resetEntitlementOverrides',
  'PATCH /api/v1/entitlements/{entitlementId}/reset-overrides',
  {
    ...ofEntitlement,
    summary: "Puts the offering's and the catalogue's present values back.",
    scopes: admin,
    query: forced,
    body: ResetEntitlementOverridesApiRequest,
  },
);

export const disableEntitlement = operation(
  'disableEntitlement',
  'PATCH /api/v1/entitlements/{entitlementId}/disable',
  { ...ofEntitlement, summary: 'Switches an entitlement off.', scopes: admin },
);

export const enableEntitlement = operation(
  'enableEntitlement',
  'PATCH /api/v1/entitlements/{entitlementId}/enable',
  { ...ofEntitlement, summary: 'Switches an entitlement on again.', scopes: admin },
);

export const provisionEntitlement = operation(
  'provisionEntitlement',
  'POST /api/v1/entitlements/{entitlementId}/provision',
  { ...ofEntitlement, summary: 'Marks an entitlement as provisioned and tells it.', scopes: activate },
);

export const clearEntitlementProvision = operation(
  'clearEntitlementProvision',
  'DELETE /api/v1/entitlements/{entitlementId}/provision',
  { ...ofEntitlement, summary: 'Takes the mark of provisioning away.', scopes: activate },
);

export const resetEntitlementFeatureUsage = operation(
  'resetEntitlementFeatureUsage',
  'PATCH /api/v1/entitlements/{entitlementId}/feature/{featureId}/reset',
  {
    ...ofEntitlement,
    summary: 'Closes the usage of one feature and begins to count anew.',
    scopes: admin,
    params: Type.Object({ entitlementId: Id('ent'), featureId: Id('feat') }),
  },
);

/** Ours, not the contract's, which deletes nothing that was sold (rule 27). */
export const deleteEntitlement = operation(
  'deleteEntitlement',
  'DELETE /api/v1/entitlements/{entitlementId}',
  {
    ...ofEntitlement,
    summary: 'Deletes an entitlement for good, with its seats, log, history and notes.',
    scopes: ['settings:admin'],
  },
);
