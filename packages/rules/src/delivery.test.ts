import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isListenerGivenUp, listenerPatienceMs, retryPauseMs, retryWindowMs } from './delivery.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const planMs = [5_000, 5 * minuteMs, 30 * minuteMs, 2 * hourMs, 5 * hourMs, 10 * hourMs];
const randoms = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));

/** The instants of all attempts at a receiver that never answers. */
const attemptsOf = (random: Iterator<number>, answersInMs: number): number[] => {
  const instants = [0];
  for (let at = 0; ; ) {
    const triedAt = at + answersInMs;
    const next = { tries: instants.length, triedSince: 0, at: triedAt };
    const pauseMs = retryPauseMs(next, random.next().value);
    if (pauseMs === null) return instants;
    at = triedAt + pauseMs;
    instants.push(at);
  }
};

describe('rule 37: retries', () => {
  it('without jitter they are 5 s, 5 min, 30 min, 2 h, 5 h, 10 h apart, then 10 h each', () => {
    const middle = { next: () => ({ value: 0.5, done: false }) } as Iterator<number>;
    const instants = attemptsOf(middle, 0);
    const pauses = instants.slice(1).map((at, index) => at - (instants[index] ?? 0));
    expect(pauses).toEqual([...planMs, ...Array.from({ length: pauses.length - 6 }, () => 10 * hourMs)]);
    expect(pauses).toHaveLength(11);
  });

  it('each pause is within a fifth of the plan', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (tries, random) => {
          const pauseMs = retryPauseMs({ tries, triedSince: 0, at: 0 }, random) ?? Number.NaN;
          const plannedMs = planMs[tries - 1] ?? 10 * hourMs;
          expect(pauseMs).toBeGreaterThanOrEqual(plannedMs * 0.8);
          expect(pauseMs).toBeLessThanOrEqual(plannedMs * 1.2);
        },
      ),
    );
  });

  it('they go on for most of three days and never past them, whatever the jitter', () => {
    fc.assert(
      fc.property(randoms, fc.integer({ min: 0, max: 15_000 }), (random, answersInMs) => {
        const instants = attemptsOf(random[Symbol.iterator](), answersInMs);
        const last = instants.at(-1) ?? 0;
        expect(last).toBeLessThanOrEqual(retryWindowMs);
        expect(last).toBeGreaterThan(retryWindowMs - 13 * hourMs);
      }),
    );
  });

  it('two deliveries that failed together do not come back together', () => {
    const tries = { tries: 3, triedSince: 0, at: 0 };
    expect(retryPauseMs(tries, 0.1)).not.toBe(retryPauseMs(tries, 0.9));
  });
});

it('rule 37: a listener is given up when it has failed for five days', () => {
  expect(isListenerGivenUp(1_000, 1_000 + listenerPatienceMs - 1)).toBe(false);
  expect(isListenerGivenUp(1_000, 1_000 + listenerPatienceMs)).toBe(true);
  expect(listenerPatienceMs).toBe(5 * 24 * hourMs);
  expect(retryWindowMs).toBe(3 * 24 * hourMs);
});
