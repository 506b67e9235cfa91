import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketsBetween } from './history-buckets.ts';
import { type AnyUsage, anySteps, type Moment, playUsage } from './testing/any-usage.ts';
import { addUsageFact, type UsageBook, type UsageFact } from './usage-facts.ts';
import {
  averageOf,
  figuresOf,
  histogramOf,
  integralsOf,
  percentileOf,
  rangeOf,
  type UsageFigures,
} from './usage-figures.ts';
import { type EpisodeFigures, type HourFigures, type Meter, passTime } from './usage-history.ts';

/**
 * History against a model that knows no intervals: it looks at every moment by itself. Moments are minutes over some
 * days, and milliseconds about the change of an hour.
 */

const minute = 60_000;
const scales = [
  { zone: 'UTC', unitMs: minute, start: Date.parse('2026-05-04T09:17Z') },
  { zone: 'Europe/Berlin', unitMs: minute, start: Date.parse('2026-10-24T20:40Z') },
  { zone: 'America/New_York', unitMs: minute, start: Date.parse('2026-03-07T22:01Z') },
  { zone: 'Australia/Lord_Howe', unitMs: minute, start: Date.parse('2026-04-04T08:20Z') },
  { zone: 'Asia/Kolkata', unitMs: 1, start: Date.parse('2026-05-04T09:29:59.700Z') },
];
const tail = 90;

const emptyBook = (timeZone: string): UsageBook => ({
  timeZone,
  pools: new Set(['pool']),
  meters: new Map(),
  holdings: new Map(),
});

const bookOf = (facts: readonly UsageFact[], timeZone: string): UsageBook => {
  const book = emptyBook(timeZone);
  for (const fact of facts) addUsageFact(book, fact);
  return book;
};

const hoursOf = ({ pastHours, hour }: Meter): HourFigures[] => [...pastHours, hour];
const episodesOf = ({ pastEpisodes, episode }: Meter): EpisodeFigures[] =>
  episode ? [...pastEpisodes, episode] : pastEpisodes;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const over = ({ used, bought }: Moment) => Math.max(0, used - bought);

/** The figures of the moments in a bucket, each looked at by itself. */
const expected = (moments: readonly Moment[], unitMs: number) => ({
  heldMs: moments.length * unitMs,
  usedMs: BigInt(sum(moments.map(({ used }) => used)) * unitMs),
  boughtMs: BigInt(sum(moments.map(({ bought }) => bought)) * unitMs),
  overdraftMs: moments.filter((moment) => over(moment) > 0).length * unitMs,
  overdraftUsedMs: BigInt(sum(moments.map(over)) * unitMs),
  atHardCapMs: moments.filter(({ used, hardCap }) => used >= hardCap).length * unitMs,
  range:
    moments.length === 0
      ? null
      : {
          min: BigInt(Math.min(...moments.map(({ used }) => used))),
          max: BigInt(Math.max(...moments.map(({ used }) => used))),
        },
});

const shown = (figures: UsageFigures) => {
  const { heldMs, usedMs, boughtMs, overdraftMs, overdraftUsedMs, atHardCapMs } = figures;
  return { heldMs, usedMs, boughtMs, overdraftMs, overdraftUsedMs, atHardCapMs, range: rangeOf(figures) };
};

type Scale = (typeof scales)[number];

const played = (steps: Parameters<typeof playUsage>[0], { zone, unitMs, start }: Scale) => {
  const usage = playUsage(steps, start, unitMs, tail);
  const book = bookOf(usage.facts, zone);
  const length = usage.moments.get('')?.length ?? 0;
  const until = start + length * unitMs;
  for (const meter of book.meters.values()) passTime(meter, until, zone);
  return { usage, book, until };
};

const momentsIn = (usage: AnyUsage, key: string, { unitMs, start }: Scale, from: number, to: number) =>
  (usage.moments.get(key) ?? [])
    .filter((_, index) => start + index * unitMs >= from && start + index * unitMs < to)
    .filter((moment) => moment !== undefined);

describe.each(scales)('rule 29: history in $zone by $unitMs ms', (scale) => {
  const { zone, unitMs, start } = scale;

  it.each(['hour', 'day', 'month'] as const)('buckets by %s agree with every moment', (bucket) => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const { usage, book, until } = played(steps, scale);
        const spans = bucketsBetween(bucket, { start, end: until }, zone, 5_000) ?? [];
        for (const [key, meter] of book.meters) {
          const figures = figuresOf(hoursOf(meter), spans, until);
          expect(figures.map(shown)).toEqual(
            spans.map((span) => expected(momentsIn(usage, key, scale, span.start, span.end), unitMs)),
          );
          const granted = usage.granted.get(key) ?? [];
          expect(figures.map(({ grants }) => grants)).toEqual(
            spans.map(
              (span) =>
                granted.filter(({ moment }) => {
                  const at = start + moment * unitMs;
                  return at >= span.start && at < span.end;
                }).length,
            ),
          );
        }
      }),
      { numRuns: 40 },
    );
  });

  it('rule 30: episodes are the maximal runs of moments in overdraft', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const { usage, book, until } = played(steps, scale);
        for (const [key, meter] of book.meters) {
          const moments = usage.moments.get(key) ?? [];
          const runs: { first: number; last: number }[] = [];
          moments.forEach((moment, index) => {
            if (!moment || over(moment) === 0) return;
            const run = runs.at(-1);
            if (run?.last === index - 1) run.last = index;
            else runs.push({ first: index, last: index });
          });
          const said = episodesOf(meter).map(({ seatIds, ...episode }) => ({
            ...{ ...episode, end: episode.end ?? until },
            seatIds: [...seatIds].sort(),
          }));
          expect(said).toEqual(
            runs.map(({ first, last }) => {
              const inside = moments.slice(first, last + 1).filter((moment) => moment !== undefined);
              const seatIds = (usage.granted.get(key) ?? [])
                .filter(({ moment, overdraft }) => overdraft && moment >= first && moment <= last)
                .map(({ seatId }) => seatId);
              return {
                start: start + first * unitMs,
                end: start + (last + 1) * unitMs,
                peakUsed: BigInt(Math.max(...inside.map(({ used }) => used))),
                peakOverdraft: BigInt(Math.max(...inside.map(over))),
                overdraftMs: inside.length * unitMs,
                overdraftUsedMs: BigInt(sum(inside.map(over)) * unitMs),
                seatIds: [...new Set(seatIds)].sort(),
              };
            }),
          );
        }
      }),
      { numRuns: 60 },
    );
  });

  it('comes out the same in whatever portions the facts are added', () => {
    fc.assert(
      fc.property(anySteps, fc.infiniteStream(fc.boolean()), (steps, cuts) => {
        const { facts } = playUsage(steps, start, unitMs, tail);
        const whole = bookOf(facts, zone);
        const kept = new Map<
          string,
          { hours: Map<number, HourFigures>; episodes: Map<number, EpisodeFigures> }
        >();
        const book = emptyBook(zone);
        const keep = () => {
          for (const [key, meter] of book.meters) {
            const past = kept.get(key) ?? { hours: new Map(), episodes: new Map() };
            for (const hour of hoursOf(meter)) past.hours.set(hour.start, hour);
            for (const episode of episodesOf(meter)) past.episodes.set(episode.start, episode);
            kept.set(key, past);
            // As it is taken up again from what was kept: without what is over.
            book.meters.set(key, structuredClone({ ...meter, pastHours: [], pastEpisodes: [] }));
          }
        };
        for (const fact of facts) {
          addUsageFact(book, fact);
          if (cuts.next().value) keep();
        }
        keep();
        for (const [key, meter] of whole.meters) {
          expect([...(kept.get(key)?.hours.values() ?? [])]).toEqual(hoursOf(meter));
          expect([...(kept.get(key)?.episodes.values() ?? [])]).toEqual(episodesOf(meter));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('rule 32: percentiles are time-weighted', () => {
    fc.assert(
      fc.property(anySteps, fc.integer({ min: 1, max: 1000 }), (steps, perMille) => {
        const { usage, book, until } = played(steps, scale);
        const [figures] = figuresOf(hoursOf(book.meters.get('') as Meter), [{ start: 0, end: until }], until);
        const levels = (usage.moments.get('') ?? []).map((moment) => moment?.used ?? 0).sort((a, b) => a - b);
        const rank = Math.ceil((perMille * levels.length) / 1000);
        expect(percentileOf(figures as UsageFigures, perMille)).toBe(BigInt(levels[rank - 1] as number));
        const total = sum(levels);
        expect(averageOf((figures as UsageFigures).usedMs, (figures as UsageFigures).heldMs)).toBeCloseTo(
          total / levels.length,
          5,
        );
        const histogram = histogramOf(figures as UsageFigures);
        expect(histogram.map(([level]) => level)).toEqual([...new Set(levels)].map(BigInt));
      }),
      { numRuns: 60 },
    );
  });

  it('the integral of a sum comes from changes alone', () => {
    fc.assert(
      fc.property(fc.array(anySteps, { minLength: 1, maxLength: 3 }), (all) => {
        const plays = all.map((steps) => playUsage(steps, start, unitMs, tail));
        const length = Math.max(...plays.map(({ moments }) => moments.get('')?.length ?? 0));
        const until = start + length * unitMs;
        const changes = plays
          .flatMap(({ facts }) => {
            const meter = bookOf(facts, zone).meters.get('') as Meter;
            return hoursOf(meter).map(({ start: from, end, opening, closing, usedMs }) => {
              const counted = Math.min(end, meter.at);
              const change = closing.used - opening.used;
              const changeMs =
                usedMs - opening.used * BigInt(counted - from) + change * BigInt(end - counted);
              return { at: end, change, changeMs };
            });
          })
          .sort((a, b) => a.at - b.at);
        const spans = bucketsBetween('day', { start, end: until }, zone, 1_000) ?? [];
        const used = (play: AnyUsage, index: number) => {
          const moments = play.moments.get('') ?? [];
          return moments[Math.min(index, moments.length - 1)]?.used ?? 0;
        };
        const indexes = Array.from({ length }, (_, index) => index);
        expect(integralsOf(0n, changes, spans, until).map(({ unitMs: integral }) => integral)).toEqual(
          spans.map((span) => {
            const inside = indexes.filter((index) => {
              const at = start + index * unitMs;
              return at >= span.start && at < span.end;
            });
            return BigInt(sum(inside.map((index) => sum(plays.map((play) => used(play, index))))) * unitMs);
          }),
        );
      }),
      { numRuns: 40 },
    );
  });
});
