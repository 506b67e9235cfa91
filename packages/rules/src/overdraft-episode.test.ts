import { describe, expect, it } from 'vitest';
import {
  beginEpisode,
  continueEpisode,
  isPeakToTell,
  overdraftSeatHours,
  withPeakTold,
} from './overdraft-episode.ts';

const hour = 3_600_000;
const level = (at: number, seatsUsed: number, bought = 10) => ({ at, seatsUsed, bought });

describe('rule 30: an episode of overdraft', () => {
  const begun = beginEpisode(level(0, 11), 7n);

  it('counts seats above the bought ones by the level that held until each change', () => {
    const higher = continueEpisode(begun, level(2 * hour, 13));
    expect(overdraftSeatHours(higher)).toBe(2);
    const lower = continueEpisode(higher, level(2.5 * hour, 12));
    expect(overdraftSeatHours(lower)).toBe(3.5);
    expect(lower.peak).toBe(13);
  });

  it('goes by the seats bought at each instant', () => {
    const more = continueEpisode(begun, level(hour, 11, 5));
    expect(overdraftSeatHours(continueEpisode(more, level(2 * hour, 11, 5)))).toBe(1 + 6);
  });

  it('counts nothing twice when the clock stands or goes back', () => {
    const later = continueEpisode(begun, level(hour, 12));
    const back = continueEpisode(later, level(0.5 * hour, 12));
    expect(overdraftSeatHours(continueEpisode(back, level(2 * hour, 10)))).toBe(1 + 2);
  });
});

describe('rule 36: a new peak is told at most once an hour', () => {
  const begun = beginEpisode(level(0, 11), 7n);

  it('not within an hour of the start, and then the highest reached meanwhile', () => {
    const early = continueEpisode(begun, level(1, 15));
    expect(isPeakToTell(early, 1)).toBe(false);
    const later = continueEpisode(early, level(hour, 12));
    expect(isPeakToTell(later, hour)).toBe(true);
    const told = withPeakTold(later, hour);
    expect(told.toldPeak).toBe(15);
    expect(isPeakToTell(told, 3 * hour)).toBe(false);
    const higher = continueEpisode(told, level(1.5 * hour, 16));
    expect(isPeakToTell(higher, 1.5 * hour)).toBe(false);
    expect(isPeakToTell(higher, 2 * hour)).toBe(true);
  });
});
