import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideBatch } from './admission.ts';
import type { ActivityRow, AdmissionRequest, Decision, EntitlementTerms } from './admission-state.ts';
import { type Interval, noInterval } from './calendar.ts';
import { limitsOf } from './overdraft.ts';
import { admit, changeDates, changeTerms, dueEntitlements, snapshotsFor, type World } from './replay.ts';
import { type Books, openBooks, readChanges } from './testing/books.ts';
import {
  capOf,
  counterUsedIn,
  type Expected,
  expectActivate,
  expectChange,
  expectCheckout,
  expectRefresh,
  expectRelease,
  expectReturn,
  type Meter,
  type Model,
  type ModelLimits,
  type ModelTerms,
  poolUsedIn,
  seatsUsedIn,
} from './testing/reference-model.ts';
import {
  activate,
  day,
  day0,
  entitlement,
  overdraft,
  second,
  termsOf,
  wordOf,
  worldOf,
} from './testing/world.ts';

/** Any history, cut into batches anywhere, comes out as the reference model says; and the books stay in order. */

const limitsFor = ({ bought, type, value }: ModelLimits) =>
  limitsOf(BigInt(bought), overdraft(type, type === 'none' || type === 'unlimited' ? null : value));
const interval = (ms: number | null): Interval => (ms ? { type: 'second', count: ms / second } : noInterval);

const realTerms = (entitlementId: string, terms: ModelTerms): EntitlementTerms =>
  termsOf({
    entitlementId,
    seats: limitsFor(terms.seats),
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
const anyLimitsSet = fc.record({ seats: anyLimits(4), pool: anyLimits(6), counter: anyLimits(9) });
const anyTerms: fc.Arbitrary<ModelTerms> = fc
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

const ids = ['e1', 'e2', 'e3'] as const;
const e = fc.constantFrom(...ids);
const seat = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F');
const anyMeter = fc.constantFrom<Meter>('elementPool', 'usageCount');
const amount = fc.integer({ min: 1, max: 5 });
const waits = fc.oneof(
  fc.constantFrom(1, second, 2 * second, 3 * second),
  fc.integer({ min: 1, max: 5000 }),
  fc.constantFrom(7200 * second, 20_000 * second, day, 31 * day),
);

const anyStep = fc.oneof(
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
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

interface History {
  now: number;
  requestCount: number;
  readonly models: ReadonlyMap<string, Model>;
  /** Decides whole batches. */
  readonly batched: World;
  /** Decides the same requests one by one. */
  readonly single: World;
  readonly books: ReadonlyMap<World, ReadonlyMap<string, Books>>;
  readonly rows: ReadonlyMap<World, ActivityRow[]>;
  readonly pending: { readonly request: AdmissionRequest; readonly expected: Expected }[];
  /** Entitlements that a forced change may have left above their hard cap. */
  readonly forced: Set<string>;
}

const begin = (terms: readonly ModelTerms[]): History => {
  const real = ids.map((id, index) => realTerms(id, terms[index] ?? expect.fail('terms for each')));
  const worlds = [worldOf(...real), worldOf(...real)] as const;
  const model = (each: ModelTerms): Model => ({
    terms: each,
    start: each.startsOnActivation ? null : day0,
    disabled: false,
    seats: new Map(),
    counted: [],
  });
  return {
    now: day0,
    requestCount: 0,
    models: new Map(ids.map((id, index) => [id, model(terms[index] ?? expect.fail('terms for each'))])),
    batched: worlds[0],
    single: worlds[1],
    books: new Map(worlds.map((world) => [world, new Map(ids.map((id) => [id, openBooks()]))])),
    rows: new Map(worlds.map((world) => [world, []])),
    pending: [],
    forced: new Set(),
  };
};

const modelOf = (history: History, id: string) => history.models.get(id) ?? expect.fail(`no model of ${id}`);

const record = (history: History, world: World, changes: ReturnType<typeof admit>['changes']) => {
  for (const change of changes) {
    readChanges(history.books.get(world)?.get(change.entitlementId) ?? expect.fail('no books'), change);
    history.rows.get(world)?.push(...change.log);
  }
};

const expectDecision = (decision: Decision | undefined, { word, leaseEnd }: Expected) => {
  expect(decision && wordOf(decision)).toBe(word);
  if (decision?.outcome === 'granted') expect(decision.seat.leaseEnd).toBe(leaseEnd);
};

/** A batch may know less of the other leases than the moment after it: `retryAt` is only ever too early. */
const comparable = (decision: Decision) => ({ ...decision, retryAt: null });

/** Rules 13 and 16: deciding leaves the snapshot alone, and a denial consumes nothing. */
const decideAlone = (history: History, request: AdmissionRequest): Decision => {
  const { single, now } = history;
  const seatsOf = () =>
    new Map(
      ids.map((id) => [id, { ...entitlement(single, id), seats: new Map(entitlement(single, id).seats) }]),
    );
  const before = seatsOf();
  const over = ids.some((id) => {
    const { hardCap } = entitlement(single, id).terms.seats;
    return hardCap !== null && BigInt(entitlement(single, id).seatsUsed) > hardCap;
  });
  const snapshots = snapshotsFor(single, [request], now);
  const copy = structuredClone(before);
  decideBatch(snapshots, [request], now);
  expect(seatsOf()).toEqual(copy);
  const { decisions, changes } = admit(single, [request], now);
  record(history, single, changes);
  const [decision] = decisions;
  if (!decision) throw new Error('a request without a decision');
  const nothingDue = [...snapshots.values()].every(({ dueAt }) => dueAt === null || dueAt > now);
  if (decision.outcome === 'denied' && nothingDue && !(request.kind === 'refresh' && over)) {
    for (const [id, { seats, seatsUsed, usage, dates, dueAt }] of before)
      expect(entitlement(single, id)).toMatchObject({ seats, seatsUsed, usage, dates, dueAt });
  }
  return decision;
};

const expectSound = (history: History, world: World) => {
  for (const id of ids) {
    const { seats, seatsUsed, terms, usage, activationIds } = entitlement(world, id);
    const counted = [...seats.values()].filter((each) => each.counted);
    expect(seatsUsed).toBe(counted.length);
    expect(activationIds.size).toBe(seats.size);
    const held = counted.reduce((sum, each) => sum + (each.holdings.get('pool') ?? 0n), 0n);
    expect(usage.get('pool')?.used ?? 0n).toBe(held);
    const { hardCap } = terms.seats;
    if (hardCap !== null && BigInt(seatsUsed) <= hardCap) history.forced.delete(id);
    if (hardCap !== null && !history.forced.has(id)) expect(BigInt(seatsUsed) <= hardCap).toBe(true);
  }
};

/** Decides what is pending: as one batch in one world, one by one in the other. */
const flush = (history: History) => {
  const { pending, batched, single, now } = history;
  const asked = pending.splice(0);
  const { decisions, changes } = admit(
    batched,
    asked.map(({ request }) => request),
    now,
  );
  record(history, batched, changes);
  for (const [index, { request, expected }] of asked.entries()) {
    const decision = decisions[index];
    expectDecision(decision, expected);
    expect(comparable(decideAlone(history, request))).toEqual(decision && comparable(decision));
  }
  expectSound(history, batched);
  expectSound(history, single);
};

const settleAll = (history: History) => {
  for (const world of [history.batched, history.single]) {
    const due = dueEntitlements(world, history.now).map(
      (entitlementId) => ({ kind: 'settle', entitlementId }) as const,
    );
    record(history, world, admit(world, due, history.now).changes);
    expect(dueEntitlements(world, history.now)).toEqual([]);
  }
};

/** At an instant everything that time did is recorded: both worlds show what the model counts. */
const expectAgreement = (history: History) => {
  settleAll(history);
  for (const [id, model] of history.models) {
    for (const world of [history.batched, history.single]) {
      const { seatsUsed, usage, seats } = entitlement(world, id);
      expect(seatsUsed).toBe(seatsUsedIn(model, history.now));
      expect(usage.get('pool')?.used ?? 0n).toBe(BigInt(poolUsedIn(model, history.now)));
      expect(usage.get('counter')?.used ?? 0n).toBe(BigInt(counterUsedIn(model, history.now)));
      expect([...seats.values()].map((each) => [each.seatId, each.leaseEnd]).sort()).toEqual(
        [...model.seats].map(([seatId, { end }]) => [seatId, end]).sort(),
      );
    }
  }
  const [inBatches = [], alone = []] = [...history.rows.values()].map((rows) =>
    rows
      .map(({ sequence: _, ...row }) => row)
      .sort((a, b) => (a.entitlementId < b.entitlementId ? -1 : a.entitlementId > b.entitlementId ? 1 : 0)),
  );
  expect(inBatches).toEqual(alone);
};

const changeLimits = (history: History, { e: id, limits, forced }: Step & { do: 'limits' }) => {
  const model = modelOf(history, id);
  const terms = { ...model.terms, ...limits };
  const admitted = expectChange(model, terms, forced, history.now);
  if (admitted && seatsUsedIn(model, history.now) > capOf(terms.seats)) history.forced.add(id);
  for (const world of [history.batched, history.single]) {
    const change = changeTerms(world, realTerms(id, terms), history.now, forced);
    expect(change.admitted).toBe(admitted);
    record(history, world, change.changes);
  }
};

const disable = (history: History, { e: id, disabled }: Step & { do: 'disable' }) => {
  modelOf(history, id).disabled = disabled;
  for (const world of [history.batched, history.single]) {
    const dates = { ...entitlement(world, id).dates, disabledDate: disabled ? history.now : null };
    record(history, world, changeDates(world, id, dates, history.now));
  }
};

type Asking = Extract<Step, { do: 'activate' | 'refresh' | 'release' | 'checkout' | 'return' }>;

const ask = (history: History, step: Asking): { request: AdmissionRequest; expected: Expected } => {
  const { now } = history;
  if (step.do === 'activate') {
    history.requestCount += 1;
    const newActivationId = `a${history.requestCount}`;
    const models = step.among.map((id) => modelOf(history, id));
    return {
      request: { ...activate(step.seat), candidates: step.among, newActivationId },
      expected: expectActivate(models, step.seat, newActivationId, now),
    };
  }
  const model = modelOf(history, step.e);
  const activationId = model.seats.get(step.seat)?.activationId ?? 'unknown';
  const on = { entitlementId: step.e, activationId, ipAddress: null };
  if (step.do === 'refresh') {
    return { request: { kind: 'refresh', ...on }, expected: expectRefresh(model, step.seat, now) };
  }
  if (step.do === 'release') {
    return { request: { kind: 'release', ...on }, expected: expectRelease(model, step.seat) };
  }
  const expecting = step.do === 'checkout' ? expectCheckout : expectReturn;
  return {
    request: { kind: step.do, ...on, featureKey: step.meter, amount: BigInt(step.amount) },
    expected: expecting(model, step.seat, step.meter, step.amount, now),
  };
};

const take = (history: History, step: Step) => {
  switch (step.do) {
    case 'cut':
      return flush(history);
    case 'wait':
      flush(history);
      history.now += step.ms;
      return;
    case 'settle':
      flush(history);
      return expectAgreement(history);
    case 'disable':
      flush(history);
      return disable(history, step);
    case 'limits':
      flush(history);
      return changeLimits(history, step);
    default:
      history.pending.push(ask(history, step));
  }
};

it('rules 1-5, 10-19, 21, 23, 24: any history of several entitlements comes out as the reference model says', () => {
  fc.assert(
    fc.property(
      fc.tuple(anyTerms, anyTerms, anyTerms),
      fc.array(anyStep, { minLength: 10, maxLength: 80, size: 'max' }),
      (terms, steps) => {
        const history = begin(terms);
        for (const step of steps) take(history, step);
        flush(history);
        expectAgreement(history);
      },
    ),
    { numRuns: 300 },
  );
});
