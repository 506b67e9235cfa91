import type { Database } from '../../../platform/database.ts';

/** Usage history as a reader of the log would work it out by hand: it looks at each stretch between two instants by itself. */

export interface PlainRow {
  readonly at: number;
  readonly operation: string;
  readonly seat: string;
  readonly used: number;
  readonly attempts: number;
}

export interface PlainLimits {
  readonly at: number;
  readonly bought: number;
  readonly hardCap: number | null;
}

export interface PlainLog {
  readonly rows: readonly PlainRow[];
  readonly limits: readonly PlainLimits[];
}

/** The rows about seats; refreshes too, which must change nothing. */
export const readPlainLog = async (database: Database, entitlementId: string): Promise<PlainLog> => ({
  rows: await database.query<PlainRow>(
    `select (extract(epoch from at) * 1000)::float8 as at, operation, seat_id as seat, seats_used as used, attempts
     from activity_log where entitlement_id = $1 and feature_key is null
     order by activity_log.at, sequence`,
    [entitlementId],
  ),
  limits: await database.query<PlainLimits>(
    `select (extract(epoch from at) * 1000)::float8 as at, bought, hard_cap::float8 as "hardCap"
     from limit_changes where entitlement_id = $1
     order by limit_changes.at, sequence`,
    [entitlementId],
  ),
});

export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly used: number;
  readonly bought: number;
  readonly hardCap: number | null;
}

/** The stretches of `[from, to)` in which nothing changed; none before the entitlement began. */
export const stretchesOf = ({ rows, limits }: PlainLog, from: number, to: number): Stretch[] => {
  const cuts = [...new Set([from, to, ...rows.map(({ at }) => at), ...limits.map(({ at }) => at)])]
    .filter((at) => at >= from && at <= to)
    .sort((a, b) => a - b);
  return cuts.slice(0, -1).flatMap((start, index) => {
    const limit = limits.findLast(({ at }) => at <= start);
    if (!limit) return [];
    const used = rows.findLast(({ at }) => at <= start)?.used ?? 0;
    return [{ from: start, to: cuts[index + 1] ?? to, used, bought: limit.bought, hardCap: limit.hardCap }];
  });
};

const total = (stretches: readonly Stretch[], per: (stretch: Stretch) => number) =>
  stretches.reduce((sum, stretch) => sum + per(stretch) * (stretch.to - stretch.from), 0);
const over = ({ used, bought }: Stretch) => Math.max(0, used - bought);

/** With six decimals, rounded half up from exact integers: floats would round some ties the other way. */
const exactRatio = (amount: number, by: number) => {
  const micros = (BigInt(amount) * 1_000_000n * 2n + BigInt(by)) / (BigInt(by) * 2n);
  return Number(micros) / 1_000_000;
};

/** The figures of one bucket as the API names them. */
export const plainBucket = (log: PlainLog, start: number, end: number, now: number) => {
  const stretches = stretchesOf(log, start, Math.min(end, now));
  const rows = log.rows.filter(({ at }) => at >= start && at < end);
  const denied = rows.filter(({ operation }) => operation === 'activationDenied');
  const heldMs = total(stretches, () => 1);
  const usedMs = total(stretches, ({ used }) => used);
  return {
    start: new Date(start).toISOString(),
    end: new Date(end).toISOString(),
    heldMs,
    usedMs,
    boughtMs: total(stretches, ({ bought }) => bought),
    overdraftMs: total(stretches, (stretch) => (over(stretch) > 0 ? 1 : 0)),
    overdraftUsedMs: total(stretches, over),
    atHardCapMs: total(stretches, ({ used, hardCap }) => (hardCap !== null && used >= hardCap ? 1 : 0)),
    activations: rows.filter(({ operation }) => operation === 'activate').length,
    denials: denied.reduce((sum, { attempts }) => sum + attempts, 0),
    deniedSeats: new Set(denied.map(({ seat }) => seat)).size,
    min: heldMs === 0 ? null : Math.min(...stretches.map(({ used }) => used)),
    max: heldMs === 0 ? null : Math.max(...stretches.map(({ used }) => used)),
    average: heldMs === 0 ? null : exactRatio(usedMs, heldMs),
  };
};

/** Smallest n with time{C <= n} >= p x T, level by level. */
export const plainPercentile = (stretches: readonly Stretch[], p: number): number => {
  const all = total(stretches, () => 1);
  for (let n = 0; ; n++) if (total(stretches, ({ used }) => (used <= n ? 1 : 0)) >= p * all) return n;
};

/** Times in overdraft, as `[start, end or null]`. */
export const plainEpisodes = (log: PlainLog, from: number, now: number): [number, number | null][] => {
  const episodes: [number, number | null][] = [];
  for (const stretch of stretchesOf(log, from, now)) {
    if (over(stretch) === 0) continue;
    const last = episodes.at(-1);
    const end = stretch.to === now ? null : stretch.to;
    if (last && last[1] === stretch.from) last[1] = end;
    else episodes.push([stretch.from, end]);
  }
  return episodes;
};
