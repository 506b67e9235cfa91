import {
  figuresOf,
  type HourFigures,
  type Meter,
  type MeterLevel,
  passTime,
  rangeOf,
  type Span,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type HourRow, hourFrom } from './figures-store.ts';
import { dates } from './read-store.ts';

/**
 * The seats of several entitlements in one go, as far as their logs have been read: nobody waits for what is not. $1 tenant,
 * $2 entitlements.
 */

// Levels ascend: the lowest and the highest are enough to know between which use was.
const hourColumns = `
  feature_key, hour_start, hour_end, opening_used, opening_bought, opening_hard_cap, closing_used, closing_bought,
  closing_hard_cap, held_ms, used_ms, bought_ms, overdraft_ms, overdraft_used_ms, at_hard_cap_ms, grants,
  case when cardinality(levels) < 2 then levels else array[levels[1], levels[cardinality(levels)]] end as levels,
  '{}'::int[] as level_ms`;

// Thousands of hours a page: only what days are made of, and instants as numbers, which cost a fraction of what dates do.
const dayColumns = `
  date_part('epoch', hour_start) * 1000 as start, date_part('epoch', hour_end) * 1000 as "end", closing_used,
  closing_bought, closing_hard_cap, overdraft_ms, overdraft_used_ms, levels[cardinality(levels)] as highest`;

/** $3 and $4: the hours that begin in the range, and the last one before: its level went on. */
export const hoursOfManySql = `
  select k.entitlement_id, h.*
  from unnest($2::text[]) k (entitlement_id)
  cross join lateral (
    (
      select ${dayColumns}
      from history_hours
      where tenant_id = $1 and entitlement_id = k.entitlement_id and feature_key = '' and hour_start < $3
      order by hour_start desc
      limit 1
    )
    union all
    (
      select ${dayColumns}
      from history_hours
      where tenant_id = $1 and entitlement_id = k.entitlement_id and feature_key = ''
        and hour_start >= $3 and hour_start < $4
      order by hour_start
    )
  ) h
  order by h.start`;

/** Where the meters stand, each with its last hour. */
export const metersOfManySql = `
  select m.entitlement_id, m.at, m.used, m.bought, m.hard_cap, c.time_zone, h.*
  from unnest($2::text[]) k (entitlement_id)
  join history_meters m on m.tenant_id = $1 and m.entitlement_id = k.entitlement_id and m.feature_key = ''
  join history_cursors c on c.tenant_id = $1 and c.entitlement_id = k.entitlement_id
  cross join lateral (
    select ${hourColumns}
    from history_hours
    where tenant_id = $1 and entitlement_id = k.entitlement_id and feature_key = ''
    order by hour_start desc
    limit 1
  ) h
  order by h.hour_start`;

interface OfOne {
  readonly entitlement_id: string;
}

interface MeterHourRow extends HourRow, OfOne {
  readonly at: Date;
  readonly used: bigint;
  readonly bought: bigint | null;
  readonly hard_cap: bigint | null;
  readonly time_zone: string;
}

interface DayHourRow extends OfOne {
  /** Epoch ms. */
  readonly start: number;
  readonly end: number;
  readonly closing_used: bigint;
  readonly closing_bought: bigint | null;
  readonly closing_hard_cap: bigint | null;
  readonly overdraft_ms: number;
  readonly overdraft_used_ms: string;
  /** Null: of no time. */
  readonly highest: bigint | null;
}

type Levels = HourFigures['levels'];

/** One map for each level, not one for each of thousands of hours. */
const sharedLevels = () => {
  const known = new Map<bigint | null, Levels>();
  return (highest: bigint | null): Levels => {
    const levels = known.get(highest) ?? new Map(highest === null ? [] : [[highest, 0]]);
    known.set(highest, levels);
    return levels;
  };
};

/** Of the hour there is what days are made of here, and nothing else. */
const dayHourFrom = (row: DayHourRow, levelsOf: ReturnType<typeof sharedLevels>): HourFigures => {
  const closing = { used: row.closing_used, bought: row.closing_bought, hardCap: row.closing_hard_cap };
  return {
    start: row.start,
    end: row.end,
    opening: closing,
    closing,
    heldMs: 0,
    usedMs: 0n,
    boughtMs: 0n,
    overdraftMs: row.overdraft_ms,
    overdraftUsedMs: BigInt(row.overdraft_used_ms),
    atHardCapMs: 0,
    grants: 0,
    levels: levelsOf(row.highest),
  };
};

export interface SeatDay extends Span {
  /** The most in use at once; null: nothing is known of the day. */
  readonly max: bigint | null;
  /** As the day ends, or at present. */
  readonly bought: bigint;
  /** Null: unlimited. */
  readonly hardCap: bigint | null;
}

export interface SeatDays {
  readonly days: readonly SeatDay[];
  readonly overdraftMs: number;
  readonly overdraftUsedMs: bigint;
}

const nothing: MeterLevel = { used: 0n, bought: 0n, hardCap: 0n };

/** What is stored of an entitlement's hours, with what its meter knows beyond it, up to `now`. */
const hoursUntil = (stored: readonly HourFigures[], row: MeterHourRow, now: number, end: number) => {
  const meter: Meter = {
    at: row.at.getTime(),
    level: { used: row.used, bought: row.bought, hardCap: row.hard_cap },
    hour: hourFrom(row),
    ...{ episode: null, granted: [], pastHours: [], pastEpisodes: [] },
  };
  const hourRead = meter.hour.start;
  passTime(meter, now, row.time_zone);
  const latest = [...meter.pastHours, meter.hour].filter(({ start }) => start < end);
  return [...stored.filter(({ start }) => start < hourRead), ...latest];
};

const daysOf = (hours: readonly HourFigures[], days: readonly Span[], now: number): SeatDays => {
  let overdraftMs = 0;
  let overdraftUsedMs = 0n;
  const seatDays = figuresOf(hours, days, now).map((figures, index): SeatDay => {
    const span = days[index] ?? figures;
    const { bought, hardCap } = hours.findLast(({ start }) => start < span.end)?.closing ?? nothing;
    overdraftMs += figures.overdraftMs;
    overdraftUsedMs += figures.overdraftUsedMs;
    return { ...span, max: rangeOf(figures)?.max ?? null, bought: bought ?? 0n, hardCap };
  });
  return { days: seatDays, overdraftMs, overdraftUsedMs };
};

/** Figures of days that follow each other, by entitlement; one without history has none. */
export const seatDaysOf = async (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
  days: readonly Span[],
  now: number,
): Promise<Map<string, SeatDays>> => {
  const [first] = days;
  const last = days.at(-1);
  if (!first || !last || entitlementIds.length === 0) return new Map();
  const named = [tenantId, entitlementIds];
  const range = { start: first.start, end: last.end };
  const meters = await db.query<MeterHourRow>(metersOfManySql, named);
  const rows = await db.query<DayHourRow>(hoursOfManySql, [...named, ...dates(range)]);
  const levelsOf = sharedLevels();
  const stored = new Map<string, HourFigures[]>();
  for (const row of rows) {
    const hours = stored.get(row.entitlement_id);
    const hour = dayHourFrom(row, levelsOf);
    if (hours) hours.push(hour);
    else stored.set(row.entitlement_id, [hour]);
  }
  return new Map(
    meters.map((row) => {
      const hours = hoursUntil(stored.get(row.entitlement_id) ?? [], row, now, range.end);
      return [row.entitlement_id, daysOf(hours, days, now)];
    }),
  );
};
