import type { Interval } from './calendar.ts';
import type { LicenseStartType, LicenseType, LifeDates, StartTerms, TermDates } from './life.ts';
import type { Limits, LimitsInUse } from './overdraft.ts';
import type { UsageResetSchedule } from './usage-period.ts';

/** The plain data a decision is made on, and what it yields. No row here knows of a database. */

export type FeatureType = 'bool' | 'elementPool' | 'usageCount';
export type ConcurrencyMode = 'concurrent' | 'nodeLock';
export type ActivationMethod = 'activationCode' | 'openIdToken' | 'password';
/** Whether the client of a seat reaches the server itself, or somebody carries tokens for it. */
export type ActivationMode = 'online' | 'offline';
/** `deactivate`: its client gave the seat up; `delete`: somebody took it away through the API. */
export type DeactivationMethod = 'delete' | 'deactivate';

export interface FeatureTerms {
  readonly featureId: string;
  readonly key: string;
  readonly type: FeatureType;
  /** Resolved over the levels of rule 8. For `bool` the bought value is 1 (on) or 0 (off). */
  readonly limits: Limits;
}

/** Told to the application with its seat; decides nothing. Resolved over the levels of rule 8. */
export interface AttributeTerms {
  readonly key: string;
  readonly type: 'number' | 'date' | 'string';
  readonly value: string | null;
}

/** What does not move with use: the terms of one entitlement, resolved over offering, edits and catalogue. */
export interface EntitlementTerms extends StartTerms {
  readonly entitlementId: string;
  readonly productId: string;
  readonly editionId: string;
  readonly seats: Limits;
  /** Seats that the customer allows itself (rule 43); null: as many as the hard cap. */
  readonly ownCap: bigint | null;
  readonly concurrencyMode: ConcurrencyMode;
  readonly licenseStartType: LicenseStartType;
  readonly leasePeriod: Interval;
  /** Of seats whose client has no network. */
  readonly offlineLeasePeriod: Interval;
  readonly gracePeriod: Interval;
  readonly usageResetSchedule: UsageResetSchedule;
  readonly features: readonly FeatureTerms[];
  readonly attributes: readonly AttributeTerms[];
}

export interface Seat {
  readonly activationId: string;
  readonly seatId: string;
  readonly seatName: string | null;
  readonly activationMethod: ActivationMethod;
  readonly username: string | null;
  /** As the seat was last asked for. */
  readonly mode: ActivationMode;
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

/** The last ends that were told and are over (rule 23), so that each is told once. Null: none, or it has moved ahead. */
export interface ToldEnds {
  readonly toldExpiry: number | null;
  readonly toldMaintenanceExpiry: number | null;
}

/** What time moves an entitlement through. */
export interface LifeCourse extends TermDates, ToldEnds {
  /** Instants at which renewals end a usage period, past ones and those to come; ascending. */
  readonly usageResets: readonly number[];
}

/** One entitlement at the moment of a decision: locked, with the seats the batch names and those that are overdue. */
export interface EntitlementSnapshot extends LifeDates, LifeCourse {
  readonly terms: EntitlementTerms;
  readonly seatsUsed: number;
  readonly sequence: bigint;
  /** Nothing that time does is unrecorded before this instant: no lease, no usage period and no end of a term. */
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
  readonly mode: ActivationMode;
  /** The id the activation gets when it is new. */
  readonly newActivationId: string;
}

interface OnActivation extends Asked {
  readonly entitlementId: string;
  readonly activationId: string;
}

interface OnSeat extends OnActivation {
  /** `offline`: only a seat of that mode is meant, another one is a conflict. Left out: any. */
  readonly mode?: 'offline';
}

export interface RefreshRequest extends OnSeat {
  readonly kind: 'refresh';
}

export interface ReleaseRequest extends OnSeat {
  readonly kind: 'release';
  /** How: told with the release. */
  readonly method: DeactivationMethod;
  /** Who took the seat away by hand, by name; kept in the log. */
  readonly by?: string;
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
  readonly usageResets: readonly number[];
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

/** The seat that a row gave or took away, as its event tells it. */
export interface SeatOfRow {
  readonly seatName: string | null;
  readonly mode: ActivationMode;
  readonly activatedAt: number;
  /** null: it was given. */
  readonly method: DeactivationMethod | null;
  /** Who took it away by hand, by name. */
  readonly releasedBy: string | null;
  /** Rule 5. */
  readonly isOverdraftSeat: boolean;
}

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
  /** Of `activate` and `deactivate`. */
  readonly seat: SeatOfRow | null;
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
    | 'entitlement.feature.overdraft.exited';
  readonly featureKey: string | null;
  readonly used: bigint;
  readonly limits: Limits;
}

/** The closing figures of one reset (rule 22), to be told together. */
export interface UsageSummaryEvent {
  readonly entitlementId: string;
  readonly sequence: bigint;
  readonly at: number;
  readonly eventCode: 'entitlement.usage.summary';
  /** Of the first period that was closed. */
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly usages: readonly Pick<UsageClosing, 'featureKey' | 'used' | 'overdraftUsed'>[];
}

export type LifeEventCode =
  | 'entitlement.activated'
  | 'entitlement.expires30days'
  | 'entitlement.expires7days'
  | 'entitlement.expires1day'
  | 'entitlement.expired'
  | 'entitlement.maintenance.expires30days'
  | 'entitlement.maintenance.expires7days'
  | 'entitlement.maintenance.expires1day'
  | 'entitlement.maintenance.expired';

/** Rule 23: a start, an end or the notice of one, to be told. */
export interface LifeEvent {
  readonly entitlementId: string;
  readonly sequence: bigint;
  readonly at: number;
  readonly eventCode: LifeEventCode;
  /** The start or the end that is told; epoch ms. */
  readonly date: number;
  readonly licenseType: LicenseType;
  readonly expiryDate: number | null;
}

/** What an entitlement tells by itself. */
export type EntitlementEvent = StateEvent | UsageSummaryEvent | LifeEvent;

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
  readonly started: (TermDates & { readonly activationDate: number }) | null;
  /** By activation id; null: released. `was` tells an insert from an update. */
  readonly seats: ReadonlyMap<string, { readonly was: Seat | null; readonly is: Seat | null }>;
  readonly usage: ReadonlyMap<string, FeatureUsage>;
  /** Set when an end was told, or one told before has moved ahead again. */
  readonly told: ToldEnds | null;
  readonly log: readonly ActivityRow[];
  readonly events: readonly EntitlementEvent[];
  readonly closings: readonly UsageClosing[];
  /** Denied operations, one row for each seat and feature; whether it becomes a row or counts on one is rule 16's. */
  readonly denials: readonly ActivityRow[];
}

export interface BatchResult {
  /** In the order of the requests. */
  readonly decisions: readonly Decision[];
  readonly changes: readonly EntitlementChanges[];
}
