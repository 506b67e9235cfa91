import fc from 'fast-check';
import type { EntitlementTerms } from '../admission-state.ts';
import { type Interval, noInterval } from '../calendar.ts';
import { limitsOf } from '../overdraft.ts';
import type { Meter, ModelLimits, ModelTerms } from './reference-model.ts';
import { day, overdraft, second, termsOf } from './world.ts';

/** Any terms of three entitlements and any steps of their history; what is left out of the model keeps one value. */

const limitsFor = ({ bought, type, value }: ModelLimits) =>
  limitsOf(BigInt(bought), overdraft(type, type === 'none' || type === 'unlimited' ? null : value));
const interval = (ms: number | null): Interval => (ms ? { type: 'second', count: ms / second } : noInterval);

export const realTerms = (entitlementId: string, terms: ModelTerms): EntitlementTerms =>
  termsOf({
    entitlementId,
    seats: limitsFor(terms.seats),
    ownCap: terms.ownCap === null ? null : BigInt(terms.ownCap),
    features: [
      { featureId: 'pool', key: 'elementPool', type: 'elementPool', limits: limitsFor(terms.pool) },
      { featureId: 'counter', key: 'usageCount', type: 'usageCount', limits: limitsFor(terms.counter) },
    ],
    concurrencyMode: terms.nodeLock ? 'nodeLock' : 'concurrent',
    usageResetSchedule: terms.monthly ? 'monthly' : 'never',
    licenseStartType: terms.startsOnActivation ? 'activation' : 'entitlementCreation',
    licenseType: terms.durationMs === null ? 'perpetual' : 'subscription',
    licenseDuration: interval(terms.durationMs),
    leasePeriod: interval(terms.leaseMs),
    gracePeriod: interval(terms.graceMs),
  });

const anyLimits = (max: number): fc.Arbitrary<ModelLimits> =>
  fc.record({
    bought: fc.integer({ min: 0, max }),
    type: fc.constantFrom('none', 'absolute', 'percentage', 'unlimited'),
    value: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constantFrom(34, 50, 100)),
  });
const anyLimitsSet = fc.record({
  seats: anyLimits(4),
  ownCap: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null, freq: 3 }),
  pool: anyLimits(6),
  counter: anyLimits(9),
});
export const anyTerms: fc.Arbitrary<ModelTerms> = fc
  .record({
    limits: anyLimitsSet,
    nodeLock: fc.boolean(),
    monthly: fc.boolean(),
    startsOnActivation: fc.boolean(),
    leaseMs: fc.constantFrom(second, 3 * second, 7200 * second, 20_000 * second, null),
    graceMs: fc.constantFrom(0, 2 * second, 10_000 * second),
    durationMs: fc.constantFrom(null, 5 * second, 30_000 * second),
  })
  .map(({ limits, ...rest }) => ({ ...rest, ...limits }));

export const ids = ['e1', 'e2', 'e3'] as const;
const e = fc.constantFrom(...ids);
const seat = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F');
const anyMeter = fc.constantFrom<Meter>('elementPool', 'usageCount');
const amount = fc.integer({ min: 1, max: 5 });
const waits = fc.oneof(
  fc.constantFrom(1, second, 2 * second, 3 * second),
  fc.integer({ min: 1, max: 5000 }),
  fc.constantFrom(7200 * second, 20_000 * second, day, 31 * day, 31 * day),
);

export const anyStep = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('activate'), seat, among: fc.shuffledSubarray([...ids]) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('refresh'), e, seat }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('release'), e, seat }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('checkout'), e, seat, meter: anyMeter, amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('return'), e, seat, meter: anyMeter, amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cut') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), ms: waits }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('settle') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disable'), e, disabled: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('limits'), e, limits: anyLimitsSet, forced: fc.boolean() }),
  },
);
export type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;
