import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowance,
  cappedLimits,
  firstDenied,
  fits,
  limitsInUse,
  limitsOf,
  normalizeOverdraft,
  type OverdraftLimit,
  overdraftFault,
  overdraftUsed,
  seatFigures,
  seatsMax,
  unitsMax,
} from './overdraft.ts';
import { absolute, none, percentage, unlimited } from './testing/world.ts';

const int64 = fc.bigInt({ min: 0n, max: unitsMax });
const int32 = fc.integer({ min: 0, max: 2147483647 });
const anyOverdraft: fc.Arbitrary<OverdraftLimit> = fc.oneof(
  fc.constant(none),
  fc.constant(unlimited),
  int32.map(absolute),
  int32.map(percentage),
);

describe('the first that is denied', () => {
  it('is the one after the hard cap; without a hard cap, or at the last number there is, none', () => {
    expect(firstDenied(limitsOf(100n, percentage(20)))).toBe(121n);
    expect(firstDenied(limitsOf(1n, percentage(50)))).toBe(2n);
    expect(firstDenied(limitsOf(3n, unlimited))).toBeNull();
    expect(firstDenied(limitsOf(unitsMax, none))).toBeNull();
  });
});

describe('section 3, the table of figures', () => {
  it.each([
    ['none', none, 0n, null, 0n],
    ['absolute n', absolute(3), 3n, 2n, 1n],
    ['percentage p', percentage(35), 3n, 2n, 1n],
    ['unlimited', unlimited, null, 2n, null],
  ] as const)('%s: 10 bought, 12 used', (_, overdraft, count, used, available) => {
    expect(seatFigures(overdraft, 10n, 12n)).toEqual({
      overdraftSeatCount: count,
      overdraftSeatsUsed: used,
      seatsAvailable: available,
      seatUtilizationRate: 120n,
    });
    expect(allowance(overdraft, 10n)).toBe(count);
  });

  it('rounds the utilisation half up and lets it pass 100', () => {
    expect(seatFigures(none, 8n, 1n).seatUtilizationRate).toBe(13n);
    expect(seatFigures(none, 3n, 1n).seatUtilizationRate).toBe(33n);
    expect(seatFigures(unlimited, 3n, 10n).seatUtilizationRate).toBe(333n);
  });

  it('holds for any figures', () => {
    fc.assert(
      fc.property(
        anyOverdraft,
        fc.bigInt(1n, seatsMax),
        fc.bigInt(0n, seatsMax),
        (overdraft, bought, used) => {
          const figures = seatFigures(overdraft, bought, used);
          const extra = allowance(overdraft, bought);
          expect(figures.overdraftSeatCount).toBe(extra);
          expect(figures.overdraftSeatsUsed).toBe(
            overdraft.type === 'none' ? null : used > bought ? used - bought : 0n,
          );
          const left = extra === null ? null : bought + extra - used;
          expect(figures.seatsAvailable).toBe(left === null || left > 0n ? left : 0n);
          expect(figures.seatUtilizationRate).toBe(BigInt(Math.round((Number(used) / Number(bought)) * 100)));
        },
      ),
    );
  });
});

describe('rule 1: used includes overdraft, integers never lose precision', () => {
  it('rule 1: a value sent with none or unlimited is stored as null', () => {
    expect(normalizeOverdraft({ type: 'none', value: 5 })).toEqual(none);
    expect(normalizeOverdraft({ type: 'unlimited', value: 5 })).toEqual(unlimited);
    expect(normalizeOverdraft({ type: 'percentage', value: 250 })).toEqual(percentage(250));
    expect(normalizeOverdraft({ type: 'absolute' })).toEqual(absolute(0));
  });

  it('rule 1: the largest int64 stays exact', () => {
    expect(allowance(percentage(100), unitsMax)).toBe(unitsMax);
    expect(allowance(percentage(2147483647), unitsMax)).toBe((unitsMax * 2147483647n) / 100n);
    const limits = limitsOf(unitsMax - 5n, absolute(5));
    expect(limits.hardCap).toBe(unitsMax);
    expect(fits(limits, unitsMax - 1n, 1n)).toBe(true);
    expect(fits(limits, unitsMax - 1n, 2n)).toBe(false);
  });

  it('rule 1: even unlimited use stays a number that can be stored', () => {
    const limits = limitsOf(null, none);
    expect(fits(limits, unitsMax - 1n, 1n)).toBe(true);
    expect(fits(limits, unitsMax, 1n)).toBe(false);
  });

  it('rule 1: available plus used is the hard cap, as long as it is not passed', () => {
    fc.assert(
      fc.property(anyOverdraft, int64, int64, (overdraft, bought, used) => {
        const standing = limitsInUse(limitsOf(bought, overdraft), used);
        if (standing.hardCap === null || standing.available === null) {
          expect([standing.hardCap, standing.available]).toEqual([null, null]);
        } else {
          expect(standing.available).toBe(used > standing.hardCap ? 0n : standing.hardCap - used);
        }
      }),
    );
  });

  it('says why a limit is refused: negative, or a hard cap the wire cannot carry', () => {
    expect(overdraftFault(absolute(-1), 1n, seatsMax)).toBe('must be 0 or more');
    expect(overdraftFault(absolute(1), seatsMax, seatsMax)).toContain('2147483648');
    expect(overdraftFault(absolute(0), seatsMax, seatsMax)).toBeNull();
    expect(overdraftFault(percentage(250), 100n, seatsMax)).toBeNull();
    expect(overdraftFault(unlimited, unitsMax, unitsMax)).toBeNull();
    expect(overdraftFault(absolute(2147483647), null, unitsMax)).toBeNull();
  });
});

describe('rule 2: percentages are of the bought count now, rounded down', () => {
  it('rule 2: 10 % of 5 is 0', () => expect(allowance(percentage(10), 5n)).toBe(0n));
  it('rule 2: 250 % of 3 is 7', () => expect(allowance(percentage(250), 3n)).toBe(7n));

  it('rule 2: the extra never exceeds the stated percentage, nor misses it by a whole unit', () => {
    fc.assert(
      fc.property(int64, int32, (bought, percent) => {
        const extra = allowance(percentage(percent), bought) ?? -1n;
        const exact = bought * BigInt(percent);
        expect(extra * 100n <= exact && exact < (extra + 1n) * 100n).toBe(true);
      }),
    );
  });

  it('rule 2: more bought never means less allowance', () => {
    fc.assert(
      fc.property(int64, int64, int32, (a, b, percent) => {
        const [less, more] = a < b ? [a, b] : [b, a];
        const of = (bought: bigint) => allowance(percentage(percent), bought) ?? -1n;
        expect(of(less) <= of(more)).toBe(true);
      }),
    );
  });
});

it('rule 3: a feature without a value is unlimited and its overdraft has no effect', () => {
  fc.assert(
    fc.property(anyOverdraft, int64, (overdraft, used) => {
      const standing = limitsInUse(limitsOf(null, overdraft), used);
      expect(standing).toEqual({
        ...{ bought: null, allowance: 0n, hardCap: null, used, overdraftUsed: 0n, available: null },
        state: 'within',
      });
    }),
  );
});

it('rule 8: limits that come from different levels never pass what can be counted', () => {
  fc.assert(
    fc.property(anyOverdraft, int64, (overdraft, bought) => {
      const limits = limitsOf(bought, overdraft);
      const capped = cappedLimits(limits, unitsMax);
      expect(capped.bought).toBe(bought);
      if (limits.hardCap === null) expect(capped).toEqual(limits);
      else {
        const hardCap = limits.hardCap < unitsMax ? limits.hardCap : unitsMax;
        expect(capped).toEqual({ bought, allowance: hardCap - bought, hardCap });
      }
    }),
  );
});

describe('rule 4: accounting is positional', () => {
  it('rule 4: overdraft in use = max(0, used - bought), whatever the overdraft', () => {
    fc.assert(
      fc.property(anyOverdraft, int64, int64, (overdraft, bought, used) => {
        const expected = used > bought ? used - bought : 0n;
        expect(overdraftUsed(bought, used)).toBe(expected);
        expect(limitsInUse(limitsOf(bought, overdraft), used).overdraftUsed).toBe(expected);
      }),
    );
  });

  it('rule 33: state is within up to bought, then overdraft, atHardCap from the hard cap on', () => {
    const stateAt = (used: bigint) => limitsInUse(limitsOf(100n, percentage(20)), used).state;
    expect([99n, 100n, 101n, 119n, 120n, 121n].map(stateAt)).toEqual([
      ...['within', 'within', 'overdraft', 'overdraft', 'atHardCap', 'atHardCap'],
    ]);
    expect(limitsInUse(limitsOf(3n, unlimited), 10n).state).toBe('overdraft');
    expect(limitsInUse(limitsOf(3n, none), 3n).state).toBe('atHardCap');
  });
});
