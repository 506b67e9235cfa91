import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitsOf, type OverdraftLimit, overdraftUsed } from './overdraft.ts';
import { overdraftEffect, overdraftStory, overdraftTotals, type SoldSeats } from './overdraft-change.ts';
import { absolute, none, percentage, unlimited } from './testing/world.ts';

const small = fc.integer({ min: 0, max: 200 });
const anyOverdraft: fc.Arbitrary<OverdraftLimit> = fc.oneof(
  fc.constant(none),
  fc.constant(unlimited),
  small.map(absolute),
  small.map(percentage),
);
const anySold: fc.Arbitrary<SoldSeats> = fc.record({
  entitlementId: fc.constant('e'),
  bought: fc.bigInt({ min: 1n, max: 200n }),
  overdraft: anyOverdraft,
  edited: fc.boolean(),
  exported: fc.boolean(),
  used: fc.bigInt({ min: 0n, max: 400n }),
});
const sold = (over: Partial<SoldSeats> = {}): SoldSeats => ({
  ...{ entitlementId: 'e', bought: 10n, overdraft: none, edited: false, exported: false, used: 0n },
  ...over,
});

describe('rule 9: the effect on one entitlement', () => {
  it('is the overdraft of the offering on the seats it bought, and nothing where that is so already', () => {
    fc.assert(
      fc.property(anySold, anyOverdraft, fc.boolean(), (one, overdraft, named) => {
        const effect = overdraftEffect(one, overdraft, named);
        if (effect === null) {
          expect(one.overdraft).toEqual(overdraft);
          return;
        }
        expect(effect.before).toEqual(limitsOf(one.bought, one.overdraft));
        expect(effect.after).toEqual(limitsOf(one.bought, overdraft));
      }),
    );
  });

  it('leaves edited ones out unless named, and exported ones always', () => {
    fc.assert(
      fc.property(anySold, anyOverdraft, fc.boolean(), (one, overdraft, named) => {
        const effect = overdraftEffect(one, overdraft, named);
        if (effect === null) return;
        const leftOut = one.exported ? 'exported' : one.edited && !named ? 'edited' : null;
        expect(effect.leftOut).toBe(leftOut);
      }),
    );
  });

  it('applied once, there is nothing left to apply', () => {
    fc.assert(
      fc.property(anySold, anyOverdraft, fc.boolean(), (one, overdraft, named) => {
        const effect = overdraftEffect(one, overdraft, named);
        fc.pre(effect?.leftOut === null);
        expect(overdraftEffect({ ...one, overdraft, edited: false }, overdraft, named)).toBeNull();
      }),
    );
  });

  it('an edited one with the same overdraft changes only when it is named: it follows the offering again', () => {
    const edited = sold({ overdraft: absolute(2), edited: true });
    expect(overdraftEffect(edited, absolute(2), false)).toBeNull();
    expect(overdraftEffect(edited, absolute(2), true)).toMatchObject({ leftOut: null, belowUsage: false });
    expect(overdraftEffect({ ...edited, exported: true }, absolute(2), true)).toBeNull();
  });

  it('rule 10: below use exactly when the limits change and the new hard cap is below it', () => {
    fc.assert(
      fc.property(anySold, anyOverdraft, (one, overdraft) => {
        const effect = overdraftEffect(one, overdraft, true);
        if (effect === null) return;
        const { before, after } = effect;
        const below = after.hardCap !== null && one.used > after.hardCap && before.hardCap !== after.hardCap;
        expect(effect.belowUsage).toBe(below);
      }),
    );
  });

  it('is impossible where the hard cap would be no number of seats', () => {
    expect(overdraftEffect(sold({ bought: 2_000_000_000n }), percentage(50), false)?.fault).toContain(
      '3000000000',
    );
    expect(overdraftEffect(sold(), percentage(50), false)?.fault).toBeNull();
  });
});

describe('rule 9: the totals', () => {
  it('count each entitlement once, and sum only what is altered', () => {
    const effects = [
      overdraftEffect(sold({ used: 12n, overdraft: absolute(5) }), percentage(10), false),
      overdraftEffect(sold(), percentage(10), false),
      overdraftEffect(sold({ edited: true, overdraft: unlimited }), percentage(10), false),
    ].filter((effect) => effect !== null);
    expect(overdraftTotals(effects)).toEqual({
      ...{ altered: 2, leftOut: 1, belowUsage: 1, allowanceBefore: 5n, allowanceAfter: 2n },
    });
  });

  it('are without a bound as soon as one is', () => {
    const effects = [sold(), sold()].map((one) => overdraftEffect(one, unlimited, false));
    expect(overdraftTotals(effects.filter((effect) => effect !== null))).toMatchObject({
      ...{ allowanceBefore: 0n, allowanceAfter: null },
    });
  });
});

describe('rules 29 and 36: what is written of an altered entitlement', () => {
  it('a step only when the numbers change, then the events it makes, in one sequence', () => {
    fc.assert(
      fc.property(anySold, anyOverdraft, fc.bigInt({ min: 0n, max: 99n }), (one, overdraft, sequence) => {
        const effect = overdraftEffect(one, overdraft, true);
        if (effect === null) return;
        const seatsUsed = Number(one.used);
        const story = overdraftStory(effect, { seatsUsed, sequence }, 1000);
        const written = [story.limitSequence ?? [], story.events.map((event) => event.sequence)].flat(2);
        expect(written).toEqual(written.map((_, index) => sequence + BigInt(index) + 1n));
        expect(story.sequence).toBe(sequence + BigInt(written.length));
        expect(story.limitSequence === null).toBe(effect.before.hardCap === effect.after.hardCap);
        for (const event of story.events)
          expect(event).toMatchObject({ at: 1000, used: one.used, limits: effect.after, featureKey: null });
      }),
    );
  });

  it('rule 4: an overdraft moves the cap, not what is above the bought seats, so nothing is entered or left', () => {
    fc.assert(
      fc.property(anySold, anyOverdraft, (one, overdraft) => {
        const effect = overdraftEffect(one, overdraft, true);
        if (effect === null) return;
        const before = overdraftUsed(effect.before.bought, one.used);
        expect(overdraftUsed(effect.after.bought, one.used)).toBe(before);
        const { events } = overdraftStory(effect, { seatsUsed: Number(one.used), sequence: 0n }, 0);
        expect(events.map((event) => event.eventCode)).toEqual(
          events.length === 0 ? [] : ['entitlement.overdraft.limitReached'],
        );
      }),
    );
  });

  it('rule 36: the limit is reached when the cap comes down to the use', () => {
    const effect = overdraftEffect(sold({ used: 12n, overdraft: absolute(5) }), absolute(2), false);
    if (!effect) throw new Error('no effect');
    const { events } = overdraftStory(effect, { seatsUsed: 12, sequence: 7n }, 0);
    expect(events).toMatchObject([{ eventCode: 'entitlement.overdraft.limitReached', sequence: 9n }]);
  });
});
