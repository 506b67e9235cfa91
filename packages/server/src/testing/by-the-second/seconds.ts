import { type Answered, type Course, countLimits, poolLimits } from './random-course.ts';
import type { Bucket } from './wall-buckets.ts';

/**
 * The figures of the rulebook (rules 29 to 32 and 40), each second looked at by itself: what was in use in it is counted
 * again from the diary, and every figure is a count or a sum of seconds.
 */

const unlimited = 32_767;

/** What was so in each second from `start` on. */
export interface Seconds {
  readonly start: number;
  readonly used: Int16Array;
  readonly bought: Int16Array;
  readonly hardCap: Int16Array;
  /** The first second of which anything is known. */
  readonly known: number;
  /** Requests, in the order in which they were answered. */
  readonly asked: readonly Answered[];
}

export type MeterName = 'seats' | 'pool' | 'count';

/** Adds an amount to each second of a time. */
const addTo = (seconds: Int16Array, start: number, from: number, to: number, amount: number) => {
  const until = Math.min(to - start, seconds.length);
  for (let index = Math.max(0, from - start); index < until; index++)
    seconds[index] = (seconds[index] ?? 0) + amount;
};

const emptySeconds = (start: number, end: number) => ({
  start,
  used: new Int16Array(end - start),
  bought: new Int16Array(end - start),
  hardCap: new Int16Array(end - start),
});

const seatSeconds = (course: Course, start: number, end: number): Seconds => {
  const seconds = emptySeconds(start, end);
  for (const { from, to } of course.held) addTo(seconds.used, start, from, to, 1);
  for (const { at, bought, hardCap } of course.limits) {
    seconds.bought.fill(bought, Math.max(0, at - start));
    seconds.hardCap.fill(hardCap ?? unlimited, Math.max(0, at - start));
  }
  return { ...seconds, known: course.begin, asked: course.asked.seats };
};

const featureSeconds = (course: Course, meter: 'pool' | 'count', start: number, end: number): Seconds => {
  const seconds = emptySeconds(start, end);
  const { bought, hardCap } = meter === 'pool' ? poolLimits : countLimits;
  const known = course.rows.find(({ featureKey }) => featureKey === meter)?.at ?? end;
  seconds.bought.fill(bought, Math.max(0, known - start));
  seconds.hardCap.fill(hardCap, Math.max(0, known - start));
  if (meter === 'pool')
    for (const { from, to, amount } of course.taken) addTo(seconds.used, start, from, to, amount);
  else
    for (const { at, amount } of course.counted) {
      const reset = course.resets.find((each) => each > at) ?? end;
      addTo(seconds.used, start, at, reset, amount);
    }
  return { ...seconds, known, asked: course.asked[meter] };
};

/** The seconds of a range; what came before it counts too. */
export const secondsOf = (course: Course, meter: MeterName, { start, end }: Bucket): Seconds =>
  meter === 'seats' ? seatSeconds(course, start, end) : featureSeconds(course, meter, start, end);

/** Looks at each second of a bucket of which something is known. */
const eachSecond = (
  { start, used, bought, hardCap, known }: Seconds,
  bucket: Bucket,
  look: (at: number, used: number, bought: number, isAtHardCap: boolean) => void,
) => {
  for (let at = Math.max(bucket.start, known); at < bucket.end; at++) {
    const cap = hardCap[at - start] ?? 0;
    const units = used[at - start] ?? 0;
    look(at, units, bought[at - start] ?? 0, cap !== unlimited && units >= cap);
  }
};

const isIn =
  ({ start, end }: Bucket) =>
  ({ at }: { readonly at: number }) =>
    at >= start && at < end;

/** Rule 29. Integrals are in unit-seconds. */
export const bucketFigures = (seconds: Seconds, bucket: Bucket) => {
  const sums = { held: 0, used: 0, bought: 0, overdraft: 0, overdraftUsed: 0, atHardCap: 0 };
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  eachSecond(seconds, bucket, (_, used, bought, isAtHardCap) => {
    sums.held += 1;
    sums.used += used;
    sums.bought += bought;
    if (used > bought) sums.overdraft += 1;
    sums.overdraftUsed += Math.max(0, used - bought);
    if (isAtHardCap) sums.atHardCap += 1;
    min = Math.min(min, used);
    max = Math.max(max, used);
  });
  const asked = seconds.asked.filter(isIn(bucket));
  const refused = asked.filter(({ granted }) => !granted);
  return {
    ...sums,
    min: sums.held === 0 ? null : min,
    max: sums.held === 0 ? null : max,
    grants: asked.length - refused.length,
    denials: refused.reduce((sum, { attempts }) => sum + attempts, 0),
    deniedSeats: new Set(refused.map(({ seat }) => seat)).size,
  };
};

/** Rule 32: every second's level, sorted; the smallest that is not below p of them. */
export const percentile = (levels: Int16Array, perCent: number): number => {
  const sorted = Int16Array.from(levels).sort();
  return sorted[Math.ceil((perCent * sorted.length) / 100) - 1] ?? 0;
};

/** What was in use in each known second, and beyond what was bought. */
export const levelsIn = (seconds: Seconds, bucket: Bucket) => {
  const from = Math.max(bucket.start, seconds.known) - seconds.start;
  const used = seconds.used.subarray(from, bucket.end - seconds.start);
  const over = used.map((value, index) => Math.max(0, value - (seconds.bought[from + index] ?? 0)));
  return { used, over };
};

export interface PlainEpisode {
  start: number;
  end: number;
  parts: number;
  peak: number;
  overdraftPeak: number;
  overdraft: number;
  overdraftUsed: number;
  seats: Set<string>;
  denials: number;
}

/** Rule 30: seconds in overdraft without one between them that is not. */
const rawEpisodes = (seconds: Seconds, range: Bucket): PlainEpisode[] => {
  const episodes: PlainEpisode[] = [];
  eachSecond(seconds, range, (at, used, bought) => {
    if (used <= bought) return;
    let episode = episodes.at(-1);
    if (episode?.end !== at) {
      episode = {
        ...{ start: at, end: at, parts: 1, peak: 0, overdraftPeak: 0, overdraft: 0, overdraftUsed: 0 },
        ...{ seats: new Set<string>(), denials: 0 },
      };
      episodes.push(episode);
    }
    episode.end = at + 1;
    episode.peak = Math.max(episode.peak, used);
    episode.overdraftPeak = Math.max(episode.overdraftPeak, used - bought);
    episode.overdraft += 1;
    episode.overdraftUsed += used - bought;
  });
  for (const episode of episodes)
    for (const { seat, granted, overdraft, attempts } of seconds.asked.filter(isIn(episode))) {
      if (granted && overdraft) episode.seats.add(seat);
      if (!granted) episode.denials += attempts;
    }
  return episodes;
};

/** Rule 30: those with a gap shorter than the cool-down are told as one. */
export const plainEpisodes = (seconds: Seconds, range: Bucket, coolDown: number): PlainEpisode[] => {
  const told: PlainEpisode[] = [];
  for (const each of rawEpisodes(seconds, range)) {
    const last = told.at(-1);
    if (!last || each.start - last.end >= coolDown) told.push(each);
    else {
      last.end = each.end;
      last.parts += 1;
      last.peak = Math.max(last.peak, each.peak);
      last.overdraftPeak = Math.max(last.overdraftPeak, each.overdraftPeak);
      last.overdraft += each.overdraft;
      last.overdraftUsed += each.overdraftUsed;
      for (const seat of each.seats) last.seats.add(seat);
      last.denials += each.denials;
    }
  }
  return told;
};

const patience = 15 * 60;

/** Rule 31: for how long a refused seat waits: until it is granted, 15 minutes at most. */
const waits = (asked: readonly Answered[]) =>
  asked.flatMap((refusal, index) => {
    if (refusal.granted) return [];
    const later = asked
      .slice(index + 1)
      .filter(({ seat, at }) => seat === refusal.seat && at < refusal.at + patience);
    const granted = later.find((each) => each.granted)?.at ?? null;
    return [
      {
        ...refusal,
        end: granted ?? refusal.at + patience,
        granted: granted !== null,
        asksAgain: later.length > 0,
      },
    ];
  });

/** Rule 31: true denials, and in each second the distinct seats that wait. */
export const plainDemand = (seconds: Seconds, range: Bucket) => {
  const all = waits(seconds.asked);
  const length = range.end - range.start;
  const unmet = new Int16Array(length);
  for (const name of new Set(all.map(({ seat }) => seat))) {
    const waiting = new Int16Array(length);
    for (const { at, end, seat } of all)
      if (seat === name) waiting.fill(1, Math.max(0, at - range.start), Math.max(0, end - range.start));
    waiting.forEach((one, index) => {
      unmet[index] = (unmet[index] ?? 0) + one;
    });
  }
  let [unmetSeconds, unmetMax, demandMax] = [0, 0, 0];
  unmet.forEach((waiting, index) => {
    if (waiting === 0) return;
    unmetSeconds += waiting;
    unmetMax = Math.max(unmetMax, waiting);
    demandMax = Math.max(demandMax, waiting + (seconds.used[range.start + index - seconds.start] ?? 0));
  });
  // The last request of a window that nobody granted.
  const gaveUp = all.filter(({ granted, asksAgain }) => !granted && !asksAgain);
  const trueDenials = gaveUp.filter(({ end }) => end > range.start && end <= range.end);
  const refused = seconds.asked.filter((each) => !each.granted && isIn(range)(each));
  return {
    attempts: refused.reduce((sum, { attempts }) => sum + attempts, 0),
    deniedSeats: new Set(refused.map(({ seat }) => seat)).size,
    trueDenials: trueDenials.length,
    ...{ unmetSeconds, unmetMax, demandMax },
  };
};
