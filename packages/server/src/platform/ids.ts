import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(16 * 256);
let next = pool.length;

/**
 * `<prefix>_` and 22 base64url characters: 48 bits of time in milliseconds, so that rows made together lie together in
 * an index, and 80 random bits, so that an id cannot be guessed.
 */
export const newId = (prefix: string, now = Date.now()): string => {
  if (next >= pool.length) {
    randomFillSync(pool);
    next = 0;
  }
  const bytes = pool.subarray(next, next + 16);
  next += 16;
  bytes.writeUIntBE(now, 0, 6);
  return `${prefix}_${bytes.toString('base64url')}`;
};
