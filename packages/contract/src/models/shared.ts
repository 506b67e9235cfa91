import { type Static, Type } from 'typebox';
import { Int32, Nullable, Reply, Request, Words } from '../schema.ts';

/** Words and small objects that several areas share. */

export const IntervalType = Words(['none', 'day', 'week', 'month', 'year', 'hour', 'minute', 'second']);
export type IntervalType = Static<typeof IntervalType>;

export const Interval = Reply({ type: IntervalType, count: Nullable(Int32({ minimum: 1, maximum: 32767 })) });
export type Interval = Static<typeof Interval>;

export const IntervalApiRequest = Request({
  type: IntervalType,
  count: Type.Optional(Nullable(Int32({ minimum: 1, maximum: 32767 }))),
});
export type IntervalApiRequest = Static<typeof IntervalApiRequest>;

export const OverdraftLimitType = Words(['none', 'absolute', 'percentage', 'unlimited']);
export type OverdraftLimitType = Static<typeof OverdraftLimitType>;

export const OverdraftLimitModel = Reply({ type: OverdraftLimitType, value: Nullable(Int32()) });
export type OverdraftLimitModel = Static<typeof OverdraftLimitModel>;

export const OverdraftLimitApiRequest = Request({
  type: OverdraftLimitType,
  value: Type.Optional(Nullable(Int32())),
});
export type OverdraftLimitApiRequest = Static<typeof OverdraftLimitApiRequest>;

export const ConcurrencyMode = Words(['concurrent', 'nodeLock']);
export type ConcurrencyMode = Static<typeof ConcurrencyMode>;

export const UsageResetSchedule = Words(['never', 'onRenewal', 'monthly']);
export type UsageResetSchedule = Static<typeof UsageResetSchedule>;

export const AttributeLevel = Words(['global', 'product', 'edition']);
export type AttributeLevel = Static<typeof AttributeLevel>;

export const AttributeType = Words(['number', 'date', 'string']);
export type AttributeType = Static<typeof AttributeType>;

export const FeatureType = Words(['bool', 'elementPool', 'usageCount']);
export type FeatureType = Static<typeof FeatureType>;

export const LicenseType = Words(['subscription', 'perpetual']);
export type LicenseType = Static<typeof LicenseType>;

export const LicenseStartType = Words(['activation', 'entitlementCreation', 'custom', 'manualActivation']);
export type LicenseStartType = Static<typeof LicenseStartType>;

export const PlanType = Words(['trial', 'paid', 'notForResale', 'internal', 'beta', 'free']);
export type PlanType = Static<typeof PlanType>;

export const EntitlementStatus = Words([
  'active',
  'gracePeriod',
  'expired',
  'disabled',
  'exported',
  'created',
  'customerDisabled',
]);
export type EntitlementStatus = Static<typeof EntitlementStatus>;
