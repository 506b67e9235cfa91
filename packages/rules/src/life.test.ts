import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addInterval, farFuture, type Interval, noInterval } from './calendar.ts';
import { entitlementStatus, graceEnd, grantsUse, type LifeDates, leaseEnd, startDates } from './life.ts';
import { day, day0, second, termsOf } from './testing/world.ts';

const days = (count: number): Interval => ({ type: 'day', count });
const started: LifeDates = {
  activationDate: day0,
  expiryDate: day0 + 30 * day,
  disabledDate: null,
  customerDisabled: false,
  exported: false,
};

const statusAt = (at: number, dates: Partial<LifeDates> = {}, grace = days(10)) =>
  entitlementStatus({ ...started, ...dates }, grace, 'UTC', at);

describe('rule 23: status follows from the dates, at the instant', () => {
  it('rule 23: created until it starts, active until it expires, then in grace, then expired', () => {
    const turns = [-1, 0, 30 * day - 1, 30 * day, 40 * day - 1, 40 * day].map((ms) => statusAt(day0 + ms));
    expect(turns).toEqual(['created', 'active', 'active', 'gracePeriod', 'gracePeriod', 'expired']);
  });

  it('rule 23: without grace it expires at the expiry instant', () =>
    expect(statusAt(day0 + 30 * day, {}, noInterval)).toBe('expired'));

  it('rule 23: one that was never started is created, a perpetual one active for ever', () => {
    expect(statusAt(farFuture, { activationDate: null, expiryDate: null })).toBe('created');
    expect(statusAt(farFuture, { expiryDate: null })).toBe('active');
  });

  it('rules 23 and 26: switches come before time; an own disable survives its customer’s', () => {
    for (const at of [day0 - 1, day0, day0 + 100 * day]) {
      expect(statusAt(at, { exported: true })).toBe('exported');
      expect(statusAt(at, { exported: true, customerDisabled: true })).toBe('customerDisabled');
      expect(statusAt(at, { customerDisabled: true, disabledDate: day0 })).toBe('disabled');
    }
  });

  it('rule 23: use is granted while active or in grace and in no other status', () => {
    const all = [
      'active',
      'gracePeriod',
      'expired',
      'disabled',
      'exported',
      'created',
      'customerDisabled',
    ] as const;
    expect(all.filter(grantsUse)).toEqual(['active', 'gracePeriod']);
  });
});

describe('rule 24: the dates at the start', () => {
  const yearly = termsOf({
    licenseType: 'subscription',
    licenseDuration: { type: 'year', count: 1 },
    timeZone: 'Europe/Berlin',
  });

  it('rule 24: a subscription lasts its duration in the tenant’s time zone', () => {
    const at = Date.parse('2024-02-29T10:00:00Z');
    expect(startDates(yearly, at)).toEqual({
      activationDate: at,
      expiryDate: Date.parse('2025-02-28T10:00:00Z'),
      maintenanceExpiryDate: null,
    });
  });

  it('rule 24: a perpetual one never expires; its maintenance does', () => {
    const terms = {
      ...yearly,
      licenseType: 'perpetual',
      hasMaintenance: true,
      maintenanceDuration: days(1),
    } as const;
    expect(startDates(terms, day0)).toEqual({
      activationDate: day0,
      expiryDate: null,
      maintenanceExpiryDate: day0 + day,
    });
  });
});

describe('rule 15: lease end = min(now + lease period, expiry + grace)', () => {
  it('rule 15: a lease of one second is allowed', () =>
    expect(leaseEnd(day0, { type: 'second', count: 1 }, null, 'UTC')).toBe(day0 + second));

  it('rule 15: no period means as long as possible', () => {
    expect(leaseEnd(day0, noInterval, day0 + day, 'UTC')).toBe(day0 + day);
    expect(leaseEnd(day0, noInterval, null, 'UTC')).toBe(farFuture);
  });

  it('rule 15: holds for any period, expiry and grace', () => {
    const count = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(count, count, fc.option(count), (leaseDays, expiryDays, graceDays) => {
        const expiry = day0 + expiryDays * day;
        const bound = graceEnd(expiry, graceDays === null ? noInterval : days(graceDays), 'UTC');
        expect(bound).toBe(expiry + (graceDays ?? 0) * day);
        expect(leaseEnd(day0, days(leaseDays), bound, 'UTC')).toBe(
          day0 + Math.min(leaseDays, expiryDays + (graceDays ?? 0)) * day,
        );
      }),
    );
    expect(graceEnd(null, days(3), 'UTC')).toBeNull();
  });

  it('rule 15: is the same whatever was asked before', () => {
    const asked = fc.record({
      now: fc.constantFrom(day0, day0 + second),
      period: fc.constantFrom<Interval>(noInterval, days(1), days(2), { type: 'week', count: 1 }),
      zone: fc.constantFrom('UTC', 'Asia/Tokyo', 'America/New_York'),
    });
    // Winter turns to summer in New York between the two, so that a day is not the same everywhere.
    const spring = Date.parse('2027-03-13T12:00:00Z') - day0;
    fc.assert(
      fc.property(fc.array(asked, { minLength: 2 }), (questions) => {
        for (const { now, period, zone } of questions) {
          const at = now + spring;
          expect(leaseEnd(at, period, null, zone)).toBe(addInterval(at, period, zone) ?? farFuture);
        }
      }),
    );
  });
});
