import { type Static, Type } from 'typebox';
import { DateTime, Id, Int32, Int64, Nullable, Page, Reply, Words } from '../schema.ts';

/**
 * Usage history (rules 29 to 32). Integrals are exact, in unit-milliseconds: seats, or units of the feature, times the time
 * they were in use; an average is an integral by `heldMs`. Null limits stand for unlimited.
 */

export const HistoryBucket = Words(['hour', 'day', 'month']);
export const HistoryResolution = Words(['hour', 'day', 'month', 'raw']);

const Amount = () => Int64({ minimum: 0 });
const Average = () => Nullable(Type.Number({ minimum: 0 }));

/** What a range is told in: whole buckets, of the tenant's time zone. */
const Range = {
  from: DateTime(),
  to: DateTime(),
  timeZone: Type.String(),
};

const Level = {
  used: Amount(),
  bought: Nullable(Amount()),
  hardCap: Nullable(Amount()),
};

const Figures = {
  start: DateTime(),
  end: DateTime(),
  /** Of the bucket, so much is known: less where the entitlement began in it or it is not over. */
  heldMs: Int64({ minimum: 0 }),
  usedMs: Amount(),
  boughtMs: Amount(),
  /** Time in overdraft; of several entitlements, the sum of theirs. */
  overdraftMs: Amount(),
  overdraftUsedMs: Amount(),
  atHardCapMs: Amount(),
  /** Of a feature: checkouts. */
  activations: Int32({ minimum: 0 }),
  /** Attempts that were denied. */
  denials: Int32({ minimum: 0 }),
  deniedSeats: Int32({ minimum: 0 }),
};

export const UsageBucketModel = Reply({
  ...Figures,
  /** The lowest level that held for any time; null: nothing is known of the bucket. */
  min: Nullable(Amount()),
  max: Nullable(Amount()),
  average: Average(),
});
export type UsageBucketModel = Static<typeof UsageBucketModel>;

export const LimitStepModel = Reply({ at: DateTime(), bought: Level.bought, hardCap: Level.hardCap });
export type LimitStepModel = Static<typeof LimitStepModel>;

/** Null: the customer set none of its own, or took it away. */
export const OwnCapStepModel = Reply({ at: DateTime(), ownCap: Nullable(Int32({ minimum: 0 })) });
export type OwnCapStepModel = Static<typeof OwnCapStepModel>;

export const UsageStepModel = Reply({ at: DateTime(), used: Amount() });

export const UsageHistoryModel = Reply({
  entitlementId: Id('ent'),
  /** Null: the seats. */
  featureKey: Nullable(Type.String()),
  bucket: HistoryResolution,
  ...Range,
  current: Reply({ ...Level, overdraftUsed: Amount() }),
  /** The limits in force when the range begins, and each step of them in it. */
  limits: Type.Array(LimitStepModel),
  /** Of the seats: the customer's own cap when the range begins, and each change of it in it. Empty: there is none. */
  ownCaps: Type.Array(OwnCapStepModel),
  /** Empty with `raw`. */
  buckets: Type.Array(UsageBucketModel),
  /** With `raw`: the level when the range begins and each later one, from its instant on. */
  steps: Type.Array(UsageStepModel),
  /** With `raw`: where to go on, as `from`; null: that was all. */
  next: Nullable(DateTime()),
});
export type UsageHistoryModel = Static<typeof UsageHistoryModel>;

export const UsageTotalsBucketModel = Reply({
  ...Figures,
  averageUsed: Average(),
  averageBought: Average(),
  averageOverdraftUsed: Average(),
  /** As the bucket ends, or at present. */
  used: Amount(),
  bought: Amount(),
  overdraftUsed: Amount(),
  entitlementsInOverdraft: Int32({ minimum: 0 }),
});
export type UsageTotalsBucketModel = Static<typeof UsageTotalsBucketModel>;

export const UsageTotalsModel = Reply({
  bucket: HistoryBucket,
  ...Range,
  entitlements: Int32({ minimum: 0 }),
  buckets: Type.Array(UsageTotalsBucketModel),
});
export type UsageTotalsModel = Static<typeof UsageTotalsModel>;

export const OverdraftEpisodeModel = Reply({
  start: DateTime(),
  /** Null: it goes on. */
  end: Nullable(DateTime()),
  /** Times in overdraft that are shown as one, because what lay between was shorter than the cool-down. */
  parts: Int32({ minimum: 1 }),
  peakUsed: Amount(),
  peakOverdraftUsed: Amount(),
  overdraftMs: Amount(),
  overdraftUsedMs: Amount(),
  /** Distinct seats granted beyond the bought count. */
  seats: Int32({ minimum: 0 }),
  denials: Int32({ minimum: 0 }),
});
export type OverdraftEpisodeModel = Static<typeof OverdraftEpisodeModel>;

export const PaginatedListOfOverdraftEpisodeModel = Page(OverdraftEpisodeModel);

export const DenialWindowModel = Reply({
  seatId: Type.String(),
  start: DateTime(),
  lastDeniedAt: DateTime(),
  /** When the seat was granted, or 15 minutes after its last attempt. */
  end: DateTime(),
  attempts: Int32({ minimum: 1 }),
  granted: Type.Boolean(),
  /** It has closed and the seat was not granted. */
  trueDenial: Type.Boolean(),
});
export type DenialWindowModel = Static<typeof DenialWindowModel>;

export const DenialsModel = Reply({
  entitlementId: Id('ent'),
  featureKey: Nullable(Type.String()),
  from: DateTime(),
  to: DateTime(),
  attempts: Int32({ minimum: 0 }),
  /** Windows that closed in the range without a grant. */
  trueDenials: Int32({ minimum: 0 }),
  deniedSeats: Int32({ minimum: 0 }),
  /** An attempt that had several reasons counts for each. */
  byReason: Type.Array(Reply({ reason: Type.String(), attempts: Int32({ minimum: 1 }) })),
  /** Most attempts first; at most a thousand. */
  bySeat: Type.Array(
    Reply({
      seatId: Type.String(),
      attempts: Int32({ minimum: 0 }),
      trueDenials: Int32({ minimum: 0 }),
      lastDeniedAt: DateTime(),
    }),
  ),
  /** Distinct seats that waited, over time. */
  unmet: Reply({ unmetMs: Amount(), max: Amount() }),
  /** The highest sum of seats in use and seats that waited; null: of a feature, or nobody waited. */
  peakDemand: Nullable(Amount()),
  windows: Page(DenialWindowModel),
});
export type DenialsModel = Static<typeof DenialsModel>;

export const ConcurrencyModel = Reply({
  entitlementId: Id('ent'),
  featureKey: Nullable(Type.String()),
  ...Range,
  heldMs: Int64({ minimum: 0 }),
  usedMs: Amount(),
  boughtMs: Amount(),
  /** Null: nothing is known of the range. */
  min: Nullable(Amount()),
  max: Nullable(Amount()),
  average: Average(),
  p50: Nullable(Amount()),
  p95: Nullable(Amount()),
  p99: Nullable(Amount()),
  /** Used of bought over the whole range, in per cent; null: nothing was bought, or without limit. */
  utilizationRate: Average(),
  /** Time at each level, ascending; levels are taken together where there are very many. */
  histogram: Type.Array(Reply({ low: Amount(), high: Amount(), ms: Int64({ minimum: 0 }) })),
});
export type ConcurrencyModel = Static<typeof ConcurrencyModel>;
