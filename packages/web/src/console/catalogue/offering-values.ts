import type { Body, Reply } from '../../api/wire.ts';
import { type IntervalValues, intervalBody, intervalValues } from '../../ui/form/interval-fields.tsx';
import { type OverdraftValues, overdraftBody, overdraftValues } from '../../ui/form/overdraft-fields.tsx';

/** An offering as its form holds it. */

export type Offering = Reply<'getOffering'>;

const noPeriod: IntervalValues = { type: 'none', count: '' };

export interface OfferingValues {
  name: string;
  sku: string;
  description: string;
  /** Null: not chosen yet. */
  productId: string | null;
  editionId: string | null;
  planId: string | null;
  seatCount: number | string;
  overdraftSeatLimit: OverdraftValues;
  concurrencyMode: Offering['concurrencyMode'];
  usageResetSchedule: Offering['usageResetSchedule'];
  /** Whether it has a grace period of its own. */
  graceOf: 'product' | 'offering';
  gracePeriod: IntervalValues;
  hasMaintenance: boolean;
  maintenanceDuration: IntervalValues;
  customFields: Record<string, string>;
}

export const offeringValues = (
  offering: Offering | null,
  begun: Partial<Pick<OfferingValues, 'productId' | 'planId'>> = {},
): OfferingValues => ({
  name: offering?.name ?? '',
  sku: offering?.sku ?? '',
  description: offering?.description ?? '',
  productId: offering?.edition?.productId ?? begun.productId ?? null,
  editionId: offering?.editionId ?? null,
  planId: offering?.planId ?? begun.planId ?? null,
  seatCount: offering?.seatCount ?? '',
  overdraftSeatLimit: overdraftValues(offering?.overdraftSeatLimit),
  concurrencyMode: offering?.concurrencyMode ?? 'concurrent',
  usageResetSchedule: offering?.usageResetSchedule ?? 'never',
  graceOf: offering?.gracePeriod ? 'offering' : 'product',
  gracePeriod: offering?.gracePeriod ? intervalValues(offering.gracePeriod) : noPeriod,
  hasMaintenance: offering?.hasMaintenance ?? false,
  maintenanceDuration: offering ? intervalValues(offering.maintenanceDuration) : noPeriod,
  customFields: Object.fromEntries(
    Object.entries(offering?.customFields ?? {}).map(([key, value]) => [key, value ?? '']),
  ),
});

export const offeringBody = (values: OfferingValues): Body<'createOffering'> => {
  const fields = Object.entries(values.customFields).filter(([, value]) => value !== '');
  return {
    name: values.name,
    sku: values.sku,
    description: values.description.trim() || null,
    editionId: values.editionId ?? '',
    planId: values.planId ?? '',
    seatCount: Number(values.seatCount),
    overdraftSeatLimit: overdraftBody(values.overdraftSeatLimit),
    concurrencyMode: values.concurrencyMode,
    usageResetSchedule: values.usageResetSchedule,
    gracePeriod: values.graceOf === 'product' ? null : intervalBody(values.gracePeriod),
    hasMaintenance: values.hasMaintenance,
    maintenanceDuration: values.hasMaintenance ? intervalBody(values.maintenanceDuration) : null,
    customFields: fields.length === 0 ? null : Object.fromEntries(fields),
  };
};
