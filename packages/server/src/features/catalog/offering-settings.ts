import type { OfferingApiRequest, PatchOfferingApiRequest } from '@leeway/contract';
import { seatsMax } from '@leeway/rules';
import type { OfferingSettings } from './offerings-store.ts';
import { intervalFrom, overdraftFrom, refuseBlank } from './terms.ts';

/**
 * POST and PUT: what is missing gets its default. Maintenance without a duration lasts as long as the licence. A
 * grace period of null leaves it to the product.
 */
export const replacedOffering = (body: OfferingApiRequest): OfferingSettings => {
  refuseBlank('name', body.name);
  refuseBlank('sku', body.sku);
  const seats = BigInt(body.seatCount);
  return {
    editionId: body.editionId,
    planId: body.planId,
    name: body.name,
    sku: body.sku.trim(),
    description: body.description ?? null,
    seatCount: body.seatCount,
    hasMaintenance: body.hasMaintenance ?? false,
    maintenanceDuration: intervalFrom('maintenanceDuration', body.maintenanceDuration),
    overdraftSeatLimit: overdraftFrom('overdraftSeatLimit', body.overdraftSeatLimit, seats, seatsMax),
    concurrencyMode: body.concurrencyMode,
    customFields: body.customFields ?? null,
    usageResetSchedule: body.usageResetSchedule ?? 'never',
    gracePeriod: body.gracePeriod ? intervalFrom('gracePeriod', body.gracePeriod) : null,
  };
};

/** PATCH: what is missing or null stays. The whole is checked, so fewer seats may make an overdraft legal again. */
export const patchedOffering = (current: OfferingSettings, body: PatchOfferingApiRequest): OfferingSettings =>
  replacedOffering({
    editionId: body.editionId ?? current.editionId,
    planId: body.planId ?? current.planId,
    name: body.name ?? current.name,
    sku: body.sku ?? current.sku,
    description: body.description ?? current.description,
    seatCount: body.seatCount ?? current.seatCount,
    hasMaintenance: body.hasMaintenance ?? current.hasMaintenance,
    maintenanceDuration: body.maintenanceDuration ?? current.maintenanceDuration,
    overdraftSeatLimit: body.overdraftSeatLimit ?? current.overdraftSeatLimit,
    concurrencyMode: body.concurrencyMode ?? current.concurrencyMode,
    customFields: body.customFields ?? current.customFields,
    usageResetSchedule: body.usageResetSchedule ?? current.usageResetSchedule,
    gracePeriod: body.gracePeriod ?? current.gracePeriod,
  });
