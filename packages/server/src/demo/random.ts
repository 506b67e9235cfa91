/** Chance that repeats: the demo's year is the same for everybody who starts it at the same instant. */
export interface Random {
  /** 0 up to, not including, 1. */
  next(): number;
  /** An integer from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** A number from `min` up to `max`. */
  between(min: number, max: number): number;
  chance(probability: number): boolean;
  /** About the normal distribution with mean 0 and deviation 1; never beyond 3. */
  normal(): number;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
}

/** FNV-1a, 32 bits. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
};

/** Mulberry32: 32 bits of state, good enough for a story and quick. */
export const createRandom = (seed: string): Random => {
  let state = hashOf(seed);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  return {
    next,
    int,
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => next() < probability,
    // The sum of six uniform numbers has variance 1/2.
    normal: () => (next() + next() + next() + next() + next() + next() - 3) * Math.SQRT2 * 0.999,
    pick: (items) => items[int(0, items.length - 1)] ?? items[0],
  };
};
