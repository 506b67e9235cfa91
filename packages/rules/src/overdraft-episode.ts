/** Rules 30 and 36: the figures of one time in overdraft, kept while it lasts. Instants in epoch ms. */

export interface OverdraftEpisode {
  readonly startedAt: number;
  /** Of the event that told its start. */
  readonly startSequence: bigint;
  readonly peak: number;
  /** The peak that was told last, the start's included, and when. */
  readonly toldPeak: number;
  readonly toldAt: number;
  /** Seats above the bought ones, times milliseconds, until `countedAt`. */
  readonly overdraftMs: bigint;
  readonly countedAt: number;
  /** From `countedAt` on. */
  readonly seatsUsed: number;
  readonly bought: number;
}

/** A new peak is told at most this often. */
export const peakPauseMs = 3_600_000;

const hourMs = 3_600_000;

interface Level {
  readonly at: number;
  readonly seatsUsed: number;
  readonly bought: number;
}

export const beginEpisode = ({ at, seatsUsed, bought }: Level, startSequence: bigint): OverdraftEpisode => ({
  startedAt: at,
  startSequence,
  peak: seatsUsed,
  toldPeak: seatsUsed,
  toldAt: at,
  overdraftMs: 0n,
  countedAt: at,
  seatsUsed,
  bought,
});

/** The episode with another level from `at` on. What lies before it is counted by the level there was. */
export const continueEpisode = (episode: OverdraftEpisode, level: Level): OverdraftEpisode => {
  const { seatsUsed, bought, countedAt, overdraftMs } = episode;
  const over = BigInt(Math.max(0, seatsUsed - bought));
  return {
    ...episode,
    overdraftMs: overdraftMs + over * BigInt(Math.max(0, level.at - countedAt)),
    countedAt: Math.max(countedAt, level.at),
    seatsUsed: level.seatsUsed,
    bought: level.bought,
    peak: Math.max(episode.peak, level.seatsUsed),
  };
};

/** Whether the peak is a new one that is to be told at `at`: not within an hour of the one before, or of the start. */
export const isPeakToTell = ({ peak, toldPeak, toldAt }: OverdraftEpisode, at: number): boolean =>
  peak > toldPeak && at >= toldAt + peakPauseMs;

export const withPeakTold = (episode: OverdraftEpisode, at: number): OverdraftEpisode => ({
  ...episode,
  toldPeak: episode.peak,
  toldAt: at,
});

/** Rounded to a thousandth of an hour's seat. */
export const overdraftSeatHours = ({ overdraftMs }: OverdraftEpisode): number =>
  Number((overdraftMs * 1000n + BigInt(hourMs) / 2n) / BigInt(hourMs)) / 1000;
