import fc from 'fast-check';
import { expect, it } from 'vitest';
import { surpassedAt, surpassingsOf } from './highest-overdraft.ts';

/** Times in overdraft with these peaks, ten units of time apart. */
const withPeaks = (peaks: readonly number[]) =>
  peaks.map((peak, index) => ({ start: index * 10, peakOverdraft: BigInt(peak) }));

const peaks = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 30 });

it('a time in overdraft is surpassed by the first after it that goes at least as high', () => {
  expect(surpassedAt(withPeaks([3, 1, 2, 3, 1]))).toEqual([30, 20, 30, null, null]);
  fc.assert(
    fc.property(peaks, (all) => {
      const episodes = withPeaks(all);
      const expected = episodes.map(
        ({ start, peakOverdraft }) =>
          episodes.find((later) => later.start > start && later.peakOverdraft >= peakOverdraft)?.start ??
          null,
      );
      expect(surpassedAt(episodes)).toEqual(expected);
    }),
  );
});

it('in every range the highest is among those not surpassed before its end', () => {
  fc.assert(
    fc.property(peaks, fc.nat(30), fc.nat(30), (all, first, length) => {
      const episodes = withPeaks(all);
      const surpassed = surpassedAt(episodes);
      const inRange = (index: number) => index >= first && index < first + length;
      const highest = (indexes: number[]) => Math.max(0, ...indexes.map((index) => all[index] ?? 0));
      const asked = [...all.keys()].filter(inRange);
      const standing = asked.filter(
        (index) => (surpassed[index] ?? Number.POSITIVE_INFINITY) >= (first + length) * 10,
      );
      expect(highest(standing)).toBe(highest(asked));
      expect(standing.length > 0).toBe(asked.length > 0);
    }),
  );
});

it('known portion by portion, they are surpassed as if known all at once', () => {
  fc.assert(
    fc.property(peaks, fc.nat(30), (all, cut) => {
      const episodes = withPeaks(all);
      const [known, more] = [episodes.slice(0, cut), episodes.slice(cut)];
      const surpassings = surpassingsOf(more);
      const byMore = ({ peakOverdraft: peak }: { peakOverdraft: bigint }) =>
        surpassings.find((each) => peak > each.above && peak <= each.peak)?.start ?? null;
      const portions = [
        ...surpassedAt(known).map((at, index) => at ?? byMore(known[index] ?? { peakOverdraft: 0n })),
        ...surpassedAt(more),
      ];
      expect(portions).toEqual(surpassedAt(episodes));
    }),
  );
});
