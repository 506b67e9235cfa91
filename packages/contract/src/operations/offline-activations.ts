import { RefreshActivationApiRequest } from '../models/activations.ts';
import {
  OfflineActivationApiRequest,
  OfflineActivationModel,
  OfflineDeactivationApiRequest,
  OfflineRefreshModel,
} from '../models/offline-activations.ts';
import { operation } from '../operation.ts';

const path = '/api/v1/entitlements/activations/offline';

export const createOfflineActivation = operation('createOfflineActivation', `POST ${path}`, {
  tag: 'offlineActivations',
  summary: 'Asks for a seat with the request token of a client that has no network.',
  scopes: ['entitlements:activate'],
  body: OfflineActivationApiRequest,
  success: { status: 200, reply: OfflineActivationModel },
});

export const refreshOfflineActivation = operation('refreshOfflineActivation', `PATCH ${path}`, {
  tag: 'offlineActivations',
  summary: 'Renews the lease of an offline seat; the answer is a new token for its client.',
  scopes: ['entitlements:activate'],
  body: RefreshActivationApiRequest,
  success: { status: 200, reply: OfflineRefreshModel },
});

export const deleteOfflineActivation = operation('deleteOfflineActivation', `DELETE ${path}`, {
  tag: 'offlineActivations',
  summary: 'Releases an offline seat with the token its client made when it gave the seat up.',
  scopes: ['entitlements:activate'],
  body: OfflineDeactivationApiRequest,
  success: { status: 204 },
});
