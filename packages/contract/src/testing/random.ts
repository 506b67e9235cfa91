/** Repeatable choices: the same seed gives the same run. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  readonly below: (below: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly shuffled: <T>(list: readonly T[]) => T[];
  /** `length` characters of the base64url alphabet. */
  readonly letters: (length: number) => string;
}

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';

/** Mulberry32: 32 bits of state are plenty for test data. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0;
  const below = (bound: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[below(list.length)] as T;
  };
  const shuffled = <T>(list: readonly T[]): T[] => {
    const keyed = list.map((item) => ({ item, key: below(2 ** 31) }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  };
  const letters = (length: number) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join('');
  return { below, pick, shuffled, letters };
};
