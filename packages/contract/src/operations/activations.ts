import { Type } from 'typebox';
import {
  ActivateEntitlementApiRequest,
  ActivationFeatureWithLimitsModel,
  ActivationStateWithLimitsModel,
  CheckoutFeatureApiRequest,
  RefreshActivationApiRequest,
  ReturnFeatureApiRequest,
} from '../models/activations.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';

export const createActivation = operation('createActivation', 'POST /api/v1/entitlements/activations', {
  tag: 'activations',
  summary: "Asks for a seat; a holder's call renews its lease.",
  scopes: ['entitlements:activate'],
  body: ActivateEntitlementApiRequest,
  success: { status: 201, reply: ActivationStateWithLimitsModel },
});

export const refreshActivation = operation('refreshActivation', 'PATCH /api/v1/entitlements/activations', {
  tag: 'activations',
  summary: 'Renews the lease of a seat.',
  scopes: ['entitlements:activate'],
  body: RefreshActivationApiRequest,
  success: { status: 200, reply: ActivationStateWithLimitsModel },
});

export const getActivation = operation(
  'getActivation',
  'GET /api/v1/entitlements/activations/{activationId}',
  {
    tag: 'activations',
    summary: 'Returns one activation with its attributes, features and limits.',
    scopes: ['entitlements:read', 'entitlements:admin'],
    params: Type.Object({ activationId: Id('act') }),
    success: { status: 200, reply: ActivationStateWithLimitsModel },
  },
);

export const deleteActivation = operation(
  'deleteActivation',
  'DELETE /api/v1/entitlements/activations/{activationId}',
  {
    tag: 'activations',
    summary: 'Releases a seat and the element-pool amounts it holds.',
    scopes: ['activations:delete'],
    params: Type.Object({ activationId: Id('act') }),
    query: Type.Object({ force: Type.Optional(Type.Boolean()) }),
    success: { status: 204 },
  },
);

const checkoutFeatureParts = {
  tag: 'activations',
  scopes: ['entitlements:activate'],
  params: Type.Object({ activationId: Id('act') }),
  body: CheckoutFeatureApiRequest,
  success: { status: 200, reply: ActivationFeatureWithLimitsModel },
} as const;

export const checkoutFeature = operation(
  'checkoutFeature',
  'PATCH /api/v1/entitlements/activations/{activationId}/features/checkout',
  { ...checkoutFeatureParts, summary: 'Takes an amount of a metered feature, whole or not at all.' },
);

const returnFeatureParts = {
  tag: 'activations',
  scopes: ['entitlements:activate'],
  params: Type.Object({ activationId: Id('act') }),
  body: ReturnFeatureApiRequest,
  success: { status: 200, reply: ActivationFeatureWithLimitsModel },
} as const;

export const returnFeature = operation(
  'returnFeature',
  'PATCH /api/v1/entitlements/activations/{activationId}/features/return',
  { ...returnFeatureParts, summary: 'Gives back an amount of an element pool.' },
);

/** Where the first version of the API had it. */
export const checkoutFeatureLegacy = operation(
  'checkoutFeatureLegacy',
  'PATCH /api/v1/entitlements/activations/{activationId}/checkout',
  { ...checkoutFeatureParts, summary: 'The same as features/checkout, for older clients.' },
);

/** Where the first version of the API had it. */
export const returnFeatureLegacy = operation(
  'returnFeatureLegacy',
  'PATCH /api/v1/entitlements/activations/{activationId}/return',
  { ...returnFeatureParts, summary: 'The same as features/return, for older clients.' },
);
