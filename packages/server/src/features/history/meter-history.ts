import {
  figuresOf,
  type HourFigures,
  type Meter,
  type MeterLevel,
  passTime,
  type Span,
  seatsKey,
  type UsageFigures,
} from '@leeway/rules';
import { notFound, unknownReference } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { loadTerms } from '../entitlements/index.ts';
import { deriveHistory } from './derive.ts';
import { readMeters } from './figures-store.ts';
import { selectEntitlement } from './log-store.ts';
import { type MeterKey, selectHours, selectLevelTimes } from './read-store.ts';

/** Records what time alone has done to an entitlement. */
export type Settle = (tenantId: string, entitlementId: string) => Promise<unknown>;

export interface HistoryParts extends Pick<RoomContext, 'database' | 'clock'> {
  readonly settle: Settle;
}

/** One meter of one entitlement. */
export interface MeterHistory {
  readonly key: MeterKey;
  readonly timeZone: string;
  /** Epoch ms. */
  readonly now: number;
  /** Up to here history is known; before `now` only while much of the log is not read yet. */
  readonly until: number;
  readonly level: MeterLevel;
  /** Null: nothing was ever counted. */
  readonly meter: Meter | null;
  /** Of the meter's last known fact: what is stored of hours before is complete. */
  readonly hourRead: number;
}

/** What a reader waits for: the log of some seconds at most. Only of a log just loaded is there more. */
const portionsOfRead = 2;

/**
 * Brings the history of an entitlement up to now: answers lag behind nothing, unless much of its log is not read yet. 404
 * when there is no such entitlement.
 */
const catchUp = async (
  { database, clock, settle }: HistoryParts,
  tenantId: string,
  entitlementId: string,
) => {
  const key = { tenantId, entitlementId };
  const found = await selectEntitlement(database, tenantId, entitlementId);
  if (!found) throw notFound('entitlement', entitlementId);
  const isDue = found.due_at !== null && found.due_at.getTime() <= clock.now();
  if (isDue) await settle(tenantId, entitlementId);
  const isComplete =
    !(isDue || found.has_news) ||
    (await deriveHistory(database, key, { waits: true, portionsMax: portionsOfRead }));
  return { timeZone: found.time_zone, isComplete };
};

const limitsOfFeature = async (
  { database }: HistoryParts,
  { tenantId, entitlementId, featureKey }: MeterKey,
): Promise<MeterLevel> => {
  const terms = (await loadTerms(database, tenantId, [entitlementId])).get(entitlementId);
  const feature = terms?.features.find(({ key, type }) => key === featureKey && type !== 'bool');
  if (!feature) throw unknownReference('feature', 'metered feature', featureKey);
  return { used: 0n, bought: feature.limits.bought, hardCap: feature.limits.hardCap };
};

/** 404 without the entitlement, 422 without the feature. */
export const openMeter = async (
  parts: HistoryParts,
  tenantId: string,
  entitlementId: string,
  feature: string | undefined,
): Promise<MeterHistory> => {
  const { timeZone, isComplete } = await catchUp(parts, tenantId, entitlementId);
  const key = { tenantId, entitlementId, featureKey: feature ?? seatsKey };
  const meters = await readMeters(parts.database, [key], key.featureKey);
  const meter = meters.get(entitlementId)?.get(key.featureKey) ?? null;
  const now = parts.clock.now();
  const until = isComplete ? now : (meter?.at ?? 0);
  const hourRead = meter?.hour.start ?? now;
  if (meter) passTime(meter, until, timeZone);
  const level = meter?.level ?? (await limitsOfFeature(parts, key));
  return { key, timeZone, now, until, level, meter, hourRead };
};

/**
 * The hours a range is made of, those included that no row tells of yet. Of the levels of those that have a row only the
 * lowest and the highest are there, without their time.
 */
export const hoursIn = async (
  { database }: HistoryParts,
  { key, meter, hourRead }: MeterHistory,
  range: Span,
): Promise<HourFigures[]> => {
  if (!meter) return [];
  const kept = (await selectHours(database, key, range)).filter(({ start }) => start < hourRead);
  const last = [...meter.pastHours, meter.hour].filter(({ start }) => start < range.end);
  return [...kept, ...last];
};

/** Whether the time at every level is asked for, or only between which levels use was. */
export type LevelsAsked = 'all' | 'outer';

/** Spans are of whole hours, but for the present. */
export const figuresIn = async (
  parts: HistoryParts,
  history: MeterHistory,
  spans: readonly Span[],
  levels: LevelsAsked,
): Promise<UsageFigures[]> => {
  const range = { start: spans[0]?.start ?? 0, end: spans.at(-1)?.end ?? 0 };
  const figures = figuresOf(await hoursIn(parts, history, range), spans, history.until);
  if (levels === 'outer' || !history.meter) return figures;
  const times = await selectLevelTimes(parts.database, history.key, spans, history.hourRead);
  for (const [index, { levels: sum }] of figures.entries()) {
    for (const [level, ms] of times[index] ?? []) sum.set(level, (sum.get(level) ?? 0) + ms);
  }
  return figures;
};
