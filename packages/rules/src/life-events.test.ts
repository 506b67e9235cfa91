import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from './calendar.ts';
import { momentsToTell, nextLifeMoment, stillTold } from './life-events.ts';
import { admit, changeDates, changeTerms, dueEntitlements } from './replay.ts';
import {
  activate,
  checkout,
  day,
  day0,
  entitlement,
  eventsOf,
  featureOf,
  one,
  settled,
  termsOf,
  worldOf,
} from './testing/world.ts';

const days = (count: number): Interval => ({ type: 'day', count });
const untold = { toldExpiry: null, toldMaintenanceExpiry: null, usageResets: [] };
const terms = { gracePeriod: days(3), timeZone: 'UTC' };
const term = { activationDate: day0, expiryDate: day0 + 40 * day, maintenanceExpiryDate: day0 + 50 * day };
const inDays = (instant: number | null) => (instant === null ? null : (instant - day0) / day);

const told = (events: readonly { readonly at: number; readonly eventCode: string }[]) =>
  events.map(({ at, eventCode }) => [inDays(at), eventCode.replace('entitlement.', '')]);

describe('rule 23: what time tells of an entitlement', () => {
  const all = [
    [0, 'activated'],
    [10, 'expires30days'],
    [20, 'maintenance.expires30days'],
    [33, 'expires7days'],
    [39, 'expires1day'],
    [43, 'expired'],
    [43, 'maintenance.expires7days'],
    [49, 'maintenance.expires1day'],
    [50, 'maintenance.expired'],
  ];

  it('rule 23: start, notices and ends, each at its instant; expired is told when grace is over', () => {
    const moments = momentsToTell({ ...term, ...untold }, terms, day0, day0 + 60 * day);
    expect(told(moments).sort()).toEqual([...all].sort());
  });

  it('rule 23: a term has no notice that would come before its start', () => {
    const short = { ...term, expiryDate: day0 + 7 * day, maintenanceExpiryDate: null };
    expect(told(momentsToTell({ ...short, ...untold }, terms, day0, day0 + 9 * day))).toEqual([
      [0, 'activated'],
      [6, 'expires1day'],
    ]);
  });

  it('rule 23: an end that moves ahead is told again when it comes; one moved into the past is told at once', () => {
    const end = day0 + 43 * day;
    const life = { ...term, ...untold, toldExpiry: end };
    expect(stillTold(life, terms, end).toldExpiry).toBe(end);
    expect(stillTold(life, terms, end - 1).toldExpiry).toBeNull();
    // Less grace is no other end; more is one, also when nobody looked while it was still to come.
    expect(momentsToTell(life, { ...terms, gracePeriod: days(1) }, end, end + day)).not.toContainEqual(
      expect.objectContaining({ eventCode: 'entitlement.expired' }),
    );
    expect(momentsToTell(life, { ...terms, gracePeriod: days(4) }, end, end + day)).toContainEqual({
      ...{ at: end + day, eventCode: 'entitlement.expired', date: end + day },
    });
    const past = { ...term, ...untold, maintenanceExpiryDate: null };
    const edited = day0 + 55 * day;
    expect(nextLifeMoment(past, terms, edited)).toBe(edited + 1);
    expect(momentsToTell(past, terms, edited + 1, edited + 5)).toEqual([
      { at: edited + 1, eventCode: 'entitlement.expired', date: day0 + 43 * day },
    ]);
  });

  it('rule 23: a day is one of the wall clock, also where a night is longer', () => {
    const expiryDate = Date.parse('2025-10-26T11:00:00Z');
    const life = { ...term, ...untold, expiryDate, maintenanceExpiryDate: null };
    const berlin = { ...terms, timeZone: 'Europe/Berlin' };
    expect(nextLifeMoment(life, berlin, expiryDate - 2 * day)).toBe(Date.parse('2025-10-25T10:00:00Z'));
  });

  it('rule 23: whenever it is looked at, each is told once, in order, and never before its instant', () => {
    const anyLooks = fc.array(fc.integer({ min: 0, max: 60 * day }), { maxLength: 30 });
    fc.assert(
      fc.property(anyLooks, (looks) => {
        const subscription = termsOf({
          licenseType: 'subscription',
          licenseDuration: days(40),
          gracePeriod: days(3),
          hasMaintenance: true,
          maintenanceDuration: days(50),
        });
        const world = worldOf(subscription);
        const events = [...looks.sort((a, b) => a - b), 60 * day].flatMap((wait) => {
          const now = day0 + wait;
          const due = dueEntitlements(world, now);
          const seen = eventsOf(admit(world, [settled], now));
          // The worker would have been woken for it.
          expect(due.length > 0).toBe(seen.length > 0);
          for (const { at } of seen) expect(at).toBeLessThanOrEqual(now);
          return seen;
        });
        expect(told(events).sort()).toEqual(all.slice(1).sort());
        expect(events.map(({ at }) => at)).toEqual([...events.map(({ at }) => at)].sort((a, b) => a - b));
        expect(entitlement(world).dueAt).toBeNull();
      }),
    );
  });
});

describe('rules 18 and 24: usage is reset where the old term ends', () => {
  const terms = termsOf({
    usageResetSchedule: 'onRenewal',
    concurrencyMode: 'nodeLock',
    features: [featureOf('usageCount', 10n)],
  });
  const reset = day0 + 5 * day;
  const renewedWorld = () => {
    const world = worldOf(terms);
    one(world, activate('A'));
    one(world, checkout('A', 'usageCount', 10n));
    changeDates(world, 'e', { ...entitlement(world).dates, usageResets: [reset] }, day0);
    return world;
  };

  it('rule 24: at that very instant, also when nobody has recorded it', () => {
    const world = renewedWorld();
    expect(one(world, checkout('A', 'usageCount', 1n), reset - 1).outcome).toBe('denied');
    const { changes } = admit(world, [checkout('A', 'usageCount', 1n)], reset + day);
    expect(changes[0]?.closings).toMatchObject([{ periodStart: day0, periodEnd: reset, used: 10n }]);
    expect(entitlement(world).usage.get('id of usageCount')).toEqual({ used: 1n, periodStart: reset });
  });

  it('rule 24: and wakes the worker for it', () => {
    const world = renewedWorld();
    expect(entitlement(world).dueAt).toBe(reset);
    expect(dueEntitlements(world, reset - 1)).toEqual([]);
    expect(dueEntitlements(world, reset)).toEqual(['e']);
  });

  it('rule 18: a counter that becomes monthly goes on in the present period', () => {
    const world = worldOf({ ...terms, usageResetSchedule: 'never' });
    one(world, activate('A'));
    one(world, checkout('A', 'usageCount', 4n));
    const now = day0 + 70 * day;
    changeTerms(world, { ...terms, usageResetSchedule: 'monthly' }, now, false);
    expect(admit(world, [settled], now).changes).toEqual([]);
    expect(entitlement(world).usage.get('id of usageCount')?.used).toBe(4n);
  });
});

it('rule 14: where node-lock becomes concurrent, seats past their lease count until then', () => {
  const world = worldOf(termsOf({ concurrencyMode: 'nodeLock' }));
  one(world, activate('A'));
  const switched = day0 + 2 * day;
  changeTerms(world, termsOf(), switched, false);
  expect(dueEntitlements(world, switched)).toEqual(['e']);
  const { changes } = admit(world, [settled], switched + day);
  expect(changes[0]?.log).toMatchObject([{ operation: 'leaseExpired', at: switched, seatsUsed: 0 }]);
});
