import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { dayMs, openLife } from './testing/life.ts';

/** Rule 24 over HTTP. Terms begin at a set date, so that month ends and leap days are exact. */

let leeway: Leeway;
let shop: Shop;
let life: ReturnType<typeof openLife>;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  shop = await openShop(leeway);
  life = openLife(leeway);
  await shop.feature({ key: 'jobs', type: 'usageCount', value: 1000 });
});
afterAll(() => leeway?.stop());
beforeEach(() => life.moveTo('UTC'));

const month = { type: 'month', count: 1 };
const days = (count: number) => ({ type: 'day', count });

/** A subscription that starts at an instant, with a seat if one can be had. */
const sellFrom = async (startDate: string, asked: object = {}, licenseDuration: object = month) => {
  const sold = await shop.sell(
    { concurrencyMode: 'nodeLock', usageResetSchedule: 'onRenewal', ...asked },
    { licenseStartType: 'custom', licenseDuration },
  );
  expect((await life.setStart(sold.entitlementId, { startDate })).status).toBe(204);
  return sold;
};
const expiryOf = async (entitlementId: string): Promise<string> =>
  (await shop.read(entitlementId)).expiryDate;
const ago = (daysAgo: number) => new Date(leeway.clock.now() - daysAgo * dayMs).toISOString();
const jobsOf = async (entitlementId: string) =>
  (await shop.read(entitlementId, 'features')).features.find((one: { key: string }) => one.key === 'jobs');

const year = { type: 'year', count: 1 };
const calendar: [string, string, object, string][] = [
  ['UTC', '2097-01-31T10:00:00.000Z', month, '2097-02-28T10:00:00.000Z'],
  ['UTC', '2096-01-31T10:00:00.000Z', month, '2096-02-29T10:00:00.000Z'],
  ['UTC', '2096-02-29T10:00:00.000Z', year, '2097-02-28T10:00:00.000Z'],
  // Noon in Berlin on both sides of the changes of 28 March and 31 October 2027.
  ['Europe/Berlin', '2027-03-20T11:00:00.000Z', month, '2027-04-20T10:00:00.000Z'],
  ['Europe/Berlin', '2027-10-20T10:00:00.000Z', month, '2027-11-20T11:00:00.000Z'],
  // Half past nine in the evening of the 31st in New York, where it is the 1st in UTC; the change is on 14 March 2027.
  ['America/New_York', '2027-02-01T02:30:00.000Z', month, '2027-03-01T02:30:00.000Z'],
  ['America/New_York', '2027-03-01T02:30:00.000Z', month, '2027-03-29T01:30:00.000Z'],
];

describe('rule 24: calendar arithmetic in the tenant’s time zone', () => {
  it.each(calendar)('%s: a term that starts %s and lasts %o ends %s', async (zone, start, duration, end) => {
    await life.moveTo(zone);
    const { entitlementId } = await sellFrom(start, {}, duration);
    expect(await expiryOf(entitlementId)).toBe(end);
  });

  it.each(calendar)(
    '%s: an expiry of %s renewed for %o becomes %s',
    async (zone, expiryDate, duration, end) => {
      await life.moveTo(zone);
      const { entitlementId } = await sellFrom(ago(1), {}, duration);
      await shop.edit(entitlementId, { expiryDate });
      expect((await life.renew(entitlementId)).status).toBe(204);
      expect(await expiryOf(entitlementId)).toBe(end);
    },
  );
});

describe('rule 24: renewed before the expiry', () => {
  it('lasts from the old expiry, tells it, and resets usage there: exact without the worker, told by it', async () => {
    const sold = await sellFrom(ago(10), {}, days(12));
    const [seat = ''] = await shop.takeSeats(sold, 1);
    await shop.checkout(seat, 'jobs', 700);
    const old = await expiryOf(sold.entitlementId);
    expect((await life.renew(sold.entitlementId)).status).toBe(204);
    const next = new Date(Date.parse(old) + 12 * dayMs).toISOString();
    expect(await expiryOf(sold.entitlementId)).toBe(next);
    expect((await life.told(sold.entitlementId)).at(-1)).toMatchObject({
      code: 'entitlement.renewed',
      payload: { previousExpiryDate: old, newExpiryDate: next, renewedAt: expect.any(String) },
    });
    expect(await jobsOf(sold.entitlementId)).toMatchObject({ used: 700, nextUsagePeriodStart: old });
    expect((await shop.checkout(seat, 'jobs', 400)).status).toBe(402);
    life.travelTo(old);
    leeway.clock.advance(1000);
    expect(await jobsOf(sold.entitlementId)).toMatchObject({
      ...{ used: 0, currentUsagePeriodStart: old, nextUsagePeriodStart: null },
    });
    await life.settle();
    expect(await life.closings(sold.entitlementId)).toMatchObject([{ until: new Date(old), used: 700n }]);
    expect((await life.told(sold.entitlementId)).at(-1)).toMatchObject({
      ...{ code: 'entitlement.usage.summary', at: new Date(old) },
    });
    expect((await shop.checkout(seat, 'jobs', 1000)).status).toBe(200);
  });

  it('twice: usage is reset at each old expiry', async () => {
    const sold = await sellFrom(ago(1), {}, days(5));
    const [seat = ''] = await shop.takeSeats(sold, 1);
    const ends: string[] = [];
    for (let time = 0; time < 2; time++) {
      ends.push(await expiryOf(sold.entitlementId));
      await life.renew(sold.entitlementId);
    }
    for (const end of ends) {
      await shop.checkout(seat, 'jobs', 1);
      life.travelTo(end);
      leeway.clock.advance(1000);
      // The lease of the seat ends with the term it was taken in.
      await shop.takeSeats(sold, 1);
    }
    await life.settle();
    expect((await life.closings(sold.entitlementId)).map(({ until }) => until.toISOString())).toEqual(ends);
  });

  it('monthly and never keep their own periods', async () => {
    const sold = await sellFrom(ago(3), { usageResetSchedule: 'never' }, days(5));
    const [seat = ''] = await shop.takeSeats(sold, 1);
    await shop.checkout(seat, 'jobs', 9);
    await life.renew(sold.entitlementId);
    leeway.clock.advance(4 * dayMs);
    await life.settle();
    expect(await jobsOf(sold.entitlementId)).toMatchObject({ used: 9 });
    expect(await life.closings(sold.entitlementId)).toEqual([]);
    const monthly = await sellFrom(ago(3), { usageResetSchedule: 'monthly' }, days(5));
    const before = await jobsOf(monthly.entitlementId);
    await life.renew(monthly.entitlementId);
    expect(await jobsOf(monthly.entitlementId)).toEqual(before);
  });
});

describe('rule 24: renewed with what was agreed', () => {
  const limits = { seatCount: 12, overdraftSeatLimit: { type: 'absolute', value: 3 } };

  it('limits, features and end are one change: one step of the limits, told in order and audited', async () => {
    const sold = await sellFrom(ago(10), { seatCount: 10 }, days(12));
    const old = await expiryOf(sold.entitlementId);
    const expiryDate = new Date(Date.parse(old) + 3 * dayMs).toISOString();
    const { id } = await jobsOf(sold.entitlementId);
    const body = { ...limits, expiryDate, features: [{ id, value: 1500 }] };
    expect((await life.renewWith(sold.entitlementId, body)).status).toBe(204);
    expect(await shop.read(sold.entitlementId)).toMatchObject({
      ...{ expiryDate, seatCount: 12, overdraftSeatCount: 3 },
    });
    expect(await jobsOf(sold.entitlementId)).toMatchObject({ value: 1500, edited: true });
    const told = await life.told(sold.entitlementId);
    expect(told.slice(-2)).toMatchObject([
      { code: 'entitlement.updated', payload: { seatCount: 12, expiryDate } },
      { code: 'entitlement.renewed', payload: { previousExpiryDate: old, newExpiryDate: expiryDate } },
    ]);
    expect(told.at(-1)?.at).toEqual(told.at(-2)?.at);
    const steps = await leeway.database.query<{ bought: number; hard_cap: bigint }>(
      'select bought, hard_cap from limit_changes where entitlement_id = $1 order by sequence',
      [sold.entitlementId],
    );
    expect(steps).toEqual([
      { bought: 10, hard_cap: 10n },
      { bought: 12, hard_cap: 15n },
    ]);
    const audited = await api('listAuditLog', `GET /api/v1/audit-log?objectId=${sold.entitlementId}`);
    const fields = audited.body.items
      .slice(0, 3)
      .flatMap((one: { changes: { field: string }[] }) => one.changes.map(({ field }) => field));
    for (const field of ['seatCount', 'overdraftSeatLimit.value', 'value', 'expiryDate'])
      expect(fields).toContain(field);
  });

  it('nothing of it happens when one part is refused', async () => {
    const sold = await sellFrom(ago(1), { seatCount: 5 }, days(12));
    await shop.takeSeats(sold, 4);
    const before = [await shop.read(sold.entitlementId), await life.codes(sold.entitlementId)];
    const old = Date.parse(await expiryOf(sold.entitlementId));
    const at = (days: number) => new Date(old + days * dayMs).toISOString();
    const refusals: [object, number, string][] = [
      [{ seatCount: 3 }, 409, 'seatCountBelowUsage'],
      [{ ...limits, expiryDate: at(0) }, 422, 'expiryDate'],
      [{ ...limits, expiryDate: at(-2) }, 422, 'expiryDate'],
      [{ ...limits, features: [{ id: `feat_${'0'.repeat(22)}`, value: 1 }] }, 422, 'features.0.id'],
    ];
    for (const [body, status, named] of refusals) {
      const answer = await life.renewWith(sold.entitlementId, body);
      expect(answer.status, JSON.stringify(body)).toBe(status);
      expect(JSON.stringify(answer.body)).toContain(named);
    }
    expect([await shop.read(sold.entitlementId), await life.codes(sold.entitlementId)]).toEqual(before);
    expect((await life.renewWith(sold.entitlementId, { seatCount: 3 }, '?forceSeatCount=true')).status).toBe(
      204,
    );
    expect(await shop.read(sold.entitlementId)).toMatchObject({
      seatCount: 3,
      seatsUsed: 4,
      expiryDate: at(12),
    });
  });

  it('rule 7: what is not named is not edited, and nothing named is the plain renewal', async () => {
    const sold = await sellFrom(ago(10), {}, days(12));
    const old = Date.parse(await expiryOf(sold.entitlementId));
    expect((await life.renewWith(sold.entitlementId, {})).status).toBe(204);
    const renewed = await shop.read(sold.entitlementId, 'editInfo');
    expect(renewed.expiryDate).toBe(new Date(old + 12 * dayMs).toISOString());
    expect(renewed.editInfo).toMatchObject({ seatCountEdited: false, overdraftSeatLimitEdited: false });
    expect((await life.codes(sold.entitlementId)).at(-2)).toBe('activated');
    await life.renewWith(sold.entitlementId, { seatCount: 10 });
    expect((await shop.read(sold.entitlementId, 'editInfo')).editInfo).toMatchObject({
      ...{ seatCountEdited: true, overdraftSeatLimitEdited: false },
    });
  });
});

describe('rule 24: renewed in grace and lapsed', () => {
  const graced = { gracePeriod: days(10) };

  it('in grace: original expiry and duration, usage reset now', async () => {
    const sold = await sellFrom(ago(3), graced, days(5));
    const [seat = ''] = await shop.takeSeats(sold, 1);
    await shop.checkout(seat, 'jobs', 30);
    const old = await expiryOf(sold.entitlementId);
    leeway.clock.advance(4 * dayMs);
    expect((await shop.read(sold.entitlementId)).status).toBe('gracePeriod');
    await life.renew(sold.entitlementId);
    const renewed = await shop.read(sold.entitlementId);
    expect(renewed).toMatchObject({
      status: 'active',
      expiryDate: new Date(Date.parse(old) + 5 * dayMs).toISOString(),
    });
    const told = await life.told(sold.entitlementId);
    expect(told.slice(-2).map(({ code }) => code)).toEqual([
      'entitlement.usage.summary',
      'entitlement.renewed',
    ]);
    const [closing] = await life.closings(sold.entitlementId);
    expect(closing).toMatchObject({ used: 30n, until: told.at(-1)?.at });
    expect(await jobsOf(sold.entitlementId)).toMatchObject({ used: 0 });
  });

  it('lapsed: now and the duration, usage reset now', async () => {
    const sold = await sellFrom(ago(3), graced, days(5));
    leeway.clock.advance(20 * dayMs);
    expect((await shop.read(sold.entitlementId)).status).toBe('expired');
    await life.renew(sold.entitlementId);
    const told = await life.told(sold.entitlementId);
    const renewedAt = told.at(-1)?.at.getTime() ?? 0;
    expect(await expiryOf(sold.entitlementId)).toBe(new Date(renewedAt + 5 * dayMs).toISOString());
    expect((await shop.read(sold.entitlementId)).status).toBe('active');
    expect((await shop.activate(sold, 'A')).status).toBe(201);
    expect(await life.closings(sold.entitlementId)).toMatchObject([{ until: new Date(renewedAt) }]);
  });

  it('maintenance is renewed with it', async () => {
    const maintained = { hasMaintenance: true, maintenanceDuration: days(2) };
    const { entitlementId } = await sellFrom(ago(3), maintained, days(5));
    const old = await expiryOf(entitlementId);
    await life.renew(entitlementId);
    expect((await shop.read(entitlementId)).maintenanceExpiryDate).toBe(
      new Date(Date.parse(old) + 2 * dayMs).toISOString(),
    );
  });

  it('409 when it is perpetual or has not started', async () => {
    const perpetual = await shop.sell({}, { licenseType: 'perpetual', licenseDuration: null });
    const waiting = await shop.sell({}, { licenseStartType: 'activation' });
    const later = await sellFrom(ago(-3));
    for (const { entitlementId } of [perpetual, waiting, later]) {
      expect(await life.renew(entitlementId)).toMatchObject({ status: 409, body: { errorCode: 'conflict' } });
    }
  });
});

describe('rule 24: renewed exactly at an end', () => {
  /** Stops the database's clock for the sessions that begin from now on, so that an edit comes at a chosen instant. */
  const stopClock = async (at: string) => {
    const { database } = leeway;
    const shown = new Date(Date.parse(at) - leeway.clock.offsetMs).toISOString();
    await database.query(`
      create or replace function public.statement_timestamp() returns timestamptz language sql stable
      as $$ select timestamptz '${shown}' $$`);
    await database.query(`
      create or replace function public.clock_timestamp() returns timestamptz language sql stable
      as $$ select timestamptz '${shown}' $$`);
    await database.query(`
      do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$`);
    await endOtherSessions();
  };
  const letClockRun = async () => {
    await leeway.database.query(`
      do $$ begin execute format('alter database %I reset search_path', current_database()); end $$`);
    await endOtherSessions();
  };
  const endOtherSessions = async () => {
    const end = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    await leeway.database.query(end);
    // The session that asked is of the old kind too; the pool opens another once it is gone.
    await leeway.database.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
    await expect.poll(() => leeway.database.query('select 1').catch(() => [])).toHaveLength(1);
  };

  it.each([
    // The expiry instant belongs to the grace period.
    { gracePeriod: days(10), wait: 0, from: 0 },
    // Without grace it is the first instant of having lapsed; both make the same.
    { gracePeriod: { type: 'none' }, wait: 0, from: 0 },
    // The last instant of the term and of grace, and the first of having lapsed.
    { gracePeriod: days(10), wait: -1, from: 0 },
    { gracePeriod: days(10), wait: 10 * dayMs - 1, from: 0 },
    { gracePeriod: days(10), wait: 10 * dayMs, from: 10 * dayMs },
    { gracePeriod: { type: 'none' }, wait: 1, from: 1 },
  ])('%o', async ({ gracePeriod, wait, from }) => {
    const { entitlementId } = await sellFrom(ago(4), { gracePeriod }, days(5));
    const expiry = Date.parse(await expiryOf(entitlementId));
    const at = new Date(expiry + wait).toISOString();
    life.travelTo(at);
    await stopClock(at);
    try {
      expect((await life.renew(entitlementId)).status).toBe(204);
    } finally {
      await letClockRun();
    }
    const renewed = (await life.told(entitlementId)).at(-1);
    expect(renewed).toMatchObject({ code: 'entitlement.renewed', at: new Date(at) });
    expect(await expiryOf(entitlementId)).toBe(new Date(expiry + from + 5 * dayMs).toISOString());
    // Usage is reset at the old expiry by time, or now by the renewal.
    await life.settle();
    const [closing] = await life.closings(entitlementId);
    expect(closing?.until.toISOString()).toBe(wait < 0 ? undefined : at);
  });
});
