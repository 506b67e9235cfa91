/**
 * Renewal insight (rule 38): what an entitlement's history says about how many seats to buy next. Figures come in
 * exact; what goes out rests on them and says so in sentences.
 */

export const insightClasses = [
  'expand',
  'spiky',
  'right-sized',
  'shrink-risk',
  'churn-risk',
  'insufficient-data',
] as const;
export type InsightClass = (typeof insightClasses)[number];

export interface InsightSettings {
  /** With less history than this nothing is said. */
  readonly historyDaysMin: number;
  /** Expand: this share of the time in overdraft or more, per cent. */
  readonly expandOverdraftPercent: number;
  /** Expand: this many true denials or more. */
  readonly expandDenials: number;
  /** Shrink risk: for 95 % of the time this share of the bought seats or less was in use, per cent. */
  readonly shrinkUtilizationPercent: number;
  /** Churn risk: as above, per cent. */
  readonly churnUtilizationPercent: number;
  /** Churn risk: the last month is below its busiest month by this share or more, per cent. */
  readonly churnDeclinePercent: number;
  /** The trend is carried on for this long when seats are recommended. */
  readonly horizonMonths: number;
}

export const insightSettingsDefault: InsightSettings = {
  historyDaysMin: 30,
  expandOverdraftPercent: 2,
  expandDenials: 5,
  shrinkUtilizationPercent: 60,
  churnUtilizationPercent: 10,
  churnDeclinePercent: 70,
  horizonMonths: 12,
};

/** Seats that were in use for 95 % of a month or less, and how much of the month is known. */
export interface MonthlyUse {
  readonly start: number;
  readonly p95: bigint;
  readonly heldMs: number;
}

export interface InsightFigures {
  /** At the end of the time looked at. */
  readonly purchased: bigint;
  readonly peak: bigint;
  readonly p95: bigint;
  readonly p99: bigint;
  /** Seat-milliseconds, of `heldMs`. */
  readonly usedMs: bigint;
  readonly boughtMs: bigint;
  readonly heldMs: number;
  readonly overdraftMs: number;
  readonly overdraftPeak: bigint;
  readonly overdraftUnitMs: bigint;
  readonly deniedAttempts: number;
  readonly deniedSeats: number;
  readonly trueDenials: number;
  /** The most seats that were asked for and not had at once. */
  readonly unmetPeak: bigint;
  /** Seat-milliseconds that were asked for and not had. */
  readonly unmetMs: bigint;
  /** In use and unmet together (rule 31). */
  readonly demandP95: bigint;
  readonly demandP99: bigint;
  readonly demandPeak: bigint;
  readonly months: readonly MonthlyUse[];
}

export interface RecommendedSeats {
  readonly low: bigint;
  readonly mid: bigint;
  readonly high: bigint;
}

export interface RenewalInsight {
  readonly class: InsightClass;
  /** Seats a month; null: fewer than two months are known. */
  readonly trendPerMonth: number | null;
  /** Null: not enough is known. */
  readonly recommended: RecommendedSeats | null;
  readonly reasons: readonly string[];
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Least squares over the months' p95, in seats a month; months of which less than half is known do not count. */
export const trendOf = (months: readonly MonthlyUse[]): number | null => {
  const full = months
    .map(({ p95, heldMs }, index) => ({ x: index, y: Number(p95), heldMs }))
    .filter(({ heldMs }) => heldMs >= 14 * dayMs);
  if (full.length < 2) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(full.map(({ x }) => x));
  const meanY = mean(full.map(({ y }) => y));
  const slope =
    full.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) /
    full.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return Math.round(slope * 100) / 100;
};

/** Whole per cent of the bought seats, half up. */
const percentOf = (seats: bigint, purchased: bigint): bigint =>
  purchased === 0n ? 0n : (seats * 200n + purchased) / (purchased * 2n);

const max = (...amounts: readonly bigint[]) =>
  amounts.reduce((most, amount) => (amount > most ? amount : most));

/**
 * Low: enough for 95 % of the time as it was. Mid: for 99 %, and for the growth to come. High: for the busiest moment,
 * and the growth. Demand that was denied counts in all three.
 */
const recommend = (
  { demandP95, demandP99, demandPeak }: InsightFigures,
  trend: number | null,
  { horizonMonths }: InsightSettings,
): RecommendedSeats => {
  const growth = BigInt(Math.max(0, Math.ceil((trend ?? 0) * horizonMonths)));
  const low = max(1n, demandP95);
  const mid = max(low, demandP99 + growth / 2n);
  return { low, mid, high: max(mid, demandPeak + growth) };
};

/** By how much the last month that is known lies below the busiest before it, in per cent; 0: it does not. */
const declineOf = (months: readonly MonthlyUse[]): { percent: bigint; busiest: bigint; last: bigint } => {
  const full = months.filter(({ heldMs }) => heldMs >= 14 * dayMs);
  const last = full.at(-1)?.p95 ?? 0n;
  const busiest = max(0n, ...full.map(({ p95 }) => p95));
  return { percent: busiest === 0n ? 0n : 100n - percentOf(last, busiest), busiest, last };
};

const overdraftShare = ({ overdraftMs, heldMs }: InsightFigures) =>
  heldMs === 0 ? 0 : (overdraftMs * 100) / heldMs;

const classOf = (figures: InsightFigures, settings: InsightSettings): InsightClass => {
  const { purchased, p95, heldMs, trueDenials, demandP95, demandPeak } = figures;
  const used = Number(percentOf(p95, purchased));
  if (heldMs < settings.historyDaysMin * dayMs) return 'insufficient-data';
  const isDeclining = Number(declineOf(figures.months).percent) >= settings.churnDeclinePercent;
  if (used <= settings.churnUtilizationPercent || isDeclining) return 'churn-risk';
  const isShort =
    demandP95 > purchased ||
    overdraftShare(figures) >= settings.expandOverdraftPercent ||
    trueDenials >= settings.expandDenials;
  if (isShort) return 'expand';
  if (demandPeak > purchased) return 'spiky';
  return used <= settings.shrinkUtilizationPercent ? 'shrink-risk' : 'right-sized';
};

const { format: shown } = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const times = (count: number) => (count === 1 ? 'once' : `${shown(count)} times`);
const people = (count: number) => (count === 1 ? '1 person' : `${shown(count)} people`);
const seatsOf = (used: bigint, purchased: bigint) => `${shown(used)} of ${shown(purchased)} seats`;
const days = (ms: number) => Math.floor(ms / dayMs);
const hours = (ms: number) => {
  const tenths = Math.round((ms * 10) / hourMs) / 10;
  return tenths === 1 ? '1 hour' : `${shown(tenths)} hours`;
};

const growthSentence = (trend: number | null): string[] => {
  if (trend === null || trend === 0) return [];
  const by = Math.abs(trend);
  return [
    `Use ${trend > 0 ? 'grows' : 'falls'} by about ${shown(by)} ${by === 1 ? 'seat' : 'seats'} a month.`,
  ];
};

const deniedSentence = ({ deniedAttempts, deniedSeats, unmetPeak }: InsightFigures): string[] => {
  if (deniedAttempts === 0) return [];
  const most = `at most ${people(Number(unmetPeak))} waited at once`;
  return [`Denied ${times(deniedAttempts)} to ${people(deniedSeats)}; ${most}.`];
};

const reasonsFor = (
  kind: InsightClass,
  figures: InsightFigures,
  trend: number | null,
  { historyDaysMin }: InsightSettings,
): string[] => {
  const { purchased, peak, p95, heldMs, overdraftMs } = figures;
  if (kind === 'insufficient-data')
    return [
      `Only ${days(heldMs)} of the ${historyDaysMin} days that an answer needs are known.`,
      `So far at most ${seatsOf(peak, purchased)} were in use.`,
    ];
  const decline = declineOf(figures.months);
  const busy = `For 95 % of the time ${seatsOf(p95, purchased)} or fewer were in use.`;
  const top = `At the busiest moment ${seatsOf(peak, purchased)} were in use.`;
  const over =
    overdraftMs > 0 ? [`More than ${shown(purchased)} seats were in use for ${hours(overdraftMs)}.`] : [];
  const denied = deniedSentence(figures);
  const growth = growthSentence(trend);
  switch (kind) {
    case 'churn-risk':
      return peak === 0n
        ? [`No seat was used in ${days(heldMs)} days.`]
        : [
            ...(decline.percent > 0n
              ? [
                  `The last month needed ${shown(decline.last)} seats, the busiest one ${shown(decline.busiest)}.`,
                ]
              : []),
            ...[busy, top],
            ...growth,
          ];
    case 'expand':
      return [top, ...over, ...denied, busy, ...growth];
    case 'spiky':
      return [top, ...over, ...denied, busy, 'Most of the time the bought seats are enough.', ...growth];
    case 'shrink-risk':
      return [busy, top, `${shown(purchased - max(0n, peak))} bought seats were never used.`, ...growth];
    case 'right-sized':
      return [busy, top, ...denied, ...growth];
  }
};

export const renewalInsight = (figures: InsightFigures, settings: InsightSettings): RenewalInsight => {
  const kind = classOf(figures, settings);
  const trendPerMonth = trendOf(figures.months);
  return {
    class: kind,
    trendPerMonth,
    recommended: kind === 'insufficient-data' ? null : recommend(figures, trendPerMonth, settings),
    reasons: reasonsFor(kind, figures, trendPerMonth, settings),
  };
};
