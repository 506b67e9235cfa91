import type { Body, Row } from '../../api/wire.ts';
import { instantInZone } from '../../charts/time-axis.ts';
import { minorDigits } from '../../ui/money.ts';

/** A rate as it is typed: money as a decimal of the currency, days of the account's time zone. */

export type Level = 'account' | 'offering' | 'entitlement';

export interface RateValues {
  readonly level: Level;
  readonly offeringId: string;
  readonly entitlementId: string;
  /** Empty: the seats. */
  readonly featureKey: string;
  readonly kind: Body<'createRate'>['kind'];
  readonly amount: string | number;
  readonly unitCount: string | number;
  readonly currency: string;
  /** Days, `2026-11-22`, or empty. */
  readonly validFrom: string;
  readonly validTo: string;
  readonly trueUpFrom: string;
}

type Rate = Row<'listRates'>;

const dayIn = (timeZone: string, instant: string | null): string =>
  // The Swedish locale writes days as forms do.
  instant ? new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date(instant)) : '';

const startIn = (timeZone: string, day: string): string | null => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return day === '' ? null : new Date(instantInZone(timeZone)(year, month, date)).toISOString();
};

const levelOf = (rate: Rate): Level =>
  rate.entitlementId !== null ? 'entitlement' : rate.offeringId !== null ? 'offering' : 'account';

export const valuesOf = (rate: Rate | null, timeZone: string): RateValues => ({
  level: rate ? levelOf(rate) : 'offering',
  offeringId: rate?.offeringId ?? '',
  entitlementId: rate?.entitlementId ?? '',
  featureKey: rate?.featureKey ?? '',
  kind: rate?.kind ?? 'peakOverdraftUnit',
  amount: rate ? Number(`${rate.amount}e-${minorDigits(rate.currency)}`) : '',
  unitCount: rate?.unitCount ?? 1,
  currency: rate?.currency ?? 'EUR',
  validFrom: dayIn(timeZone, rate?.validFrom ?? null),
  validTo: dayIn(timeZone, rate?.validTo ?? null),
  trueUpFrom: dayIn(timeZone, rate?.trueUpFrom ?? null),
});

export const bodyOf = (values: RateValues, timeZone: string): Body<'createRate'> => ({
  kind: values.kind,
  amount: Math.round(Number(`${values.amount}e${minorDigits(values.currency)}`)),
  unitCount: Number(values.unitCount),
  currency: values.currency,
  entitlementId: values.level === 'entitlement' ? values.entitlementId : null,
  offeringId: values.level === 'offering' ? values.offeringId : null,
  featureKey: values.featureKey.trim() || null,
  validFrom: startIn(timeZone, values.validFrom),
  validTo: startIn(timeZone, values.validTo),
  trueUpFrom: values.kind === 'peakOverdraftUnit' ? startIn(timeZone, values.trueUpFrom) : null,
});
