import { Type } from 'typebox';
import {
  OwnCapModel,
  OwnThresholdApiRequest,
  OwnThresholdModel,
  PaginatedListOfOwnThresholdModel,
  PaginatedListOfSeatRequestModel,
  RequestSeatsApiRequest,
  SeatRequestModel,
  SetOwnCapApiRequest,
} from '../models/portal-acting.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

/** What a customer's admins do themselves in the portal. */

const at = '/portal/api/v1' as const;
const inPortal = { tag: 'portal', scopes: [] } as const;
const params = Type.Object({ entitlementId: Id('ent') });
const ThresholdParams = Type.Object({ thresholdId: Id('thr') });

export const getOwnCap = operation('getOwnCap', `GET ${at}/entitlements/{entitlementId}/own-cap`, {
  ...inPortal,
  summary: "Returns the customer's own cap of the seats, below the hard cap.",
  portal: 'signedIn',
  params,
  success: { status: 200, reply: OwnCapModel },
});

export const setOwnCap = operation('setOwnCap', `PUT ${at}/entitlements/{entitlementId}/own-cap`, {
  ...inPortal,
  summary: "Sets the customer's own cap, in force at once; null takes it off.",
  portal: 'admin',
  params,
  body: SetOwnCapApiRequest,
  success: { status: 200, reply: OwnCapModel },
});

export const requestSeats = operation(
  'requestSeats',
  `POST ${at}/entitlements/{entitlementId}/seat-requests`,
  {
    ...inPortal,
    summary: 'Asks the vendor for more seats.',
    portal: 'admin',
    params,
    body: RequestSeatsApiRequest,
    success: { status: 201, reply: SeatRequestModel },
  },
);

export const listOwnSeatRequests = operation('listOwnSeatRequests', `GET ${at}/seat-requests`, {
  ...inPortal,
  summary: 'Lists what the customer has asked for, newest first, with the answers.',
  portal: 'admin',
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfSeatRequestModel },
});

export const releaseOwnSeat = operation('releaseOwnSeat', `DELETE ${at}/activations/{activationId}`, {
  ...inPortal,
  summary: 'Releases a seat: an admin anybody’s, a user the own one.',
  portal: 'signedIn',
  params: Type.Object({ activationId: Id('act') }),
  success: { status: 204 },
});

export const listOwnThresholds = operation('listOwnThresholds', `GET ${at}/thresholds`, {
  ...inPortal,
  summary: 'Lists the levels of use at which the customer wants to be told.',
  portal: 'admin',
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfOwnThresholdModel },
});

export const createOwnThreshold = operation('createOwnThreshold', `POST ${at}/thresholds`, {
  ...inPortal,
  summary: 'Adds a level of use at which somebody gets a mail.',
  portal: 'admin',
  body: OwnThresholdApiRequest,
  success: { status: 201, reply: OwnThresholdModel },
});

export const updateOwnThreshold = operation('updateOwnThreshold', `PUT ${at}/thresholds/{thresholdId}`, {
  ...inPortal,
  summary: 'Changes a level of use of the customer’s own.',
  portal: 'admin',
  params: ThresholdParams,
  body: OwnThresholdApiRequest,
  success: { status: 200, reply: OwnThresholdModel },
});

export const deleteOwnThreshold = operation('deleteOwnThreshold', `DELETE ${at}/thresholds/{thresholdId}`, {
  ...inPortal,
  summary: 'Removes a level of use of the customer’s own.',
  portal: 'admin',
  params: ThresholdParams,
  success: { status: 204 },
});
