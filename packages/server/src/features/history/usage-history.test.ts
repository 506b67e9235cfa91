import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { rebuildHistory } from './index.ts';
import { askConcurrency, askEpisodes, askHistory, hour, minute, rangeQuery } from './testing/ask.ts';
import {
  plainBucket,
  plainEpisodes,
  plainPercentile,
  readPlainLog,
  stretchesOf,
} from './testing/plain-history.ts';

/** Usage history over HTTP, on the moved clock, against what a reader of the log works out by hand. */

let leeway: Leeway;
let api: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  await leeway.database.transaction(leeway.author, (tx) =>
    tx.query(`update tenants set time_zone = 'Europe/Berlin'`),
  );
});
afterAll(() => leeway.stop());

/** A stream of numbers that is the same in every run. */
const randomFrom = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

const editSeats = async ({ entitlementId }: Sold, seatCount: number) => {
  const path = `/api/v1/entitlements/${entitlementId}?forceSeatCount=true`;
  const { status } = await leeway.api('PATCH', path, { seatCount });
  expect(status).toBe(204);
};

/** Some hours of use: seats come and go, leases end, the seat count is edited. */
const live = async (sold: Sold, seed: number, steps: number): Promise<void> => {
  const random = randomFrom(seed);
  const held = new Map<string, string>();
  for (let step = 0; step < steps; step++) {
    const seatId = `seat-${random(9)}`;
    const dice = random(10);
    const id = held.get(seatId);
    if (dice < 6) {
      const { status, body } = await sold.activate(seatId);
      if (status === 201) held.set(seatId, body.id);
      else expect(status).toBe(402);
    } else if (dice < 8 && id) {
      held.delete(seatId);
      await sold.release(id);
    } else if (dice === 8) await editSeats(sold, 2 + random(4));
    if (random(3) > 0) leeway.clock.advance(random(30) * minute + random(minute));
    if (random(12) === 0) leeway.clock.advance(7 * hour);
    if (random(4) === 0) await leeway.runStep('history.derive');
  }
};

const terms = {
  seatCount: 3,
  overdraft: { type: 'absolute', value: 2 },
  leasePeriod: { type: 'hour', count: 2 },
} as const;

describe('rule 29: usage history', () => {
  let sold: Sold;
  let begin: number;
  beforeAll(async () => {
    sold = await sell(leeway, terms);
    begin = leeway.clock.now();
    await live(sold, 42, 160);
  });

  it.each(['hour', 'day', 'month'])('in buckets by %s is what the log says', async (bucket) => {
    const body = await askHistory(api, sold, rangeQuery(begin, leeway.clock.now(), `&bucket=${bucket}`));
    const log = await readPlainLog(leeway.database, sold.entitlementId);
    expect(body.buckets.length).toBeGreaterThan(bucket === 'hour' ? 24 : 0);
    // The bucket that goes on has grown between the answer and now.
    for (const told of body.buckets) {
      const now = Date.parse(told.start) + told.heldMs;
      const from = Date.parse(told.start);
      const end = Date.parse(told.end);
      const began = log.limits[0]?.at ?? 0;
      const until = from < began ? Math.max(began, from) + told.heldMs : now;
      expect(told).toEqual(plainBucket(log, from, end, until));
    }
    expect(body.buckets.some(({ denials }: { denials: number }) => denials > 0)).toBe(true);
    expect(body.buckets.some(({ overdraftMs }: { overdraftMs: number }) => overdraftMs > 0)).toBe(true);
  });

  it('shows an edit of the seat count as a step', async () => {
    const body = await askHistory(api, sold, rangeQuery(begin - hour, leeway.clock.now(), '&bucket=day'));
    const { limits } = await readPlainLog(leeway.database, sold.entitlementId);
    expect(limits.length).toBeGreaterThan(3);
    expect(body.limits).toEqual(
      limits.map(({ at, bought, hardCap }) => ({ at: new Date(at).toISOString(), bought, hardCap })),
    );
  });

  it('as raw steps is the log itself, an instant at a time', async () => {
    const from = begin + 5 * hour;
    const body = await askHistory(api, sold, rangeQuery(from, leeway.clock.now(), '&bucket=raw'));
    const log = await readPlainLog(leeway.database, sold.entitlementId);
    const stretches = stretchesOf(log, from, leeway.clock.now());
    const changes = stretches.filter(({ used }, index) => used !== stretches[index - 1]?.used);
    expect(body.steps).toEqual(
      changes.map(({ from: at, used }) => ({ at: new Date(at).toISOString(), used })),
    );
    expect(body.next).toBeNull();
  });

  it('rule 30: times in overdraft are those of the log, and short gaps are merged for show', async () => {
    const now = leeway.clock.now();
    const log = await readPlainLog(leeway.database, sold.entitlementId);
    const episodes = async (coolDownMinutes: number) => {
      const asked = rangeQuery(begin - hour, now, `&coolDownMinutes=${coolDownMinutes}&pageSize=1000`);
      return (await askEpisodes(api, sold, asked)).items.toReversed();
    };
    const real = await episodes(0);
    expect(real.length).toBeGreaterThan(3);
    const spans = real.map(({ start, end }: { start: string; end: string | null }) => [
      Date.parse(start),
      end === null ? null : Date.parse(end),
    ]);
    expect(spans).toEqual(plainEpisodes(log, begin - hour, now));
    for (const { start, end, ...told } of real) {
      const until = end === null ? Date.parse(start) + told.overdraftMs : Date.parse(end);
      const figures = plainBucket(log, Date.parse(start), until, until);
      expect([told.overdraftMs, told.overdraftUsedMs, told.peakUsed, told.denials]).toEqual([
        figures.overdraftMs,
        figures.overdraftUsedMs,
        figures.max,
        figures.denials,
      ]);
    }
    const merged = await episodes(600);
    expect(merged.length).toBeLessThan(real.length);
    const sum = (items: { overdraftMs: number; parts: number }[], of: 'parts') =>
      items.reduce((total, item) => total + item[of], 0);
    expect(sum(merged, 'parts')).toBe(real.length);
  });

  it('rule 32: percentiles are time-weighted', async () => {
    const body = await askConcurrency(api, sold, rangeQuery(begin, leeway.clock.now()));
    const log = await readPlainLog(leeway.database, sold.entitlementId);
    const from = Math.max(log.limits[0]?.at ?? 0, Date.parse(body.from));
    const stretches = stretchesOf(log, from, from + body.heldMs);
    expect([body.p50, body.p95, body.p99, body.max]).toEqual(
      [0.5, 0.95, 0.99, 1].map((p) => plainPercentile(stretches, p)),
    );
    const usedMs = stretches.reduce((sum, { from: start, to, used }) => sum + used * (to - start), 0);
    expect(body.usedMs).toBe(usedMs);
    const ms = body.histogram.reduce((sum: number, bar: { ms: number }) => sum + bar.ms, 0);
    expect(ms).toBe(body.heldMs);
  });

  it('rebuilding it from the log gives the same rows', async () => {
    const key = { tenantId: leeway.tenantId, entitlementId: sold.entitlementId };
    expect((await rebuildHistory(leeway.database, key, true)).differs).toEqual([]);
  });

  it('tells a row that was tampered with, and mends it', async () => {
    const key = { tenantId: leeway.tenantId, entitlementId: sold.entitlementId };
    await leeway.database.query(
      `update history_hours set used_ms = used_ms + 1 where entitlement_id = $1 and overdraft_ms > 0`,
      [sold.entitlementId],
    );
    expect((await rebuildHistory(leeway.database, key, true)).differs).toEqual(['history_hours']);
    expect((await rebuildHistory(leeway.database, key, false)).differs).toEqual(['history_hours']);
    expect((await rebuildHistory(leeway.database, key, true)).differs).toEqual([]);
  });
});

describe('a range that is no good', () => {
  it.each([
    ['from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['from=2001-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['from=2020-02-01T00:00:00Z&to=2026-01-01T00:00:00Z&bucket=hour', 'bucket'],
    ['bucket=fortnight', 'bucket'],
    ['feature=nothing', 'feature'],
  ])('%s is refused with what to do', async (asked, field) => {
    const sold = await sell(leeway, terms);
    const path = `GET /api/v1/entitlements/${sold.entitlementId}/usage-history?${asked}`;
    const answer = await api('getUsageHistory', path);
    expect(answer.status).toBe(422);
    expect(faultyFields(answer)).toEqual([field]);
  });

  it('another tenant finds nothing', async () => {
    const sold = await sell(leeway, terms);
    const stranger = await strangersApi(leeway);
    const path = `GET /api/v1/entitlements/${sold.entitlementId}`;
    expect((await stranger('getUsageHistory', `${path}/usage-history`)).status).toBe(404);
    expect((await stranger('getDenials', `${path}/denials`)).status).toBe(404);
    expect((await stranger('getConcurrency', `${path}/concurrency`)).status).toBe(404);
    expect((await stranger('listOverdraftEpisodes', `${path}/overdraft-episodes`)).status).toBe(404);
    const { body } = await stranger('getUsageTotals', 'GET /api/v1/usage-history');
    expect(body.entitlements).toBe(0);
  });
});
