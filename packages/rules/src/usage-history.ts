import { hourAt } from './history-buckets.ts';
import { overdraftUsed } from './overdraft.ts';

/**
 * Usage history (rule 29): the seats, or the units of a metered feature, in use as a function of time, with the limits in
 * force. It is right-continuous: its value at an instant is what all operations of that instant left, so a level that
 * lasted no time never was. What is kept of it are figures of hours and of episodes; they cover the time up to the last
 * fact, and a fact of a later instant adds what lay between. Figures are therefore the same in whatever portions the
 * facts are added. Time is epoch milliseconds, integrals are unit-milliseconds, exact.
 */

/** What holds from an instant on. */
export interface MeterLevel {
  readonly used: bigint;
  /** null: unlimited. */
  readonly bought: bigint | null;
  /** null: unlimited. */
  readonly hardCap: bigint | null;
}

/** Figures of one hour. Hours without any operation are not kept: the level before them went on. */
export interface HourFigures {
  readonly start: number;
  readonly end: number;
  /** Before the first operation of the hour. */
  readonly opening: MeterLevel;
  /** After the last one. */
  closing: MeterLevel;
  /** Of the hour, this long is counted in the figures. */
  heldMs: number;
  usedMs: bigint;
  boughtMs: bigint;
  overdraftMs: number;
  overdraftUsedMs: bigint;
  atHardCapMs: number;
  /** Activations; checkouts of a feature. */
  grants: number;
  /** Time at each level of use; never 0. */
  readonly levels: Map<bigint, number>;
}

/** A maximal time in overdraft (rule 30). */
export interface EpisodeFigures {
  readonly start: number;
  /** null: it goes on, counted up to the meter's instant. */
  end: number | null;
  peakUsed: bigint;
  peakOverdraft: bigint;
  overdraftMs: number;
  overdraftUsedMs: bigint;
  /** Seats granted beyond the bought count during the episode. */
  readonly seatIds: Set<string>;
}

/** The seats of an entitlement, or one metered feature, as far as facts are known. */
export interface Meter {
  /** Of the last fact; the level has held from then on. */
  at: number;
  level: MeterLevel;
  /** The hour of `at`. */
  hour: HourFigures;
  /** The episode that goes on. */
  episode: EpisodeFigures | null;
  /** Seats granted in overdraft at `at`: whether there is an episode shows when time passes. */
  granted: string[];
  /** What was changed and is over since the meter was taken up. */
  readonly pastHours: HourFigures[];
  readonly pastEpisodes: EpisodeFigures[];
}

const nothing: MeterLevel = { used: 0n, bought: 0n, hardCap: 0n };

const newHour = (at: number, level: MeterLevel, timeZone: string): HourFigures => ({
  ...hourAt(at, timeZone),
  opening: level,
  closing: level,
  heldMs: 0,
  usedMs: 0n,
  boughtMs: 0n,
  overdraftMs: 0,
  overdraftUsedMs: 0n,
  atHardCapMs: 0,
  grants: 0,
  levels: new Map(),
});

/** A meter that begins at `at`; before, there was nothing. */
export const newMeter = (at: number, timeZone: string): Meter => ({
  at,
  level: nothing,
  hour: newHour(at, nothing, timeZone),
  episode: null,
  granted: [],
  pastHours: [],
  pastEpisodes: [],
});

export const isAtHardCap = ({ used, hardCap }: MeterLevel): boolean => hardCap !== null && used >= hardCap;

/** Counts a level that held for a time. */
export const holdLevel = (
  figures: Omit<HourFigures, 'start' | 'end' | 'opening' | 'closing' | 'grants'>,
  level: MeterLevel,
  ms: number,
): void => {
  if (ms <= 0) return;
  const over = overdraftUsed(level.bought, level.used);
  figures.heldMs += ms;
  figures.usedMs += level.used * BigInt(ms);
  figures.boughtMs += (level.bought ?? 0n) * BigInt(ms);
  if (over > 0n) figures.overdraftMs += ms;
  figures.overdraftUsedMs += over * BigInt(ms);
  if (isAtHardCap(level)) figures.atHardCapMs += ms;
  figures.levels.set(level.used, (figures.levels.get(level.used) ?? 0) + ms);
};

const holdInEpisode = (meter: Meter, to: number): void => {
  const { at, level, granted } = meter;
  const over = overdraftUsed(level.bought, level.used);
  const ms = to - at;
  if (over > 0n) {
    meter.episode ??= {
      ...{ start: at, end: null, peakUsed: 0n, peakOverdraft: 0n },
      ...{ overdraftMs: 0, overdraftUsedMs: 0n, seatIds: new Set() },
    };
    const { episode } = meter;
    episode.overdraftMs += ms;
    episode.overdraftUsedMs += over * BigInt(ms);
    if (level.used > episode.peakUsed) episode.peakUsed = level.used;
    if (over > episode.peakOverdraft) episode.peakOverdraft = over;
    for (const seatId of granted) episode.seatIds.add(seatId);
  } else if (meter.episode) {
    meter.episode.end = at;
    meter.pastEpisodes.push(meter.episode);
    meter.episode = null;
  }
  meter.granted = [];
};

/** Lets time pass until `to`: the level holds, and is counted. Time never goes back: an earlier `to` changes nothing. */
export const passTime = (meter: Meter, to: number, timeZone: string): void => {
  if (to <= meter.at) return;
  holdInEpisode(meter, to);
  const { hour, level } = meter;
  holdLevel(hour, level, Math.min(to, hour.end) - meter.at);
  if (to >= hour.end) {
    meter.pastHours.push(hour);
    meter.hour = newHour(to, level, timeZone);
    holdLevel(meter.hour, level, to - meter.hour.start);
  }
  meter.at = to;
};

/** From `at` on another level holds. */
export const setLevel = (meter: Meter, at: number, level: Partial<MeterLevel>, timeZone: string): void => {
  passTime(meter, at, timeZone);
  meter.level = { ...meter.level, ...level };
  meter.hour.closing = meter.level;
};

/** Notes that a seat, or units, were granted at the meter's instant. */
export const noteGrant = (meter: Meter, seatId: string, isOverdraft: boolean): void => {
  meter.hour.grants += 1;
  if (isOverdraft) meter.granted.push(seatId);
};
