import type { Interval } from './calendar.ts';
import type { LicenseStartType, LifeDates, StartTerms } from './life.ts';
import type { Limits, LimitsInUse } from './overdraft.ts';
import type { UsageResetSchedule } from './usage-period.ts';

/** The plain data a decision is made on, and what it yields. No row here knows of a database. */

export type FeatureType = 'bool' | 'elementPool' | 'usageCount';
export type ConcurrencyMode = 'concurrent' | 'nodeLock';
export type ActivationMethod = 'activationCode' | 'openIdToken' | 'password';

export interface FeatureTerms {
  readonly featureId: string;
  readonly key: string;
  readonly type: FeatureType;
  /** Resolved over the levels of rule 8. For `bool` the bought value is 1 (on) or 0 (off). */
  readonly limits: Limits;
}

/** What does not move with use: the terms of one entitlement, resolved over offering, edits and catalogue. */
export interface EntitlementTerms extends StartTerms {
  readonly entitlementId: string;
  readonly productId: string;
  readonly editionId: string;
  readonly seats: Limits;
  readonly concurrencyMode: ConcurrencyMode;
  readonly licenseStartType: LicenseStartType;
  readonly leasePeriod: Interval;
  readonly gracePeriod: Interval;
  readonly usageResetSchedule: UsageResetSchedule;
  readonly features: readonly FeatureTerms[];
}

export interface Seat {
  readonly activationId: string;
  readonly seatId: string;
  readonly seatName: string | null;
  readonly activationMethod: ActivationMethod;
  readonly username: string | null;
  readonly activatedAt: number;
  readonly lastLeaseAt: number;
  readonly leaseEnd: number;
  /** false: its lease ended and that is recorded (rule 14). */
  readonly counted: boolean;
  /** Units held of element pools, by feature id; never 0. */
  readonly holdings: ReadonlyMap<string, bigint>;
}

export interface FeatureUsage {
  readonly used: bigint;
  readonly periodStart: number | null;
}

/** One entitlement at the moment of a decision: locked, with the seats the batch names and those that are overdue. */
export interface EntitlementSnapshot extends LifeDates {
  readonly terms: EntitlementTerms;
  readonly maintenanceExpiryDate: number | null;
  readonly seatsUsed: number;
  readonly sequence: bigint;
  /** No lease and no usage period ends before this instant. */
  readonly dueAt: number | null;
  readonly seatOf: (seatId: string) => Seat | undefined;
  readonly activation: (activationId: string) => Seat | undefined;
  /** Counted seats whose lease ended at or before now. */
  readonly overdue: readonly Seat[];
  /** The earliest lease end of the seats that still hold; null: none, or seats do not expire. */
  readonly nextLeaseEnd: number | null;
  readonly usage: ReadonlyMap<string, FeatureUsage>;
}

interface Asked {
  readonly ipAddress: string | null;
}

export interface ActivateRequest extends Asked {
  readonly kind: 'activate';
  /** Entitlements the credentials open, oldest first; empty: credentials rejected. */
  readonly candidates: readonly string[];
  readonly seatId: string;
  readonly seatName: string | null;
  readonly activationMethod: ActivationMethod;
  readonly username: string | null;
  /** The id the activation gets when it is new. */
  readonly newActivationId: string;
}

interface OnActivation extends Asked {
  readonly entitlementId: string;
  readonly activationId: string;
}

export interface RefreshRequest extends OnActivation {
  readonly kind: 'refresh';
}

export interface ReleaseRequest extends OnActivation {
  readonly kind: 'release';
}

export interface FeatureRequest extends OnActivation {
  readonly kind: 'checkout' | 'return';
  readonly featureKey: string;
  /** 1 or more. */
  readonly amount: bigint;
}

/** Records what time alone has done: ended leases, ended usage periods. */
export interface SettleRequest {
  readonly kind: 'settle';
  readonly entitlementId: string;
}

export type AdmissionRequest =
  | ActivateRequest
  | RefreshRequest
  | ReleaseRequest
  | FeatureRequest
  | SettleRequest;

export type ReasonCode =
  | 'seatLimitReached'
  | 'featureLimitReached'
  | 'entitlementNotActive'
  | 'ownCapReached'
  | 'credentialsRejected';

export interface Reason {
  readonly code: ReasonCode;
  /** One sentence for the caller. */
  readonly detail: string;
}

/** The entitlement as a decision left it: what an answer shows. */
export interface Standing extends LifeDates {
  readonly terms: EntitlementTerms;
  readonly maintenanceExpiryDate: number | null;
  readonly usage: ReadonlyMap<string, FeatureUsage>;
  readonly at: number;
}

export type Decision =
  | {
      readonly outcome: 'granted';
      readonly seat: Seat;
      readonly standing: Standing;
      readonly limits: LimitsInUse;
    }
  | {
      readonly outcome: 'featureGranted';
      readonly seat: Seat;
      readonly standing: Standing;
      readonly feature: FeatureTerms;
      /** null for a bool feature. */
      readonly limits: LimitsInUse | null;
    }
  | { readonly outcome: 'released'; readonly entitlementId: string }
  | { readonly outcome: 'settled'; readonly entitlementId: string }
  | {
      readonly outcome: 'denied';
      /** null: the credentials open no entitlement. */
      readonly entitlementId: string | null;
      readonly reasons: readonly [Reason, ...Reason[]];
      readonly limits: LimitsInUse | null;
      /** Earliest lease end known, when waiting can help; epoch ms. */
      readonly retryAt: number | null;
    }
  | { readonly outcome: 'noSuchActivation' }
  | { readonly outcome: 'noSuchFeature'; readonly featureKey: string }
  /** The state does not allow it; nothing to do with a limit. */
  | { readonly outcome: 'conflict'; readonly detail: string };

export type ActivityOperation =
  | 'activate'
  | 'refresh'
  | 'deactivate'
  | 'activationDenied'
  | 'featureCheckout'
  | 'featureReturn'
  | 'featureCheckoutDenied'
  | 'featureUsage'
  | 'leaseExpired';

/** One row of the activity log (rule 28): figures are after the operation. */
export interface ActivityRow {
  readonly entitlementId: string;
  readonly at: number;
  readonly sequence: bigint;
  readonly operation: ActivityOperation;
  readonly activationId: string | null;
  readonly seatId: string;
  readonly seatsUsed: number;
  readonly bought: bigint;
  readonly hardCap: bigint | null;
  readonly overdraft: boolean;
  readonly leaseEnd: number | null;
  readonly ipAddress: string | null;
  readonly attempts: number;
  readonly reasons: readonly ReasonCode[] | null;
  readonly featureKey: string | null;
  readonly amount: bigint | null;
  readonly featureUsed: bigint | null;
  readonly featureBought: bigint | null;
  readonly featureHardCap: bigint | null;
}

/** A change of state to be told (rule 36). */
export interface StateEvent {
  readonly entitlementId: string;
  readonly sequence: bigint;
  readonly at: number;
  readonly eventCode:
    | 'entitlement.overdraft.entered'
    | 'entitlement.overdraft.limitReached'
    | 'entitlement.overdraft.exited'
    | 'entitlement.feature.overdraft.entered'
    | 'entitlement.feature.overdraft.exited'
    | 'entitlement.usage.summary';
  readonly featureKey: string | null;
  readonly used: bigint;
  readonly limits: Limits;
}

/** The frozen figure of an ended usage period (rule 22). */
export interface UsageClosing {
  readonly entitlementId: string;
  readonly featureId: string;
  readonly featureKey: string;
  readonly periodStart: number | null;
  readonly periodEnd: number;
  readonly used: bigint;
  readonly overdraftUsed: bigint;
}

/** All that a batch changed in one entitlement. Apply it as a whole or not at all. */
export interface EntitlementChanges {
  readonly entitlementId: string;
  readonly seatsUsed: number;
  readonly sequence: bigint;
  readonly dueAt: number | null;
  /** Set when this batch started the entitlement (rule 24, first activation). */
  readonly started: {
    readonly activationDate: number;
    readonly expiryDate: number | null;
    readonly maintenanceExpiryDate: number | null;
  } | null;
  /** By activation id; null: released. `was` tells an insert from an update. */
  readonly seats: ReadonlyMap<string, { readonly was: Seat | null; readonly is: Seat | null }>;
  readonly usage: ReadonlyMap<string, FeatureUsage>;
  readonly log: readonly ActivityRow[];
  readonly events: readonly StateEvent[];
  readonly closings: readonly UsageClosing[];
  /** Denied operations, one row for each seat and feature; whether it becomes a row or counts on one is rule 16's. */
  readonly denials: readonly ActivityRow[];
}

export interface BatchResult {
  /** In the order of the requests. */
  readonly decisions: readonly Decision[];
  readonly changes: readonly EntitlementChanges[];
}
