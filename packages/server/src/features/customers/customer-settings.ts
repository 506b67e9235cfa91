import type { CustomerAddressApiRequest, CustomerApiRequest, CustomerStatus } from '@leeway/contract';
import { farFuture } from '@leeway/rules';
import { invalid } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import { refuseBlank } from '../catalog/index.ts';
import type { CustomerSettings, CustomerStanding } from './customers-store.ts';

/** ISO 3166-1 alpha-2 in capitals; 422 naming the field for anything but two letters. */
export const countryCodeFrom = (field: string, text: string): string => {
  if (!/^[A-Za-z]{2}$/.test(text)) throw invalid(field, 'must be a country code of two letters', 'pattern');
  return text.toUpperCase();
};

const addressFrom = (request: CustomerAddressApiRequest) => ({
  addressLine1: request.addressLine1 ?? null,
  addressLine2: request.addressLine2 ?? null,
  city: request.city ?? null,
  stateRegion: request.stateRegion ?? null,
  postalCode: request.postalCode ?? null,
  country: request.country ? countryCodeFrom('address.country', request.country) : null,
});

/** A zone can carry the last hours of 9999 past what the wire can say. */
const dateFrom = (text: string | null | undefined) => (text ? Math.min(instantFrom(text), farFuture) : null);

/** POST and PUT: what is missing is cleared; an empty account reference is none, so that two of them do not collide. */
export const customerSettings = (body: CustomerApiRequest): CustomerSettings => {
  refuseBlank('name', body.name);
  return {
    name: body.name,
    legalName: body.legalName ?? null,
    description: body.description ?? null,
    type: body.type ?? null,
    accountRefId: body.accountRefId || null,
    customFields: body.customFields ?? null,
    address: body.address ? addressFrom(body.address) : null,
    website: body.website ?? null,
    linkedInUrl: body.linkedInUrl ?? null,
    contractValue: body.contractValue ?? null,
    contractStartDate: dateFrom(body.contractStartDate),
    contractRenewalDate: dateFrom(body.contractRenewalDate),
  };
};

/**
 * The standing after a wish for a status at `at` (epoch ms). No wish keeps the status: an edit of an address must not
 * enable a disabled customer. `inactive` is a remark of the vendor's and takes nothing away; only `disabled` does.
 */
export const standingAfter = (
  current: CustomerStanding,
  wish: CustomerStatus | null | undefined,
  at: number,
): CustomerStanding => {
  const status = wish ?? current.status;
  return { status, disabledDate: status === 'disabled' ? (current.disabledDate ?? at) : null };
};

export const newStanding: CustomerStanding = { status: 'active', disabledDate: null };
