/**
 * What time it is. Decisions read the database's clock (one clock for all processes) and add `offsetMs`; everything
 * else reads `now()`. The offset is 0 but in tests, which move it instead of waiting.
 */
export interface Clock {
  readonly offsetMs: number;
  /** Epoch milliseconds. */
  now(): number;
}

export const systemClock: Clock = { offsetMs: 0, now: () => Date.now() };

/** A clock that tests can move forward. */
export const movableClock = (): Clock & { advance(ms: number): void } => {
  let offsetMs = 0;
  return {
    get offsetMs() {
      return offsetMs;
    },
    now: () => Date.now() + offsetMs,
    advance(ms) {
      offsetMs += ms;
    },
  };
};
