import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivityRow } from './admission-state.ts';
import { isForWant } from './denied-demand.ts';
import { limitsOf } from './overdraft.ts';
import { admit, changeTerms, type World } from './replay.ts';
import { recordedUse } from './seat-course.ts';
import { replayByAdmission } from './testing/replay-by-admission.ts';
import {
  absolute,
  activate,
  day0,
  hour,
  minute,
  none,
  refresh,
  release,
  termsOf,
  worldOf,
} from './testing/world.ts';
import {
  type DemandOperation,
  type DemandRow,
  type LimitsStep,
  overdraftSteps,
  replayDemand,
} from './what-if.ts';

interface Act {
  readonly wait: number;
  readonly what: 'activate' | 'refresh' | 'release' | 'limits';
  readonly seat: number;
  readonly bought: number;
}

const anyActs = fc.array(
  fc.record<Act>({
    wait: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 })),
    what: fc.constantFrom('activate', 'activate', 'activate', 'refresh', 'release', 'limits'),
    seat: fc.integer({ min: 0, max: 7 }),
    bought: fc.integer({ min: 1, max: 4 }),
  }),
  { maxLength: 120 },
);

const demandOf = (row: ActivityRow): DemandRow => ({
  at: row.at,
  operation: row.operation as DemandOperation,
  seatId: row.seatId,
  attempts: row.attempts,
  forWantOfSeats: isForWant(row.reasons ?? []),
  seatsUsed: row.seatsUsed,
  overHardCap: row.hardCap !== null && BigInt(row.seatsUsed) > row.hardCap,
});

const initial = limitsOf(2n, absolute(1));

/** Lets a real entitlement live through the acts; its log, its limits, and its use as the log has it. */
const live = (acts: readonly Act[], limitsMayChange: boolean) => {
  const world: World = worldOf(termsOf({ seats: initial }));
  const rows: ActivityRow[] = [];
  const limits: LimitsStep[] = [{ at: day0, limits: initial }];
  let now = day0;
  const ids = new Map<number, string>();
  const write = (
    changes: readonly { readonly log: readonly ActivityRow[]; readonly denials: readonly ActivityRow[] }[],
  ) => {
    for (const { log, denials } of changes)
      rows.push(...[...log, ...denials].sort((a, b) => Number(a.sequence - b.sequence)));
  };
  for (const { wait, what, seat, bought } of acts) {
    now += wait * minute;
    const activationId = ids.get(seat) ?? 'never';
    if (what === 'limits') {
      if (!limitsMayChange) continue;
      // A tie of an edit with a decision at the same instant has no order in the log.
      now += 1;
      const changed = limitsOf(BigInt(bought), absolute(1));
      write(changeTerms(world, termsOf({ seats: changed }), now, true).changes);
      limits.push({ at: now, limits: changed });
      now += 1;
    } else if (what === 'activate') {
      const { decisions, changes } = admit(world, [activate(`s${seat}`, 'e')], now);
      if (decisions[0]?.outcome === 'granted') ids.set(seat, decisions[0].seat.activationId);
      write(changes);
    } else {
      const asked = what === 'refresh' ? refresh(activationId) : release(activationId);
      write(admit(world, [asked], now).changes);
    }
  }
  now += 3 * hour;
  write(admit(world, [{ kind: 'settle', entitlementId: 'e' }], now).changes);
  return { rows, limits, end: now };
};

const seatRows = (rows: readonly ActivityRow[]) => rows.map(demandOf);
const deniedIn = (rows: readonly ActivityRow[]) => {
  const denied = rows.filter(({ operation }) => operation === 'activationDenied');
  return {
    deniedAttempts: denied.reduce((sum, { attempts }) => sum + attempts, 0),
    deniedSeats: new Set(denied.map(({ seatId }) => seatId)).size,
    denials: denied.map(({ at, attempts }) => ({ at, attempts })),
  };
};

describe('rule 39: what-if', () => {
  it.each([
    ['limits that stay', false],
    ['limits that are edited, by force too', true],
  ])('with %s as they were, gives exactly what happened', (_, limitsMayChange) => {
    fc.assert(
      fc.property(anyActs, (acts) => {
        const { rows, limits, end } = live(acts, limitsMayChange);
        const demand = { span: { start: day0, end }, seatsUsed: 0, rows: seatRows(rows) };
        expect(replayDemand(termsOf(), demand, limits)).toEqual({
          used: recordedUse(demand),
          ...deniedIn(rows),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('does so from any instant on, and when the log of refreshes is gone', () => {
    fc.assert(
      fc.property(anyActs, fc.integer({ min: 0, max: 2000 }), fc.boolean(), (acts, minutes, isPruned) => {
        const { rows, limits, end } = live(acts, true);
        const start = Math.min(day0 + minutes * minute, end - 1);
        const inSpan = rows.filter(({ at }) => at >= start);
        const before = rows.findLast(({ at }) => at < start)?.seatsUsed ?? 0;
        const kept = isPruned ? inSpan.filter(({ operation }) => operation !== 'refresh') : inSpan;
        const demand = { span: { start, end }, seatsUsed: before, rows: seatRows(kept) };
        const from = limits.findLastIndex(({ at }) => at <= start);
        expect(replayDemand(termsOf(), demand, limits.slice(from))).toEqual({
          used: recordedUse({ ...demand, rows: seatRows(inSpan) }),
          ...deniedIn(inSpan),
        });
      }),
      { numRuns: 300 },
    );
  });

  it('decides every request as live admission does, at any limits', () => {
    const anyLimits = fc.array(
      fc.record({ minutes: fc.integer({ min: 0, max: 3_000 }), bought: fc.integer({ min: 1, max: 5 }) }),
      { maxLength: 4 },
    );
    const mode = fc.constantFrom('concurrent', 'nodeLock');
    fc.assert(
      fc.property(
        anyActs,
        anyLimits,
        mode,
        fc.integer({ min: 0, max: 2 }),
        (acts, edits, concurrencyMode, held) => {
          const { rows, end } = live(acts, true);
          const demand = { span: { start: day0, end }, seatsUsed: held, rows: seatRows(rows) };
          const other = [...edits, { minutes: 0, bought: 2 }]
            .sort((a, b) => a.minutes - b.minutes)
            .map(({ minutes, bought }) => ({
              at: day0 + minutes * minute,
              limits: limitsOf(BigInt(bought), bought % 2 === 0 ? none : absolute(1)),
            }));
          const terms = termsOf({ concurrencyMode });
          expect(replayDemand(terms, demand, other)).toEqual(replayByAdmission(terms, demand, other));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never has more in use than the hard cap, once what was held at first is gone', () => {
    fc.assert(
      fc.property(anyActs, fc.integer({ min: 1, max: 4 }), (acts, bought) => {
        const { rows, end } = live(acts, true);
        const demand = { span: { start: day0, end }, seatsUsed: 0, rows: seatRows(rows) };
        const other = limitsOf(BigInt(bought), none);
        const { used } = replayDemand(termsOf(), demand, [{ at: day0, limits: other }]);
        for (const { value } of used) expect(value <= BigInt(bought)).toBe(true);
      }),
    );
  });

  it('100 bought: 120 ask, 100 get a seat; with 20 % more nobody is denied', () => {
    const asked = Array.from(
      { length: 120 },
      (_, index): DemandRow => ({
        at: day0 + index,
        operation: index < 100 ? 'activate' : 'activationDenied',
        seatId: `s${index}`,
        attempts: 2,
        forWantOfSeats: true,
        seatsUsed: 0,
        overHardCap: false,
      }),
    );
    const demand = { span: { start: day0, end: day0 + hour }, seatsUsed: 0, rows: asked };
    const at = (bought: bigint, extra: number) =>
      replayDemand(termsOf(), demand, [{ at: day0, limits: limitsOf(bought, absolute(extra)) }]);
    expect(at(100n, 0)).toMatchObject({ deniedAttempts: 40, deniedSeats: 20 });
    expect(at(100n, 20)).toMatchObject({ deniedAttempts: 0, deniedSeats: 0 });
    expect(at(100n, 20).used.at(-1)?.value).toBe(120n);
    expect(at(10n, 0)).toMatchObject({ deniedSeats: 110 });
  });
});

it('overdraft as steps: what is used beyond what is bought at every instant', () => {
  const used = [
    { at: 0, value: 3n },
    { at: 10, value: 5n },
    { at: 30, value: 1n },
  ];
  const limits = [
    { at: 0, limits: limitsOf(4n, none) },
    { at: 20, limits: limitsOf(2n, none) },
  ];
  expect(overdraftSteps(used, limits)).toEqual([
    { at: 0, value: 0n },
    { at: 10, value: 1n },
    { at: 20, value: 3n },
    { at: 30, value: 0n },
  ]);
});
