/**
 * The highest of the times in overdraft (rule 30) in any range is found without looking at all of them: it is the one that
 * none surpassed before the range was over. One surpasses another when it comes later and goes at least as high.
 */

interface PastEpisode {
  /** Epoch ms. */
  readonly start: number;
  readonly peakOverdraft: bigint;
}

/** Of episodes that ascend in time: when each was surpassed, epoch ms; null: not by these. */
export const surpassedAt = (episodes: readonly PastEpisode[]): (number | null)[] => {
  const found: (number | null)[] = episodes.map(() => null);
  const standing: number[] = [];
  for (const [index, { start, peakOverdraft }] of episodes.entries()) {
    for (let last = standing.at(-1); last !== undefined; last = standing.at(-1)) {
      if ((episodes[last]?.peakOverdraft ?? 0n) > peakOverdraft) break;
      found[last] = start;
      standing.pop();
    }
    standing.push(index);
  }
  return found;
};

/** Episodes before it that peaked above `above` and not above `peak` are surpassed at `start`. */
export interface Surpassing {
  readonly start: number;
  readonly above: bigint;
  readonly peak: bigint;
}

/** What episodes, in ascending order, surpass of those before all of them: each that goes higher than the ones before it. */
export const surpassingsOf = (episodes: readonly PastEpisode[]): Surpassing[] => {
  const found: Surpassing[] = [];
  for (const { start, peakOverdraft } of episodes) {
    const above = found.at(-1)?.peak ?? 0n;
    if (peakOverdraft > above) found.push({ start, above, peak: peakOverdraft });
  }
  return found;
};
