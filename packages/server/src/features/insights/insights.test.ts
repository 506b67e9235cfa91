import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCourse } from '../../testing/by-the-second/random-course.ts';
import { courseTerms, writeCourse } from '../../testing/by-the-second/write-course.ts';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { deriveHistory } from '../history/index.ts';
import { computeInsights } from './compute-insights.ts';
import { figuresOfHistory, figuresOfLog } from './renewal-insight.ts';

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const dayMs = 86_400_000;
const insightOf = async ({ entitlementId }: Sold, query = '') =>
  (await api('getRenewalInsight', `GET /api/v1/entitlements/${entitlementId}/renewal-insight${query}`)).body;
const ask = ({ entitlementId }: Sold, body: unknown) =>
  api('askWhatIf', `POST /api/v1/entitlements/${entitlementId}/what-if`, body);

/** Seats held for days: a lease of a year. */
const longLease = { leasePeriod: { type: 'year', count: 1 }, licenseType: 'perpetual' } as const;

describe('rule 38: renewal insight', () => {
  it('says what happened, what to buy and why', async () => {
    const sold = await sell(leeway, {
      ...longLease,
      seatCount: 2,
      overdraft: { type: 'absolute', value: 1 },
    });
    for (const seat of ['A', 'B', 'C']) await sold.activate(seat);
    leeway.clock.advance(2_000);
    for (const seat of ['D', 'E', 'D']) expect((await sold.activate(seat)).status).toBe(402);
    leeway.clock.advance(40 * dayMs);
    const insight = await insightOf(sold);
    expect(insight).toMatchObject({
      ...{ class: 'expand', purchased: 2, peak: 3, p95: 3, p99: 3, overdraftPeak: 1, demandPeak: 5 },
      ...{ deniedAttempts: 3, deniedSeats: 2, trueDenials: 2, unmetPeak: 2 },
      recommended: { low: 3, mid: 3, high: 5 },
    });
    expect(insight.average).toBeCloseTo(3, 3);
    expect(insight.utilizationRate).toBeCloseTo(150, 0);
    expect(insight.unmetSeatHours).toBeCloseTo(0.5, 2);
    expect(insight.overdraftSeconds).toBeGreaterThan(39 * 86_400);
    expect(insight.reasons[0]).toBe('At the busiest moment 3 of 2 seats were in use.');
    expect(insight.reasons).toContain('Denied 3 times to 2 people; at most 2 people waited at once.');
  });

  it('is the same from the hours that are kept as from the log', async () => {
    const sold = await sell(leeway, courseTerms);
    const course = randomCourse(38, 1_736_000_000, 1_736_000_000 + 45 * 86_400);
    await writeCourse(leeway, sold, course);
    const { tenantId } = leeway;
    const parts = { ...leeway, settle: async () => undefined };
    for (const [from, to] of [
      [0, 45],
      [3.3, 44.9],
      [10, 10.01],
      [20.51, 31.2],
    ] as const) {
      const span = { start: 1_736_000_000_000 + from * dayMs, end: 1_736_000_000_000 + to * dayMs };
      const asked = [parts, tenantId, sold.entitlementId, 'UTC', span] as const;
      expect(await figuresOfHistory(...asked)).toEqual(await figuresOfLog(...asked));
    }
  });

  it('is computed ahead from the hours that are kept where the log is long', async () => {
    const sold = await sell(leeway, courseTerms);
    const day = 86_400;
    const today = Math.floor(leeway.clock.now() / 1000 / day) * day;
    await writeCourse(leeway, sold, randomCourse(39, today - 60 * day, today - 15 * day));
    const { tenantId } = leeway;
    const parts = { ...leeway, settle: async () => undefined };
    const query = <Row>(text: string) => leeway.database.query<Row>(text, [tenantId, sold.entitlementId]);
    const computed = async () => {
      await query('delete from renewal_insights where tenant_id = $1 and entitlement_id = $2');
      await computeInsights(parts);
      const [row] = await query<{ readonly peak: bigint }>(
        'select class, peak, p99, purchased from renewal_insights where tenant_id = $1 and entitlement_id = $2',
      );
      return row;
    };
    const ofLog = await computed();
    expect(ofLog?.peak).toBeGreaterThan(0n);
    await deriveHistory(leeway.database, { tenantId, entitlementId: sold.entitlementId }, { waits: true });
    await query(
      'update entitlement_states set sequence = 50000 where tenant_id = $1 and entitlement_id = $2',
    );
    // What is not read cannot be missed.
    await query('delete from activity_log where tenant_id = $1 and entitlement_id = $2');
    expect(await computed()).toEqual(ofLog);
  });

  it('too little history is said to be too little', async () => {
    const sold = await sell(leeway);
    await sold.activate('A');
    leeway.clock.advance(dayMs);
    expect(await insightOf(sold)).toMatchObject({ class: 'insufficient-data', recommended: null });
  });

  it('of a customer: all together, and each', async () => {
    const { body: customer } = await leeway.api('POST', '/api/v1/customers', { name: 'Initech' });
    const [one, other] = [await sell(leeway, longLease), await sell(leeway, { ...longLease, seatCount: 3 })];
    for (const { groupId } of [one, other])
      await leeway.api('PATCH', `/api/v1/entitlements/groups/${groupId}`, { customerId: customer.id });
    await one.activate('A');
    await other.activate('A');
    await other.activate('B');
    leeway.clock.advance(35 * dayMs);
    const path = `GET /api/v1/customers/${customer.id}/renewal-insight`;
    const { body } = await api('getCustomerRenewalInsight', path);
    expect(body).toMatchObject({ customerId: customer.id, purchased: 103, peak: 3, class: 'churn-risk' });
    expect(body.entitlements.map(({ peak }: { peak: number }) => peak)).toEqual([1, 2]);
    const stranger = await strangersApi(leeway);
    expect((await stranger('getCustomerRenewalInsight', path)).status).toBe(404);
    const alone = `GET /api/v1/entitlements/${one.entitlementId}/renewal-insight`;
    expect((await stranger('getRenewalInsight', alone)).status).toBe(404);
  });

  it('refuses a range that is none', async () => {
    const { entitlementId } = await sell(leeway);
    const path = `GET /api/v1/entitlements/${entitlementId}/renewal-insight`;
    for (const range of ['from=9000-01-01', 'from=2026-02-01&to=2026-02-01', 'from=1990-01-01']) {
      const answer = await api('getRenewalInsight', `${path}?${range}`);
      expect([answer.status, faultyFields(answer)]).toEqual([422, ['from']]);
    }
  });

  it('thresholds are settings of the account, and audited', async () => {
    const path = '/api/v1/account/insight-settings';
    const { body: before } = await api('getInsightSettings', `GET ${path}`);
    expect(before).toMatchObject({ historyDaysMin: 30, expandDenials: 5, horizonMonths: 12 });
    const sold = await sell(leeway, longLease);
    await sold.activate('A');
    leeway.clock.advance(10 * dayMs);
    expect((await insightOf(sold)).class).toBe('insufficient-data');
    expect((await api('updateInsightSettings', `PUT ${path}`, { historyDaysMin: 7 })).status).toBe(204);
    expect((await insightOf(sold)).class).toBe('churn-risk');
    const { body: audit } = await api('listAuditLog', 'GET /api/v1/audit-log?objectType=insightSettings');
    expect(audit.items[0].changes).toContainEqual({
      field: 'historyDaysMin',
      old: null,
      new: '7',
      masked: false,
    });
    expect((await api('updateInsightSettings', `PUT ${path}`, {})).status).toBe(204);
    expect((await api('getInsightSettings', `GET ${path}`)).body).toEqual(before);
  });

  it('rule 30: the cool-down is one of them; it alters what is shown as one, and nothing that is counted', async () => {
    const path = '/api/v1/account/insight-settings';
    const sold = await sell(leeway, { ...longLease, seatCount: 1, overdraft: { type: 'unlimited' } });
    await sold.activate('A');
    for (const minutes of [10, 20, 30]) {
      const { body: seat } = await sold.activate('B');
      leeway.clock.advance(5 * 60_000);
      await sold.release(seat.id);
      leeway.clock.advance(minutes * 60_000);
    }
    const episodes = async (query = '') => {
      const asked = `GET /api/v1/entitlements/${sold.entitlementId}/overdraft-episodes${query}`;
      return (await api('listOverdraftEpisodes', asked)).body.items;
    };
    const parts = (items: { parts: number }[]) => items.map((item) => item.parts);
    expect((await api('getInsightSettings', `GET ${path}`)).body.coolDownMinutes).toBe(15);
    const before = await episodes();
    expect(parts(before)).toEqual([1, 2]);
    await api('updateInsightSettings', `PUT ${path}`, { coolDownMinutes: 25 });
    const after = await episodes();
    expect(parts(after)).toEqual([3]);
    await api('updateInsightSettings', `PUT ${path}`, { coolDownMinutes: 0 });
    expect(parts(await episodes())).toEqual([1, 1, 1]);
    expect(parts(await episodes('?coolDownMinutes=25'))).toEqual([3]);
    const overdraftMs = (items: { overdraftMs: number }[]) =>
      items.reduce((sum, item) => sum + item.overdraftMs, 0);
    expect(overdraftMs(after)).toBe(overdraftMs(before));
    // Each of the three times was told as it ended.
    const told = await leeway.database.query(
      `select from outbox where entitlement_id = $1 and event_code = 'entitlement.overdraft.exited'`,
      [sold.entitlementId],
    );
    expect(told).toHaveLength(3);
    await api('updateInsightSettings', `PUT ${path}`, {});
    expect((await api('getInsightSettings', `GET ${path}`)).body.coolDownMinutes).toBe(15);
  });

  it.each([
    [{ coolDownMinutes: 1441 }, 'coolDownMinutes'],
    [{ historyDaysMin: 0 }, 'historyDaysMin'],
    [{ expandDenials: 'many' }, 'expandDenials'],
    [{ churnUtilizationPercent: 61 }, 'churnUtilizationPercent'],
    [{ horizonMonths: -1 }, 'horizonMonths'],
  ])('refuses %j with the field', async (body, field) => {
    const answer = await api('updateInsightSettings', 'PUT /api/v1/account/insight-settings', body);
    expect([answer.status, faultyFields(answer)]).toEqual([422, [field]]);
  });
});

describe('rule 39: what-if', () => {
  it('with the limits as they were: exactly what happened; with others: what would have', async () => {
    const sold = await sell(leeway, { seatCount: 2, overdraft: { type: 'absolute', value: 1 } });
    await api('createRate', 'POST /api/v1/rates', {
      ...{ kind: 'peakOverdraftUnit', amount: 1_000, currency: 'EUR', entitlementId: sold.entitlementId },
    });
    for (const seat of ['A', 'B', 'C', 'D', 'D']) await sold.activate(seat);
    leeway.clock.advance(30 * 60_000);
    await sold.activate('D');
    leeway.clock.advance(2 * 3_600_000);
    const overdraftSeatLimit = { type: 'absolute', value: 1 };
    const to = new Date(leeway.clock.now()).toISOString();
    const { body: same } = await ask(sold, { seatCount: 2, overdraftSeatLimit, to });
    expect(same.actual).toMatchObject({ peak: 3, deniedAttempts: 3, deniedSeats: 1, overdraftPeak: 1 });
    expect(same.actual.costs).toEqual([{ currency: 'EUR', amount: 1_000 }]);
    expect(same.whatIf).toEqual(same.actual);
    expect(same).toMatchObject({ overdraftSeatCount: 1, timeZone: 'UTC' });
    const denials = same.days.map(({ denials }: { denials: number }) => denials);
    expect(denials.reduce((sum: number, each: number) => sum + each, 0)).toBe(3);
    expect(same.days[0]).toMatchObject({ used: 3 });
    expect(same.days.at(-1).end).toBe(to);

    const { body: fewer } = await ask(sold, { seatCount: 1, to });
    expect(fewer).toMatchObject({ seatCount: 1, overdraftSeatLimit: { type: 'none', value: null } });
    expect(fewer.actual).toEqual(same.actual);
    // D asks three times, B and C once each.
    expect(fewer.whatIf).toMatchObject({ peak: 1, deniedSeats: 3, deniedAttempts: 5, overdraftHours: 0 });
    const rate = { kind: 'overdraftSeatHour', amount: 100, currency: 'USD' };
    const { body: more } = await ask(sold, { seatCount: 3, overdraftSeatLimit: { type: 'unlimited' }, rate });
    // A, B and C for an hour, D from the beginning until an hour after it asked last.
    expect(more.whatIf).toMatchObject({ peak: 4, deniedAttempts: 0, overdraftPeak: 1, deniedSeats: 0 });
    expect(more.whatIf.overdraftSeatHours).toBeCloseTo(1, 2);
    expect(more.whatIf.costs).toEqual([{ currency: 'USD', amount: 100 }]);
    expect(more.actual.costs).toEqual([{ currency: 'USD', amount: 100 }]);
    const log = await sold.log();
    expect(log.filter(({ operation }) => operation === 'activate')).toHaveLength(3);
  });

  it.each([
    [{ seatCount: 0 }, 'seatCount'],
    [{}, 'seatCount'],
    [{ seatCount: 1, overdraftSeatLimit: { type: 'absolute', value: -1 } }, 'overdraftSeatLimit.value'],
    [{ seatCount: 1, overdraftSeatLimit: { type: 'percentage' } }, 'overdraftSeatLimit.value'],
    [{ seatCount: 1, overdraftSeatLimit: { type: 'some' } }, 'overdraftSeatLimit.type'],
    [{ seatCount: 1, from: '9000-01-01' }, 'from'],
    [{ seatCount: 1, rate: { kind: 'overdraftUnit', amount: 1, currency: 'EUR' } }, 'rate.kind'],
    [{ seatCount: 1, rate: { kind: 'peakOverdraftUnit', amount: 1, currency: 'QQQ' } }, 'rate.currency'],
  ])('refuses %j with the field', async (body, field) => {
    const sold = await sell(leeway);
    const answer = await ask(sold, body);
    expect([answer.status, faultyFields(answer)]).toEqual([422, [field]]);
  });

  it('is refused to another tenant', async () => {
    const { entitlementId } = await sell(leeway);
    const { database, clock } = leeway;
    const { createTenant, createApiClient } = await import('../identity/index.ts');
    const parts = { database, clock, author: leeway.author };
    const { tenantId } = await createTenant(parts, { name: 'Other', slug: 'other' });
    const { clientId, clientSecret } = await createApiClient(parts, tenantId, {
      clientId: 'other',
      scopes: 'all',
    });
    const authorization = `Bearer ${await leeway.tokenFor(clientId, clientSecret)}`;
    const path = `/api/v1/entitlements/${entitlementId}/what-if`;
    const answer = await leeway.api('POST', path, { seatCount: 1 }, { authorization });
    expect(answer.status).toBe(404);
  });
});
