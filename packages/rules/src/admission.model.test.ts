import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decideBatch } from './admission.ts';
import type { ActivityRow, AdmissionRequest, Decision } from './admission-state.ts';
import { availabilityOf } from './availability.ts';
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
  type Model,
  type ModelTerms,
  poolUsedIn,
  seatsUsedIn,
} from './testing/reference-model.ts';
import { anyStep, anyTerms, ids, realTerms, type Step } from './testing/steps.ts';
import { activate, day0, entitlement, wordOf, worldOf } from './testing/world.ts';

/** Any history, cut into batches anywhere, comes out as the reference model says; and the books stay in order. */

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

/** Rule 34: what a dry run answers to an activation of one entitlement; null: nothing that it could be asked. */
const availableTo = (
  snapshots: ReturnType<typeof snapshotsFor>,
  request: AdmissionRequest,
  now: number,
): boolean | null => {
  const [snapshot, ...others] = snapshots.values();
  if (request.kind !== 'activate' || !snapshot || others.length > 0) return null;
  return availabilityOf(snapshot, { kind: 'seat', seatId: request.seatId }, now)?.granted ?? null;
};

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
  const available = availableTo(snapshots, request, now);
  expect(seatsOf()).toEqual(copy);
  const { decisions, changes } = admit(single, [request], now);
  record(history, single, changes);
  const [decision] = decisions;
  if (!decision) throw new Error('a request without a decision');
  if (available !== null) expect(available).toBe(decision.outcome === 'granted');
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
    return {
      request: { kind: 'release', method: 'deactivate', ...on },
      expected: expectRelease(model, step.seat),
    };
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
