import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Interval } from './calendar.ts';
import { addInterval, noInterval } from './calendar.ts';
import { entitlementStatus, startDates, type TermDates } from './life.ts';
import {
  agreedTerm,
  awaitsStart,
  changedTerm,
  closeCounters,
  renewedTerm,
  saleDatesFault,
  withReset,
} from './term-changes.ts';
import { day, day0, featureOf, snapshotAt, termsOf } from './testing/world.ts';

const at = (text: string) => Date.parse(text);
const iso = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());
const days = (count: number): Interval => ({ type: 'day', count });
const month: Interval = { type: 'month', count: 1 };
const year: Interval = { type: 'year', count: 1 };

const yearly = termsOf({ licenseType: 'subscription', licenseDuration: year, gracePeriod: days(10) });
const held: TermDates & { readonly expiryDate: number } = {
  activationDate: day0,
  expiryDate: day0 + 30 * day,
  maintenanceExpiryDate: null,
};

const renewed = (now: number, terms = yearly, dates = held) => {
  const renewal = renewedTerm(dates, terms, now);
  if (typeof renewal === 'string') throw new Error(renewal);
  return renewal;
};

describe('rule 24: renewal', () => {
  const { expiryDate } = held;
  const inAYear = (from: number) => addInterval(from, year, 'UTC');

  it('rule 24: before the expiry: present expiry and duration, usage reset at the old expiry', () =>
    expect(renewed(expiryDate - 1)).toMatchObject({ expiryDate: inAYear(expiryDate), resetAt: expiryDate }));

  it('rule 24: at the very instant of the expiry it is in grace: original expiry and duration, reset now', () =>
    expect(renewed(expiryDate)).toMatchObject({ expiryDate: inAYear(expiryDate), resetAt: expiryDate }));

  it('rule 24: in grace: original expiry and duration, reset now', () => {
    const last = expiryDate + 10 * day - 1;
    expect(renewed(last)).toMatchObject({ expiryDate: inAYear(expiryDate), resetAt: last });
  });

  it('rule 24: lapsed, from the instant at which grace ends: now and duration, reset now', () => {
    const lapsed = expiryDate + 10 * day;
    expect(renewed(lapsed)).toMatchObject({ expiryDate: inAYear(lapsed), resetAt: lapsed });
    const noGrace = { ...yearly, gracePeriod: noInterval };
    expect(renewed(expiryDate, noGrace)).toMatchObject({ expiryDate: inAYear(expiryDate) });
    expect(renewed(expiryDate + 1, noGrace)).toMatchObject({ expiryDate: inAYear(expiryDate + 1) });
  });

  it('rule 24: an end that was agreed takes the place of the duration, and lies after the new term begins', () => {
    const ahead = renewed(expiryDate - day);
    expect(agreedTerm(ahead, null)).toBe(ahead);
    expect(agreedTerm(ahead, expiryDate + 1)).toEqual({ ...ahead, expiryDate: expiryDate + 1 });
    expect(agreedTerm(ahead, expiryDate)).toBe('endsBeforeItBegins');
    const inGrace = renewed(expiryDate + day);
    expect(agreedTerm(inGrace, expiryDate + day)).toBe('endsBeforeItBegins');
    expect(agreedTerm(inGrace, expiryDate + day + 1)).toMatchObject({ resetAt: expiryDate + day });
  });

  it('rule 24: a date set at the sale starts the policy custom alone, and an agreed end needs a start', () => {
    const both = { startDate: true, expiryDate: true };
    const end = { startDate: false, expiryDate: true };
    expect(saleDatesFault('custom', null, both)).toBeNull();
    for (const policy of ['activation', 'entitlementCreation', 'manualActivation'] as const)
      expect(saleDatesFault(policy, day0, both)).toBe('startIsNotSet');
    expect(saleDatesFault('entitlementCreation', day0, end)).toBeNull();
    for (const policy of ['activation', 'custom', 'manualActivation'] as const)
      expect(saleDatesFault(policy, null, end)).toBe('endNeedsStart');
    expect(saleDatesFault('activation', null, { startDate: false, expiryDate: false })).toBeNull();
  });

  it('rule 24: perpetual, not started and waiting for its date are no terms to renew', () => {
    expect(renewedTerm({ ...held, expiryDate: null }, termsOf(), day0)).toBe('perpetual');
    expect(renewedTerm({ ...held, activationDate: null, expiryDate: null }, yearly, day0)).toBe('notStarted');
    expect(renewedTerm(held, yearly, day0 - 1)).toBe('notStarted');
  });

  it.each([
    ['2025-01-31T10:00:00Z', 'UTC', month, '2025-02-28T10:00:00.000Z'],
    ['2024-01-31T10:00:00Z', 'UTC', month, '2024-02-29T10:00:00.000Z'],
    ['2024-02-29T10:00:00Z', 'UTC', year, '2025-02-28T10:00:00.000Z'],
    // 12:00 in Berlin on both sides of the changes of 30 March and 26 October 2025
    ['2025-03-15T11:00:00Z', 'Europe/Berlin', month, '2025-04-15T10:00:00.000Z'],
    ['2025-10-15T10:00:00Z', 'Europe/Berlin', month, '2025-11-15T11:00:00.000Z'],
    // half past eleven in the evening of the 31st in New York, where it is the 1st in UTC
    ['2025-11-01T03:30:00Z', 'America/New_York', month, '2025-12-01T04:30:00.000Z'],
  ] as const)(
    'rule 24: an expiry of %s in %s is prolonged by %o to %s',
    (expiry, timeZone, duration, next) => {
      const terms = { ...yearly, timeZone, licenseDuration: duration };
      const dates = { ...held, activationDate: at(expiry) - 300 * day, expiryDate: at(expiry) };
      expect(iso(renewed(at(expiry) - day, terms, dates).expiryDate)).toBe(next);
    },
  );

  it('rule 24: maintenance is renewed from where the new term begins, and never gets shorter', () => {
    const maintained = { ...yearly, hasMaintenance: true, maintenanceDuration: days(90) };
    const long = expiryDate + 200 * day;
    expect(renewed(expiryDate - day, maintained, held).maintenanceExpiryDate).toBeNull();
    const ended = { ...held, maintenanceExpiryDate: day0 + 5 * day };
    expect(renewed(expiryDate - day, maintained, ended).maintenanceExpiryDate).toBe(expiryDate + 90 * day);
    expect(
      renewed(expiryDate - day, maintained, { ...held, maintenanceExpiryDate: long }).maintenanceExpiryDate,
    ).toBe(long);
    expect(renewed(expiryDate, yearly, ended).maintenanceExpiryDate).toBeNull();
  });

  it('rule 24: whenever it is renewed, it is active afterwards if it was, and never ends sooner', () => {
    const anyDays = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(fc.nat(800 * day), anyDays, fc.integer({ min: 1, max: 400 }), (wait, grace, duration) => {
        const gracePeriod = grace === 0 ? noInterval : days(grace);
        const terms = { ...yearly, gracePeriod, licenseDuration: days(duration) };
        const now = day0 + wait;
        const { expiryDate: next, resetAt } = renewed(now, terms);
        const switches = { disabledDate: null, customerDisabled: false, exported: false };
        const status = (expiry: number) =>
          entitlementStatus({ ...held, ...switches, expiryDate: expiry }, gracePeriod, 'UTC', now);
        expect(next).toBeGreaterThan(expiryDate);
        expect(resetAt).toBe(status(expiryDate) === 'active' ? expiryDate : now);
        expect(status(next)).toBe(
          status(expiryDate) === 'gracePeriod' && next <= now ? 'gracePeriod' : 'active',
        );
      }),
    );
  });
});

describe('rule 24: the resets of renewals', () => {
  it('rule 24: keeps those to come and the one that began the present period', () => {
    expect(withReset([10, 20, 40], 50, 30)).toEqual([20, 40, 50]);
    expect(withReset([], 50, 30)).toEqual([50]);
    expect(withReset([30], 30, 30)).toEqual([30]);
  });
});

describe('rule 25: another offering', () => {
  const terms = { ...yearly, licenseStartType: 'activation', hasMaintenance: true } as const;
  const now = day0 + 7 * day;

  it('rule 25: a subscription lasts its new duration from now; the start stays', () => {
    const maintained = { ...terms, maintenanceDuration: days(20) };
    expect(changedTerm(held, maintained, now)).toEqual({
      activationDate: day0,
      expiryDate: addInterval(now, year, 'UTC'),
      maintenanceExpiryDate: now + 20 * day,
    });
  });

  it('rule 25: from a subscription to perpetual it never ends, and back it does', () => {
    const perpetual = { ...terms, licenseType: 'perpetual' } as const;
    expect(changedTerm(held, perpetual, now).expiryDate).toBeNull();
    expect(changedTerm({ ...held, expiryDate: null }, terms, now).expiryDate).toBe(
      addInterval(now, year, 'UTC'),
    );
  });

  it('rule 25: what has not started waits, unless the new offering starts by itself; a set date stays', () => {
    const waiting = { activationDate: null, expiryDate: null, maintenanceExpiryDate: null };
    expect(changedTerm(waiting, terms, now)).toEqual(waiting);
    const atOnce = { ...terms, licenseStartType: 'entitlementCreation' } as const;
    expect(changedTerm(waiting, atOnce, now)).toEqual(startDates(atOnce, now));
    const later = { ...held, activationDate: now + day };
    expect(changedTerm(later, terms, now).expiryDate).toBe(addInterval(now + day, year, 'UTC'));
    expect([awaitsStart(waiting, now), awaitsStart(later, now), awaitsStart(held, day0)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('rule 22: closing counters', () => {
  const terms = termsOf({ features: [featureOf('usageCount', 5n), featureOf('elementPool', 5n)] });
  const used = new Map([
    ['id of usageCount', { used: 7n, periodStart: day0 }],
    ['id of elementPool', { used: 2n, periodStart: day0 }],
  ]);
  const snapshot = { ...snapshotAt(terms, day0), usage: used, sequence: 4n };

  it('rule 22: freezes the figure with its overdraft, tells it and begins anew; pools are not reset', () => {
    const closed = closeCounters(snapshot, 'all', day0 + day);
    expect(closed.closings).toMatchObject([
      { featureKey: 'usageCount', periodStart: day0, periodEnd: day0 + day, used: 7n, overdraftUsed: 2n },
    ]);
    expect(closed.events.map(({ eventCode, sequence }) => [eventCode, sequence])).toEqual([
      ['entitlement.usage.summary', 5n],
      ['entitlement.feature.overdraft.exited', 6n],
    ]);
    expect([...closed.usage]).toEqual([['id of usageCount', { used: 0n, periodStart: day0 + day }]]);
    expect(closed.sequence).toBe(6n);
  });

  it('rule 22: closes those that are named, and nothing twice at one instant', () => {
    expect(closeCounters(snapshot, new Set(['id of elementPool']), day0 + day).closings).toEqual([]);
    expect(closeCounters(snapshot, 'all', day0)).toMatchObject({ closings: [], sequence: 4n });
  });
});
