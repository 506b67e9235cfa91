import { Type } from 'typebox';
import {
  BillingSettingsModel,
  PaginatedListOfRateModel,
  RateApiRequest,
  RateModel,
  UpdateBillingSettingsApiRequest,
} from '../models/rates.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf, PagingQuery } from './paging.ts';

/** Ours, not the contract's: rule 40. */

const tag = 'statements';
const one = Type.Object({ rateId: Id('rate') });

const RatesQuery = {
  offeringId: Type.Optional(Type.String()),
  entitlementId: Type.Optional(Type.String()),
  ...choiceOf('offeringName', 'customerName', 'featureKey', 'kind', 'amount', 'validFrom', 'creationDate'),
};

export const listRates = operation('listRates', 'GET /api/v1/rates', {
  tag,
  summary: 'Lists the rates of overdraft, oldest first.',
  scopes: ['entitlements:read', 'entitlements:admin'],
  query: Type.Object({ ...RatesQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: PaginatedListOfRateModel },
});

export const exportRates = listFile(
  'exportRates',
  listRates,
  'Returns the rates of overdraft as CSV or XLSX.',
  RatesQuery,
);

export const createRate = operation('createRate', 'POST /api/v1/rates', {
  tag,
  summary: 'Prices the overdraft of an entitlement, an offering or the account.',
  scopes: ['entitlements:admin'],
  body: RateApiRequest,
  success: { status: 201, reply: RateModel },
});

export const getRate = operation('getRate', 'GET /api/v1/rates/{rateId}', {
  tag,
  summary: 'Returns a rate.',
  scopes: ['entitlements:read', 'entitlements:admin'],
  params: one,
  success: { status: 200, reply: RateModel },
});

export const updateRate = operation('updateRate', 'PUT /api/v1/rates/{rateId}', {
  tag,
  summary: 'Replaces a rate; closed statements keep the one they were made with.',
  scopes: ['entitlements:admin'],
  params: one,
  body: RateApiRequest,
  success: { status: 204 },
});

export const deleteRate = operation('deleteRate', 'DELETE /api/v1/rates/{rateId}', {
  tag,
  summary: 'Deletes a rate; closed statements keep it.',
  scopes: ['entitlements:admin'],
  params: one,
  success: { status: 204 },
});

export const getBillingSettings = operation('getBillingSettings', 'GET /api/v1/account/billing-settings', {
  tag,
  summary: 'Returns how long billing periods are.',
  scopes: ['settings:admin'],
  success: { status: 200, reply: BillingSettingsModel },
});

export const updateBillingSettings = operation(
  'updateBillingSettings',
  'PUT /api/v1/account/billing-settings',
  {
    tag,
    summary: 'Sets how long billing periods are, from those on that are open.',
    scopes: ['settings:admin'],
    body: UpdateBillingSettingsApiRequest,
    success: { status: 204 },
  },
);
