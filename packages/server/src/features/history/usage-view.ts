import type { LimitStepModel, UsageBucketModel, UsageHistoryModel } from '@leeway/contract';
import { historyStepsMax } from '@leeway/contract';
import {
  averageOf,
  type HistoryBucket,
  hourAt,
  overdraftUsed,
  rangeOf,
  type Span,
  type Step,
  seatsKey,
  type UsageFigures,
} from '@leeway/rules';
import { instantText } from '../../platform/instant.ts';
import { ownCapsWithin } from '../entitlements/index.ts';
import { bucketsAsked } from './asked-range.ts';
import { figuresIn, type HistoryParts, hoursIn, type MeterHistory } from './meter-history.ts';
import { type DeniedRow, selectDeniedBySpan, selectLimits } from './read-store.ts';
import { selectSteps } from './steps-store.ts';

/** C(t), P(t) and H(t) of one meter, in buckets or as they are (rule 29). */

/** Null: nothing is known of that time. */
export const averageOrNull = (unitMs: bigint, ms: number): number | null =>
  ms === 0 ? null : averageOf(unitMs, ms);

/** The figures that an answer has of any bucket. */
export const figuresModel = (
  figures: Omit<UsageFigures, 'levels'>,
  denied: Omit<DeniedRow, 'index'> | undefined,
) => ({
  start: instantText(figures.start),
  end: instantText(figures.end),
  heldMs: BigInt(figures.heldMs),
  usedMs: figures.usedMs,
  boughtMs: figures.boughtMs,
  overdraftMs: BigInt(figures.overdraftMs),
  overdraftUsedMs: figures.overdraftUsedMs,
  atHardCapMs: BigInt(figures.atHardCapMs),
  activations: figures.grants,
  denials: denied?.attempts ?? 0,
  deniedSeats: denied?.seats ?? 0,
});

const bucketModel = (figures: UsageFigures, denied: DeniedRow | undefined): UsageBucketModel => {
  const range = rangeOf(figures);
  return {
    ...figuresModel(figures, denied),
    min: range?.min ?? null,
    max: range?.max ?? null,
    average: averageOrNull(figures.usedMs, figures.heldMs),
  };
};

const sameLimits = (one: LimitStepModel | undefined, other: LimitStepModel) =>
  one?.bought === other.bought && one?.hardCap === other.hardCap;

/** Of a feature the log tells the limits with each use of it: they are known by the hour. */
const limitSteps = async (parts: HistoryParts, history: MeterHistory, range: Span) => {
  const steps: LimitStepModel[] = [];
  if (history.key.featureKey === seatsKey) {
    for (const { at, bought, hard_cap } of await selectLimits(parts.database, history.key, range)) {
      steps.push({ at: at.toISOString(), bought, hardCap: hard_cap });
    }
    return steps;
  }
  for (const { start, closing } of await hoursIn(parts, history, range)) {
    const step = { at: instantText(start), bought: closing.bought, hardCap: closing.hardCap };
    if (!sameLimits(steps.at(-1), step)) steps.push(step);
  }
  return steps;
};

const headOf = async (parts: HistoryParts, history: MeterHistory, range: Span) => {
  const { key, level, timeZone } = history;
  return {
    entitlementId: key.entitlementId,
    featureKey: key.featureKey === seatsKey ? null : key.featureKey,
    from: instantText(range.start),
    to: instantText(range.end),
    timeZone,
    current: { ...level, overdraftUsed: overdraftUsed(level.bought, level.used) },
    limits: await limitSteps(parts, history, range),
    ownCaps:
      key.featureKey === seatsKey
        ? await ownCapsWithin(parts.database, key.tenantId, key.entitlementId, range)
        : [],
  };
};

/** History in buckets; the range is widened to whole ones. */
export const usageInBuckets = async (
  parts: HistoryParts,
  history: MeterHistory,
  bucket: HistoryBucket,
  range: Span,
): Promise<UsageHistoryModel> => {
  const { key, timeZone, now } = history;
  const spans = bucketsAsked(bucket, range, timeZone, now);
  const whole = { start: spans[0]?.start ?? range.start, end: spans.at(-1)?.end ?? range.end };
  const figures = await figuresIn(parts, history, spans, 'outer');
  const denied = await selectDeniedBySpan(parts.database, key, spans);
  return {
    ...(await headOf(parts, history, whole)),
    bucket,
    buckets: figures.map((each, index) => bucketModel(each, denied.get(index))),
    steps: [],
    next: null,
  };
};

const changesOnly = (steps: readonly Step[]): Step[] =>
  steps.filter(({ value }, index) => index === 0 || value !== steps[index - 1]?.value);

/** The level at the beginning of the range, 0 before the first fact. */
const initialStep = async (parts: HistoryParts, history: MeterHistory, { start }: Span): Promise<Step> => {
  const { start: hourStart, end: hourEnd } = hourAt(start, history.timeZone);
  const hours = await hoursIn(parts, history, { start: hourStart, end: hourEnd });
  const before = hours.findLast((hour) => hour.end <= hourStart);
  const inside = hours.find((hour) => hour.start === hourStart);
  const opening = inside?.opening.used ?? before?.closing.used ?? 0n;
  const steps = await selectSteps(
    parts.database,
    history.key,
    { start: hourStart, end: start + 1 },
    historyStepsMax * 100,
  );
  return { at: start, value: steps.at(-1)?.value ?? opening };
};

/** History as it is, step by step, as much as one answer holds. */
export const usageInSteps = async (
  parts: HistoryParts,
  history: MeterHistory,
  range: Span,
): Promise<UsageHistoryModel> => {
  const initial = await initialStep(parts, history, range);
  const after = { start: range.start + 1, end: range.end };
  const found = await selectSteps(parts.database, history.key, after, historyStepsMax + 1);
  const next = found.length > historyStepsMax ? (found.at(-1)?.at ?? null) : null;
  const steps = changesOnly([initial, ...found.slice(0, historyStepsMax)]);
  return {
    ...(await headOf(parts, history, range)),
    bucket: 'raw',
    buckets: [],
    steps: steps.map(({ at, value }) => ({ at: instantText(at), used: value })),
    next: next === null ? null : instantText(next),
  };
};
