import type { Body, Row } from '../../../api/wire.ts';

/** A threshold as its form holds it. */

type Threshold = Row<'listThresholds'>;

export interface ThresholdValues {
  readonly place: 'all' | 'offering' | 'entitlement';
  readonly offeringId: string;
  readonly entitlementId: string;
  readonly featureKey: string;
  readonly measure: Threshold['measure'];
  readonly value: number | string;
  readonly toOwners: boolean;
  readonly toContacts: boolean;
  readonly addresses: string[];
  readonly from: string;
  readonly until: string;
}

export const valuesOf = (threshold: Threshold | null): ThresholdValues => ({
  place: threshold?.entitlementId ? 'entitlement' : threshold?.offeringId ? 'offering' : 'all',
  offeringId: threshold?.offeringId ?? '',
  entitlementId: threshold?.entitlementId ?? '',
  featureKey: threshold?.featureKey ?? '',
  measure: threshold?.measure ?? 'percentOfBought',
  value: threshold?.value ?? 90,
  toOwners: threshold?.mail?.toOwners ?? false,
  toContacts: threshold?.mail?.toContacts ?? false,
  addresses: threshold?.mail?.addresses ?? [],
  from: threshold?.quietHours?.from ?? '',
  until: threshold?.quietHours?.until ?? '',
});

export const bodyOf = (values: ThresholdValues): Body<'createThreshold'> => {
  const { place, toOwners, toContacts, addresses, from, until } = values;
  const isMailed = toOwners || toContacts || addresses.length > 0;
  return {
    offeringId: place === 'offering' ? values.offeringId : null,
    entitlementId: place === 'entitlement' ? values.entitlementId : null,
    featureKey: values.featureKey.trim() || null,
    measure: values.measure,
    value: Number(values.value),
    mail: isMailed ? { toOwners, toContacts, addresses } : null,
    quietHours: from && until ? { from, until } : null,
  };
};
