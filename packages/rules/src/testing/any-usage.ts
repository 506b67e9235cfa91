import fc from 'fast-check';
import type { ActivityOperation } from '../admission-state.ts';
import type { UsageFact } from '../usage-facts.ts';

/** Any log of an entitlement with a pool "pool" and a counter "count", and what was in use in each of its moments. */

export interface AnyStep {
  /** Moments since the step before. */
  readonly wait: number;
  readonly what:
    | 'activate'
    | 'deactivate'
    | 'leaseExpired'
    | 'deny'
    | 'limits'
    | 'take'
    | 'return'
    | 'count'
    | 'close';
  readonly seat: number;
  readonly amount: number;
}

const anyStep: fc.Arbitrary<AnyStep> = fc.record({
  wait: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 5, arbitrary: fc.integer({ min: 1, max: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 1500 }) },
  ),
  what: fc.constantFrom(
    ...(['activate', 'activate', 'activate', 'deactivate', 'leaseExpired', 'deny', 'limits'] as const),
    ...(['take', 'take', 'return', 'count', 'count', 'close'] as const),
  ),
  seat: fc.integer({ min: 0, max: 6 }),
  amount: fc.integer({ min: 1, max: 4 }),
});

export const anySteps = fc.array(anyStep, { maxLength: 60 });

/** What was so in one moment, for seats and each feature. */
export interface Moment {
  readonly used: number;
  readonly bought: number;
  readonly hardCap: number;
}

/** Something granted, at a moment. */
export interface Granted {
  readonly moment: number;
  readonly seatId: string;
  readonly overdraft: boolean;
}

export interface AnyUsage {
  readonly facts: readonly UsageFact[];
  /** By meter, moment by moment; undefined: the meter had not begun. */
  readonly moments: ReadonlyMap<string, (Moment | undefined)[]>;
  readonly granted: ReadonlyMap<string, readonly Granted[]>;
}

const featureLimits = { bought: 5, hardCap: 8 };

/** Plays the steps: one moment is `unitMs` long, the first at `start`; the play goes on for `tail` moments. */
export const playUsage = (
  steps: readonly AnyStep[],
  start: number,
  unitMs: number,
  tail: number,
): AnyUsage => {
  const seats = new Set<number>();
  const pool = new Map<number, number>();
  const facts: UsageFact[] = [];
  const moments = new Map<string, (Moment | undefined)[]>(['', 'pool', 'count'].map((key) => [key, []]));
  const granted = new Map<string, Granted[]>(['', 'pool', 'count'].map((key) => [key, []]));
  const begun = new Set(['']);
  let limits = { bought: 2, hardCap: 3 };
  let count = 0;
  let moment = 0;
  const poolUsed = () => [...pool.values()].reduce((sum, units) => sum + units, 0);
  const sample = () => {
    const now: Record<string, Moment> = {
      '': { used: seats.size, ...limits },
      pool: { used: poolUsed(), ...featureLimits },
      count: { used: count, ...featureLimits },
    };
    for (const [key, all] of moments) all[moment] = begun.has(key) ? now[key] : undefined;
  };
  const wait = (units: number) => {
    for (let unit = 0; unit < units; unit++, moment++) sample();
  };
  const at = () => start + moment * unitMs;
  const row = (operation: ActivityOperation, seat: number, key: string | null, amount: number) => {
    const used = key === null ? seats.size : key === 'pool' ? poolUsed() : count;
    const overdraft = used > (key === null ? limits : featureLimits).bought;
    if (key !== null) begun.add(key);
    const figure = (value: number) => (key === null ? null : BigInt(value));
    facts.push({
      ...{ kind: 'log', at: at(), operation, activationId: `act-${seat}`, seatId: `seat-${seat}`, overdraft },
      ...{ seatsUsed: BigInt(seats.size), bought: BigInt(limits.bought), hardCap: BigInt(limits.hardCap) },
      ...{ featureKey: key, amount: figure(amount), featureUsed: figure(used) },
      ...{ featureBought: figure(featureLimits.bought), featureHardCap: figure(featureLimits.hardCap) },
    });
    if (operation === 'activate' || operation === 'featureCheckout')
      granted.get(key ?? '')?.push({ moment, seatId: `seat-${seat}`, overdraft });
  };
  facts.push({ kind: 'limits', at: start, bought: 2n, hardCap: 3n });
  for (const { wait: units, what, seat, amount } of steps) {
    wait(units);
    if (what === 'activate' && !seats.has(seat)) {
      seats.add(seat);
      row('activate', seat, null, 0);
    } else if ((what === 'deactivate' || what === 'leaseExpired') && seats.has(seat)) {
      seats.delete(seat);
      pool.delete(seat);
      row(what, seat, null, 0);
    } else if (what === 'deny') row('activationDenied', seat, null, 0);
    else if (what === 'limits') {
      limits = { bought: amount, hardCap: amount + (seat % 3) };
      facts.push({
        kind: 'limits',
        at: at(),
        bought: BigInt(limits.bought),
        hardCap: BigInt(limits.hardCap),
      });
    } else if (what === 'take' && seats.has(seat)) {
      pool.set(seat, (pool.get(seat) ?? 0) + amount);
      row('featureCheckout', seat, 'pool', amount);
    } else if (what === 'return' && (pool.get(seat) ?? 0) >= amount) {
      pool.set(seat, (pool.get(seat) ?? 0) - amount);
      row('featureReturn', seat, 'pool', amount);
    } else if (what === 'count' && seats.has(seat)) {
      count += amount;
      row('featureCheckout', seat, 'count', amount);
    } else if (what === 'close' && count > 0) {
      count = 0;
      facts.push({ kind: 'closing', at: at(), featureKey: 'count' });
    }
  }
  wait(tail);
  return { facts, moments, granted };
};
