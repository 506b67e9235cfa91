import { Type } from 'typebox';
import { DateTime, Id, Int32, Int64, Nullable, Reply, Words } from '../schema.ts';
import { ActivationMode } from './activations.ts';
import { LimitsModel } from './limits.ts';
import { LicenseType, OverdraftLimitModel } from './shared.ts';
import { MoneyModel } from './statements.ts';
import { WebhookListenerId } from './webhooks.ts';

/** What an event carries (rule 36): the contract's payloads under its names, then ours. */

const entitlementId = Id('ent');

export const CustomerCreatedWebhookModel = Reply({ customerId: Id('cust'), name: Type.String() });

export const CustomerUpdatedWebhookModel = Reply({
  customerId: Id('cust'),
  name: Type.String(),
  disabled: Type.Boolean(),
});

export const EntitlementGroupCreatedWebhookModel = Reply({
  entitlementGroupId: Id('egr'),
  createdDate: DateTime(),
  orderRefId: Nullable(Type.String()),
  customerId: Nullable(Id('cust')),
});

export const EntitlementGroupUpdatedWebhookModel = Reply({
  entitlementGroupId: Id('egr'),
  updatedDate: DateTime(),
});

export const EntitlementCreatedWebhookModel = Reply({
  entitlementId,
  entitlementGroupId: Id('egr'),
  licenseType: LicenseType,
  createdDate: DateTime(),
});

export const EntitlementUpdatedWebhookModel = Reply({
  entitlementId,
  entitlementGroupId: Id('egr'),
  expiryDate: Nullable(DateTime()),
  seatCount: Int32(),
  disabled: Type.Boolean(),
  overdraftSeatLimit: OverdraftLimitModel,
  updatedDate: DateTime(),
});

export const EntitlementActivatedWebhookModel = Reply({
  entitlementId,
  licenseType: LicenseType,
  activatedAt: Nullable(DateTime()),
  expiresAt: Nullable(DateTime()),
});

export const EntitlementRenewedWebhookModel = Reply({
  entitlementId,
  renewedAt: DateTime(),
  previousExpiryDate: DateTime(),
  newExpiryDate: DateTime(),
});

export const EntitlementExpiredWebhookModel = Reply({ entitlementId, expiredAt: DateTime() });

export const EntitlementExpiresSoonWebhookModel = Reply({
  entitlementId,
  expiresAt: DateTime(),
  daysToExpire: Int32(),
});

export const EntitlementMaintenanceExpiredWebhookModel = Reply({
  entitlementId,
  maintenanceExpiredAt: DateTime(),
});

export const EntitlementMaintenanceExpiresSoonWebhookModel = Reply({
  entitlementId,
  expiresAt: DateTime(),
  daysToExpire: Int32(),
});

export const EntitlementProvisionedWebhookModel = Reply({ entitlementId, productId: Id('prod') });

const seat = {
  entitlementId,
  activationId: Id('act'),
  activationMode: ActivationMode,
  seatId: Type.String(),
  seatName: Nullable(Type.String()),
  /** After it. */
  seatsUsed: Int32(),
  /** Rule 5: by the use after an activation, by the use before a release. */
  isOverdraftSeat: Type.Boolean(),
  activatedAt: DateTime(),
  leaseExpiry: DateTime(),
};

export const SeatActivatedWebhookModel = Reply(seat);

export const DeactivationMethod = Words(['delete', 'deactivate']);

export const SeatDeactivatedWebhookModel = Reply({
  ...seat,
  deactivatedAt: DateTime(),
  method: DeactivationMethod,
});

export const EntitlementFeatureUsagePayload = Reply({
  key: Type.String(),
  used: Int64(),
  overdraftUsed: Int64(),
});

export const EntitlementUsageSummaryWebhookModel = Reply({
  entitlementId,
  billingCycleStart: DateTime(),
  billingCycleEnd: DateTime(),
  featureUsages: Type.Array(EntitlementFeatureUsagePayload),
});

/** Of `entitlement.overdraft.entered` and `entitlement.overdraft.limitReached`. */
export const OverdraftPayloadModel = Reply({ entitlementId, limits: LimitsModel });

export const OverdraftPeakedPayloadModel = Reply({
  entitlementId,
  limits: LimitsModel,
  /** When the time of overdraft began. */
  episodeStart: DateTime(),
  /** The most seats in use since then. */
  peak: Int32(),
});

export const OverdraftExitFiguresModel = Reply({
  start: DateTime(),
  end: DateTime(),
  /** The most seats in use. */
  peak: Int32(),
  /** Seats above the bought ones, times hours. */
  overdraftSeatHours: Type.Number({ minimum: 0 }),
  /** Seats that were taken meanwhile. */
  distinctSeats: Int32({ minimum: 0 }),
  /** Attempts that were denied meanwhile. */
  denials: Int32({ minimum: 0 }),
});

export const OverdraftExitedPayloadModel = Reply({
  entitlementId,
  limits: LimitsModel,
  episode: OverdraftExitFiguresModel,
});

export const SeatDeniedPayloadModel = Reply({
  entitlementId,
  seatId: Type.String(),
  deniedAt: DateTime(),
  /** Reason codes, the one that was named first first. */
  reasons: Type.Array(Type.String()),
  limits: LimitsModel,
});

export const SeatExpiredPayloadModel = Reply({
  entitlementId,
  activationId: Id('act'),
  seatId: Type.String(),
  seatsUsed: Int32(),
  isOverdraftSeat: Type.Boolean(),
  leaseExpiry: DateTime(),
});

/** Of `entitlement.feature.overdraft.entered` and `entitlement.feature.overdraft.exited`. */
export const FeatureOverdraftPayloadModel = Reply({
  entitlementId,
  featureKey: Type.String(),
  limits: LimitsModel,
});

export const FeatureDeniedPayloadModel = Reply({
  entitlementId,
  activationId: Id('act'),
  seatId: Type.String(),
  deniedAt: DateTime(),
  featureKey: Type.String(),
  amount: Int64(),
  reasons: Type.Array(Type.String()),
  /** Left out for a feature that is only on or off. */
  limits: Type.Optional(LimitsModel),
});

/** Told when it is made, and when it is changed before it is answered. */
export const MoreSeatsRequestedPayloadModel = Reply({
  entitlementId,
  customerId: Id('cust'),
  seatRequestId: Id('srq'),
  /** How many more; null: the vendor is to propose. */
  seats: Nullable(Int32({ minimum: 1 })),
  note: Nullable(Type.String()),
  requestedAt: DateTime(),
  requestedBy: Type.String(),
  limits: LimitsModel,
});

export const ThresholdMeasure = Words(['percentOfBought', 'percentOfHardCap', 'absolute']);

export const ThresholdToldModel = Reply({
  thresholdId: Id('thr'),
  measure: ThresholdMeasure,
  value: Int32({ minimum: 1 }),
  /** The use at which it is crossed; null: it has no level any more. */
  level: Nullable(Int64()),
});

/** Of `entitlement.threshold.crossed` and `entitlement.threshold.cleared`. */
export const ThresholdPayloadModel = Reply({
  entitlementId,
  /** Null: the seats. */
  featureKey: Nullable(Type.String()),
  limits: LimitsModel,
  /** All that a jump has passed, lowest level first. */
  thresholds: Type.Array(ThresholdToldModel, { minItems: 1 }),
});

/** Of `statement.finalized` and `statement.corrected`. */
export const StatementPayloadModel = Reply({
  statementId: Id('stm'),
  customerId: Id('cust'),
  /** 0 for the statement itself, then 1 and up for what corrects it. */
  correction: Int32({ minimum: 0 }),
  /** Of a correction: the statement it corrects. */
  corrects: Type.Optional(Id('stm')),
  periodStart: DateTime(),
  periodEnd: DateTime(),
  /** Of a correction: what it adds. */
  totals: Type.Array(MoneyModel),
});

export const WebhookDisabledPayloadModel = Reply({
  webhookListenerId: WebhookListenerId(),
  uri: Type.String(),
  reason: Type.String(),
  failingSince: Nullable(DateTime()),
});
