import type { Measured } from './generator.ts';

/** What several rounds of measurements say together. */

/** The middle value; of an even number the lower of the two in the middle. NaN for none. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
};

export interface Summary {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export const summaryOf = (rounds: readonly Measured[]): Summary => ({
  requestsPerSecond: median(rounds.map((round) => round.requestsPerSecond)),
  p50Ms: median(rounds.map((round) => round.p50Ms)),
  p99Ms: median(rounds.map((round) => round.p99Ms)),
});

/**
 * How many times as many requests a second as `reference`: the median of the rounds' own ratios, because what disturbs
 * a machine disturbs measurements that follow each other alike.
 */
export const ratioOf = (rounds: readonly Measured[], reference: readonly Measured[]): number =>
  median(
    rounds.map(
      (round, index) => round.requestsPerSecond / (reference[index]?.requestsPerSecond ?? Number.NaN),
    ),
  );
