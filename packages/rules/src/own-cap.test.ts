import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isForWant } from './denied-demand.ts';
import { limitsOf } from './overdraft.ts';
import { ownCapFault } from './own-cap.ts';
import { admit, changeTerms } from './replay.ts';
import {
  absolute,
  activate,
  day0,
  entitlement,
  hour,
  none,
  one,
  percentage,
  refresh,
  release,
  seatsFull,
  second,
  termsOf,
  unlimited,
  wordOf,
  worldOf,
} from './testing/world.ts';

const seats = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => activate(`s${first + index}`));
const hundred = (ownCap: bigint | null) => termsOf({ seats: limitsOf(100n, percentage(20)), ownCap });
const atOwnCap = 'denied: ownCapReached';

describe("rule 43: the customer's own cap of the seats", () => {
  it('denies the 106th although the hard cap is 120, and says why', () => {
    const world = worldOf(hundred(105n));
    const { decisions } = admit(world, seats(1, 105), day0);
    expect(new Set(decisions.map(wordOf))).toEqual(new Set(['granted']));
    const denied = one(world, activate('s106'));
    expect(denied).toMatchObject({
      reasons: [
        {
          code: 'ownCapReached',
          detail:
            "105 seats are in use, and the customer's own cap is 105; its admin can raise it in the portal, to at most 120.",
        },
      ],
      limits: { hardCap: 120n, ownCap: 105n, used: 105n, available: 0n, state: 'overdraft' },
      retryAt: day0 + hour,
    });
    expect(entitlement(world).seatsUsed).toBe(105);
  });

  it('holds at once when it is changed, both ways, and when it is taken off', () => {
    const world = worldOf(hundred(null));
    admit(world, seats(1, 104), day0);
    changeTerms(world, hundred(105n), day0, false);
    expect(admit(world, seats(105, 106), day0).decisions.map(wordOf)).toEqual(['granted', atOwnCap]);
    changeTerms(world, hundred(106n), day0, false);
    expect(admit(world, seats(106, 107), day0).decisions.map(wordOf)).toEqual(['granted', atOwnCap]);
    changeTerms(world, hundred(null), day0, false);
    expect(one(world, activate('s107'))).toMatchObject({ outcome: 'granted', limits: { available: 13n } });
  });

  it('lowered below use: nobody loses a seat or its lease, nobody gets another one until enough are free', () => {
    const world = worldOf(hundred(null));
    admit(world, seats(1, 4), day0);
    expect(changeTerms(world, hundred(2n), day0, false).admitted).toBe(true);
    expect(one(world, refresh('s1'), day0 + second)).toMatchObject({
      outcome: 'granted',
      seat: { leaseEnd: day0 + second + hour },
      limits: { used: 4n, available: 0n },
    });
    expect(wordOf(one(world, activate('s2'), day0 + second))).toBe('granted');
    admit(world, [release('s3'), release('s4')], day0 + second);
    expect(wordOf(one(world, activate('s5'), day0 + second))).toBe(atOwnCap);
    one(world, release('s2'), day0 + second);
    expect(wordOf(one(world, activate('s5'), day0 + second))).toBe('granted');
    // An ended lease passes the same admission as anyone.
    expect(wordOf(one(world, activate('s6'), day0 + hour + second))).toBe('granted');
    expect(wordOf(one(world, activate('s7'), day0 + hour + second))).toBe('granted');
    expect(wordOf(one(world, refresh('s1'), day0 + hour + second))).toBe(atOwnCap);
  });

  it('rule 11: both reasons are named when both hold', () => {
    const world = worldOf(hundred(null));
    admit(world, seats(1, 120), day0);
    changeTerms(world, hundred(105n), day0, false);
    expect(wordOf(one(world, activate('s121')))).toBe('denied: seatLimitReached, ownCapReached');
  });

  it('the hard cap rules where it is not above the own cap', () => {
    const equal = worldOf(termsOf({ seats: limitsOf(1n, absolute(1)), ownCap: 2n }));
    expect(admit(equal, seats(1, 3), day0).decisions.map(wordOf)).toEqual(['granted', 'granted', seatsFull]);
    changeTerms(equal, termsOf({ seats: limitsOf(1n, none), ownCap: 2n }), day0, true);
    expect(one(equal, activate('s4'))).toMatchObject({
      reasons: [{ code: 'seatLimitReached' }],
      limits: { hardCap: 1n, available: 0n },
    });
    const free = worldOf(termsOf({ seats: limitsOf(1n, unlimited), ownCap: 0n }));
    expect(wordOf(one(free, activate('s1')))).toBe(atOwnCap);
  });

  it('rule 11: among several entitlements every reason is named, and what the own cap refused is no demand', () => {
    const full = termsOf({ entitlementId: 'full' });
    const capped = termsOf({ entitlementId: 'capped', seats: limitsOf(9n, none), ownCap: 1n });
    const world = worldOf(full, capped);
    admit(world, [activate('A', 'full'), activate('B', 'capped')], day0);
    const { decisions, changes } = admit(world, [activate('C', 'full', 'capped')], day0);
    expect(decisions.map(wordOf)).toEqual(['denied: ownCapReached, seatLimitReached']);
    expect(changes).toMatchObject([
      { entitlementId: 'capped', denials: [{ seatId: 'C', reasons: ['ownCapReached'], hardCap: 9n }] },
    ]);
    expect(isForWant(['ownCapReached'])).toBe(false);
    expect(isForWant(['seatLimitReached', 'ownCapReached'])).toBe(false);
  });

  it('may be 0 up to the hard cap', () => {
    const { seats: limits } = hundred(null);
    expect([-1n, 0n, 120n, 121n].map((cap) => ownCapFault(cap, limits))).toEqual([
      ...['must be 0 or more', null, null],
      'must be at most 120, the hard cap; to use more, ask for more seats',
    ]);
    expect(ownCapFault(1_000_000n, limitsOf(1n, unlimited))).toBeNull();
  });

  it('no grant ever raises use above the lower of the two caps, whatever is asked, released and changed', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('activate' as const), seat: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ do: fc.constant('release' as const), seat: fc.integer({ min: 0, max: 9 }) }),
      fc.record({
        do: fc.constant('cap' as const),
        ownCap: fc.option(fc.bigInt({ min: 0n, max: 8n }), { nil: null }),
      }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), fc.array(step, { maxLength: 60 }), (extra, steps) => {
        const terms = (ownCap: bigint | null) => termsOf({ seats: limitsOf(2n, absolute(extra)), ownCap });
        const world = worldOf(terms(null));
        const hardCap = 2 + extra;
        let cap = hardCap;
        for (const each of steps) {
          const before = entitlement(world).seatsUsed;
          if (each.do === 'cap') {
            changeTerms(world, terms(each.ownCap), day0, false);
            cap = Math.min(hardCap, Number(each.ownCap ?? hardCap));
          } else if (each.do === 'release') one(world, release(`s${each.seat}`));
          else {
            const held = entitlement(world).activationIds.has(`s${each.seat}`);
            const word = wordOf(one(world, activate(`s${each.seat}`)));
            expect(word === 'granted').toBe(held || before < cap);
          }
          const after = entitlement(world).seatsUsed;
          if (after > before) expect(after).toBeLessThanOrEqual(cap);
        }
      }),
      { numRuns: 200 },
    );
  });
});
