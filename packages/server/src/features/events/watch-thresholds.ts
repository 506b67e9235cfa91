import { limitsInUse, type Threshold, thresholdChange, thresholdLevel } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { LogItem } from './feed-store.ts';
import { eventIdOf, featureLimitsOf, seatLimitsOf } from './log-events.ts';
import type { EventMessage } from './messages.ts';
import { type Meter, metersOf, type Sold, soldById } from './sold-meters.ts';
import { concerningThresholds, heldThresholds, type StoredThreshold, writeHeld } from './thresholds-store.ts';

/** Thresholds, watched while what happened is told: by the use and the limits after each row (rule 36). */

export interface Crossing {
  readonly sold: Sold;
  readonly meter: Meter;
  readonly thresholds: readonly StoredThreshold[];
}

interface Place {
  readonly entitlementId: string;
  readonly sequence: bigint;
  readonly at: Date;
}

export interface Watch {
  /** Whether there are any of features, whose units a seat gives back without a row of their own. */
  readonly watchesFeatures: boolean;
  /** The events that a row makes beside its own. */
  afterRow(row: LogItem): EventMessage[];
  /** The same after a change of terms, or a release of units: by what is in use now. */
  afterChange(place: Place): Promise<EventMessage[]>;
  /** Keeps what is crossed; answers what somebody may want a mail about. */
  close(): Promise<readonly Crossing[]>;
}

const meterOf = (row: LogItem): Meter | null => {
  if (row.featureKey === null) {
    return { featureKey: null, limits: seatLimitsOf(row), used: BigInt(row.seatsUsed) };
  }
  const { featureKey, featureUsed } = row;
  return featureUsed === null ? null : { featureKey, limits: featureLimitsOf(row), used: featureUsed };
};

const thresholdEvent = (
  tenantId: string,
  { entitlementId, sequence, at }: Place,
  eventCode: 'entitlement.threshold.crossed' | 'entitlement.threshold.cleared',
  { featureKey, limits, used }: Meter,
  thresholds: readonly Threshold[],
): EventMessage => {
  const ids = thresholds.map(({ thresholdId }) => thresholdId).join(' ');
  return {
    eventId: eventIdOf(tenantId, { entitlementId, sequence }, `${eventCode} ${ids}`),
    ...{ at: at.getTime(), eventCode, resourceId: entitlementId, entitlementId, sequence },
    payload: {
      ...{ entitlementId, featureKey, limits: limitsInUse(limits, used) },
      thresholds: thresholds.map((threshold) => ({
        thresholdId: threshold.thresholdId,
        measure: threshold.measure,
        value: threshold.value,
        level: thresholdLevel(threshold, limits),
      })),
    },
  };
};

/** Null: the tenant has no thresholds, or none that concerns these. */
export const openWatch = async (
  tx: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
): Promise<Watch | null> => {
  const all = await concerningThresholds(tx, tenantId, entitlementIds);
  if (all.length === 0) return null;
  const sold = await soldById(tx, tenantId, entitlementIds);
  const held = await heldThresholds(tx, tenantId, entitlementIds);
  const own = new Set(
    all.filter(({ customerId }) => customerId !== null).map(({ thresholdId }) => thresholdId),
  );
  const touched = new Set<string>();
  const crossings: Crossing[] = [];

  // An order that has gone to another customer is none of the former one's business.
  const concerning = ({ entitlementId, offeringId, customerId }: Sold, featureKey: string | null) =>
    all.filter(
      (threshold) =>
        threshold.featureKey === featureKey &&
        (threshold.customerId ?? customerId) === customerId &&
        (threshold.entitlementId ?? entitlementId) === entitlementId &&
        (threshold.offeringId ?? offeringId) === offeringId,
    );

  const stand = (place: Place, meter: Meter): EventMessage[] => {
    const about = sold.get(place.entitlementId);
    const crossed = held.get(place.entitlementId);
    if (!about || !crossed) return [];
    const thresholds = concerning(about, meter.featureKey);
    if (thresholds.length === 0) return [];
    const change = thresholdChange(thresholds, crossed, meter.limits, meter.used);
    const events: EventMessage[] = [];
    const tell = (code: 'crossed' | 'cleared', some: readonly Threshold[]) => {
      if (some.length === 0) return;
      touched.add(place.entitlementId);
      // A customer's own are told to its people, not to the vendor's listeners.
      const vendors = some.filter(({ thresholdId }) => !own.has(thresholdId));
      if (vendors.length === 0) return;
      events.push(thresholdEvent(tenantId, place, `entitlement.threshold.${code}`, meter, vendors));
    };
    tell('cleared', change.cleared);
    tell('crossed', change.crossed);
    for (const { thresholdId } of change.cleared) crossed.delete(thresholdId);
    for (const { thresholdId } of change.crossed) crossed.add(thresholdId);
    const ids = new Set(change.crossed.map(({ thresholdId }) => thresholdId));
    const mailed = thresholds.filter(({ thresholdId, mail }) => mail !== null && ids.has(thresholdId));
    if (mailed.length > 0) crossings.push({ sold: about, meter, thresholds: mailed });
    return events;
  };

  return {
    watchesFeatures: all.some(({ featureKey }) => featureKey !== null),
    afterRow: (row) => {
      const meter = meterOf(row);
      return meter ? stand(row, meter) : [];
    },
    afterChange: async (place) => {
      const about = sold.get(place.entitlementId);
      if (!about) return [];
      const meters = await metersOf(tx, tenantId, place.entitlementId, place.at.getTime());
      return meters.flatMap((meter) => stand(place, meter));
    },
    close: async () => {
      for (const entitlementId of touched)
        await writeHeld(tx, tenantId, entitlementId, held.get(entitlementId) ?? new Set());
      return crossings;
    },
  };
};
