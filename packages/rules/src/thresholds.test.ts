import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsOf } from './overdraft.ts';
import { absolute, none, percentage, unlimited } from './testing/world.ts';
import { clearingLevel, type Threshold, thresholdChange, thresholdLevel } from './thresholds.ts';

const at = (measure: Threshold['measure'], value: number): Threshold => ({
  thresholdId: `${measure} ${value}`,
  measure,
  value,
});
const idsOf = (thresholds: readonly Threshold[]) => thresholds.map(({ thresholdId }) => thresholdId);

describe('the level of a threshold', () => {
  const limits = limitsOf(100n, percentage(20));
  it.each([
    [at('percentOfBought', 80), 80n],
    [at('percentOfBought', 110), 110n],
    [at('percentOfHardCap', 50), 60n],
    [at('absolute', 7), 7n],
  ])('%o is %s of 100 bought and 120 at most', (threshold, level) => {
    expect(thresholdLevel(threshold, limits)).toBe(level);
  });

  it('is rounded up: 80 % of 3 is reached with 3', () => {
    expect(thresholdLevel(at('percentOfBought', 80), limitsOf(3n, none))).toBe(3n);
  });

  it('there is none in per cent of what is unlimited', () => {
    expect(thresholdLevel(at('percentOfHardCap', 90), limitsOf(100n, unlimited))).toBeNull();
    expect(thresholdLevel(at('percentOfBought', 90), limitsOf(null, none))).toBeNull();
  });
});

describe('rule 36: crossing', () => {
  const thresholds = [at('percentOfBought', 110), at('percentOfBought', 80), at('percentOfBought', 100)];
  const limits = limitsOf(100n, absolute(20));

  it('a jump across several tells all of them, lowest first', () => {
    const { crossed, cleared } = thresholdChange(thresholds, new Set(), limits, 115n);
    expect(idsOf(crossed)).toEqual(['percentOfBought 80', 'percentOfBought 100', 'percentOfBought 110']);
    expect(cleared).toEqual([]);
  });

  it('use that swings about a level tells it once, until it has fallen clearly below', () => {
    const held = new Set(['percentOfBought 100']);
    const only = [at('percentOfBought', 100)];
    for (const used of [99n, 100n, 98n, 101n, 96n]) {
      expect(thresholdChange(only, held, limits, used)).toEqual({ crossed: [], cleared: [] });
    }
    expect(idsOf(thresholdChange(only, held, limits, 95n).cleared)).toEqual(['percentOfBought 100']);
  });

  it('more bought clears it, though nobody left', () => {
    const held = new Set(['percentOfBought 100']);
    const more = limitsOf(200n, none);
    expect(idsOf(thresholdChange([at('percentOfBought', 100)], held, more, 115n).cleared)).toHaveLength(1);
  });

  const anyThreshold = fc
    .tuple(
      fc.constantFrom('percentOfBought', 'percentOfHardCap', 'absolute'),
      fc.integer({ min: 1, max: 500 }),
    )
    .map(([measure, value]) => at(measure as Threshold['measure'], value));

  it('however use moves, each threshold is crossed and cleared in turn, and never both at once', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyThreshold, { selector: ({ thresholdId }) => thresholdId, maxLength: 6 }),
        fc.bigInt({ min: 1n, max: 300n }),
        fc.array(fc.bigInt({ min: 0n, max: 1000n })),
        (thresholds, bought, course) => {
          const limits = limitsOf(bought, percentage(20));
          const held = new Set<string>();
          for (const used of course) {
            const { crossed, cleared } = thresholdChange(thresholds, held, limits, used);
            for (const { thresholdId } of crossed) {
              expect(held.has(thresholdId)).toBe(false);
              held.add(thresholdId);
            }
            for (const { thresholdId } of cleared) expect(held.delete(thresholdId)).toBe(true);
            for (const threshold of thresholds) {
              const level = thresholdLevel(threshold, limits);
              if (level === null) continue;
              if (used >= level) expect(held.has(threshold.thresholdId)).toBe(true);
              if (used <= clearingLevel(level)) expect(held.has(threshold.thresholdId)).toBe(false);
            }
            expect(thresholdChange(thresholds, held, limits, used)).toEqual({ crossed: [], cleared: [] });
          }
        },
      ),
    );
  });
});
