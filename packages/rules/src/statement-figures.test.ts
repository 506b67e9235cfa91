import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OpeningLevels, statementFigures } from './statement-figures.ts';
import { anySteps, type Moment, playUsage } from './testing/any-usage.ts';
import type { UsageFact } from './usage-facts.ts';

const start = Date.parse('2026-10-20T09:00Z');
const minute = 60_000;
const meters = { pools: new Set(['pool']), counts: new Set(['count']) };
const nothing: OpeningLevels = { levels: new Map(), holdings: new Map() };

const over = ({ used, bought }: Moment) => Math.max(0, used - bought);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const nearestRank = (values: readonly number[], perMille: number) =>
  [...values].sort((a, b) => a - b)[Math.ceil((perMille * values.length) / 1000) - 1] ?? 0;

/** Every minute looked at by itself. */
const bruteForce = (moments: readonly Moment[]) => ({
  peak: BigInt(Math.max(0, ...moments.map(({ used }) => used))),
  p99: BigInt(
    nearestRank(
      moments.map(({ used }) => used),
      990,
    ),
  ),
  usedMs: BigInt(sum(moments.map(({ used }) => used)) * minute),
  heldMs: moments.length * minute,
  overdraftMs: moments.filter((moment) => over(moment) > 0).length * minute,
  overdraftPeak: BigInt(Math.max(0, ...moments.map(over))),
  overdraftP99: BigInt(nearestRank(moments.map(over), 990)),
  overdraftUnitMs: BigInt(sum(moments.map(over)) * minute),
});

/** How the log leaves things before an instant, told apart from how it is read there. */
const openingBefore = (
  facts: readonly UsageFact[],
  at: number,
  moments: ReadonlyMap<string, (Moment | undefined)[]>,
) => {
  const levels = new Map<string, { used: bigint; bought: bigint; hardCap: bigint }>();
  const index = (at - start) / minute - 1;
  for (const key of ['', 'pool']) {
    const moment = moments.get(key)?.[index];
    if (moment)
      levels.set(key, {
        used: BigInt(moment.used),
        bought: BigInt(moment.bought),
        hardCap: BigInt(moment.hardCap),
      });
  }
  const holdings = new Map<string, Map<string, bigint>>();
  for (const fact of facts) {
    if (fact.at >= at || fact.kind !== 'log' || fact.activationId === null) continue;
    const held = holdings.get(fact.activationId) ?? new Map<string, bigint>();
    if (fact.operation === 'deactivate' || fact.operation === 'leaseExpired') held.clear();
    if (fact.featureKey === 'pool')
      held.set(
        'pool',
        (held.get('pool') ?? 0n) + (fact.operation === 'featureReturn' ? -1n : 1n) * (fact.amount ?? 0n),
      );
    holdings.set(fact.activationId, held);
  }
  return { levels, holdings };
};

describe('rule 40: figures of a statement', () => {
  it('agree with every minute looked at by itself, wherever the period begins', () => {
    fc.assert(
      fc.property(
        anySteps,
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 1, max: 3_000 }),
        (steps, skip, length) => {
          const { facts, moments } = playUsage(steps, start, minute, 90);
          const total = moments.get('')?.length ?? 0;
          const from = Math.min(skip, total - 1);
          const until = Math.min(from + length, total);
          const span = { start: start + from * minute, end: start + until * minute };
          const opening = from === 0 ? nothing : openingBefore(facts, span.start, moments);
          const inside = facts.filter(({ at }) => at >= span.start && at < span.end);
          const figures = statementFigures(opening, inside, span, meters);
          for (const key of ['', 'pool']) {
            const seen = (moments.get(key) ?? []).slice(from, until).filter((moment) => moment !== undefined);
            const told = figures.find(({ featureKey }) => (featureKey ?? '') === key);
            if (seen.length > 0) expect(told).toMatchObject(bruteForce(seen));
            else expect(told).toBeUndefined();
            if (told) expect(told.bought).toBe(BigInt(seen.at(-1)?.bought ?? 0));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('of a usage count are what was used, and what of it lay beyond, whenever it was reset', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        const { facts, moments } = playUsage(steps, start, minute, 90);
        const span = { start, end: start + (moments.get('')?.length ?? 0) * minute };
        const count = statementFigures(nothing, facts, span, meters).find(
          ({ featureKey }) => featureKey === 'count',
        );
        let [used, total, beyond] = [0, 0, 0];
        for (const fact of facts) {
          if (fact.kind === 'closing') used = 0;
          if (fact.kind !== 'log' || fact.featureKey !== 'count') continue;
          // Unit by unit: each that is used while five or more are used already lies beyond.
          for (let unit = 0; unit < Number(fact.amount); unit++, used++) {
            total += 1;
            if (used >= 5) beyond += 1;
          }
        }
        if (total === 0) expect(count).toBeUndefined();
        else
          expect(count).toMatchObject({
            used: BigInt(total),
            overdraftUsed: BigInt(beyond),
            peak: null,
            p99: null,
          });
      }),
    );
  });

  it('100 seats, 110 for 36 of 720 hours, 120 for one: worked by hand', () => {
    const hour = 60 * minute;
    const limits: UsageFact = { kind: 'limits', at: start, bought: 100n, hardCap: 120n };
    const row = (at: number, seatsUsed: bigint): UsageFact => ({
      ...{ kind: 'log', at, operation: 'activate', activationId: null, seatId: 's', seatsUsed, bought: 100n },
      ...{ hardCap: 120n, overdraft: false, featureKey: null, amount: null, featureUsed: null },
      ...{ featureBought: null, featureHardCap: null },
    });
    const facts = [
      limits,
      row(start, 90n),
      row(start + hour, 110n),
      row(start + 37 * hour, 120n),
      row(start + 38 * hour, 90n),
    ];
    const [seats] = statementFigures(nothing, facts, { start, end: start + 720 * hour }, meters);
    expect(seats).toMatchObject({
      ...{ bought: 100n, peak: 120n, overdraftPeak: 20n, overdraftMs: 37 * hour },
      // 36 h x 10 seats + 1 h x 20 seats.
      overdraftUnitMs: BigInt(380 * hour),
      // More than 110 for 1 of 720 hours only, which is less than one per cent.
      ...{ p99: 110n, overdraftP99: 10n },
      usedMs: BigInt((90 * 683 + 110 * 36 + 120) * hour),
    });
  });
});
