import { describe, expect, it } from 'vitest';
import { limitsOf, seatFigures } from './overdraft.ts';
import { admit } from './replay.ts';
import {
  absolute,
  activate,
  checkout,
  day0,
  entitlement,
  featureOf,
  giveBack,
  none,
  one,
  percentage,
  release,
  termsOf,
  unlimited,
  wordOf,
  worldOf,
} from './testing/world.ts';

/** Rulebook section 3, "Seats and features, worked": every row, literally. */

const seats = (count: number) => Array.from({ length: count }, (_, index) => `seat ${index + 1}`);

const asked = (bought: bigint, overdraft: Parameters<typeof seatFigures>[0], seatIds: readonly string[]) => {
  const world = worldOf(termsOf({ seats: limitsOf(bought, overdraft) }));
  const { decisions, changes } = admit(
    world,
    seatIds.map((seatId) => activate(seatId)),
    day0,
  );
  const flags = changes.flatMap(({ log }) => log.map((row) => (row.overdraft ? 'overdraft' : 'plain')));
  const used = BigInt(entitlement(world).seatsUsed);
  return { world, words: decisions.map(wordOf), flags, figures: seatFigures(overdraft, bought, used) };
};

const denied = 'denied: seatLimitReached';

describe('section 3, worked', () => {
  it('1 bought, absolute 1; A, B, C: A plain, B overdraft, C denied', () => {
    const { words, flags } = asked(1n, absolute(1), ['A', 'B', 'C']);
    expect(words).toEqual(['granted', 'granted', denied]);
    expect(flags).toEqual(['plain', 'overdraft']);
  });

  it('2 bought, percentage 50; 4 activations: 3 granted, 4th denied, overdraft used 1', () => {
    const { words, figures } = asked(2n, percentage(50), seats(4));
    expect(words).toEqual(['granted', 'granted', 'granted', denied]);
    expect(figures.overdraftSeatsUsed).toBe(1n);
  });

  it('1 bought, percentage 50; 2: second denied (floor gives 0)', () => {
    expect(asked(1n, percentage(50), seats(2)).words).toEqual(['granted', denied]);
  });

  it('100 bought, percentage 20; 121: 120 granted, 121st denied, utilisation 120', () => {
    const { words, figures } = asked(100n, percentage(20), seats(121));
    expect(words.slice(0, 120).every((word) => word === 'granted')).toBe(true);
    expect(words[120]).toBe(denied);
    expect(figures.seatUtilizationRate).toBe(120n);
  });

  it('3 bought, unlimited; 10: all granted, available null, overdraft used 7', () => {
    const { words, figures } = asked(3n, unlimited, seats(10));
    expect(words).toEqual(seats(10).map(() => 'granted'));
    expect([figures.seatsAvailable, figures.overdraftSeatsUsed]).toEqual([null, 7n]);
  });

  it('3 bought, none; 4: 4th denied, overdraftSeatsUsed null', () => {
    const { words, figures } = asked(3n, none, seats(4));
    expect(words).toEqual(['granted', 'granted', 'granted', denied]);
    expect(figures.overdraftSeatsUsed).toBeNull();
  });

  it('1 bought, absolute 1; A, B, then A released: used 1, no longer in overdraft, B is now a bought seat', () => {
    const { world } = asked(1n, absolute(1), ['A', 'B']);
    const { changes } = admit(world, [release('A')], day0);
    const [row] = changes.flatMap(({ log }) => log);
    expect(row).toMatchObject({ seatsUsed: 1, overdraft: false });
    expect([...entitlement(world).seats.values()].map((seat) => seat.seatId)).toEqual(['B']);
  });

  it('usageCount 100, absolute 10; checkout 105, then 6: first granted (overdraft 5), second denied whole', () => {
    const world = worldOf(termsOf({ features: [featureOf('usageCount', 100n, absolute(10))] }));
    one(world, activate('A'));
    expect(one(world, checkout('A', 'usageCount', 105n))).toMatchObject({
      outcome: 'featureGranted',
      limits: { used: 105n, overdraftUsed: 5n },
    });
    const second = one(world, checkout('A', 'usageCount', 6n));
    expect(wordOf(second)).toBe('denied: featureLimitReached');
    expect(second).toMatchObject({ limits: { used: 105n, available: 5n } });
    expect([...entitlement(world).usage.values()].map(({ used }) => used)).toEqual([105n]);
  });

  it('elementPool 10, percentage 20; checkout 12, return 3, checkout 3: granted, 9 held, granted', () => {
    const world = worldOf(termsOf({ features: [featureOf('elementPool', 10n, percentage(20))] }));
    one(world, activate('A'));
    expect(wordOf(one(world, checkout('A', 'elementPool', 12n)))).toBe('featureGranted');
    const returned = one(world, giveBack('A', 'elementPool', 3n));
    expect(returned).toMatchObject({ outcome: 'featureGranted', limits: { used: 9n } });
    expect(returned.outcome === 'featureGranted' && [...returned.seat.holdings.values()]).toEqual([9n]);
    expect(wordOf(one(world, checkout('A', 'elementPool', 3n)))).toBe('featureGranted');
  });
});
