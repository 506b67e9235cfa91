import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Course, randomCourse } from '../../testing/by-the-second/random-course.ts';
import {
  bucketFigures,
  levelsIn,
  type MeterName,
  percentile,
  plainDemand,
  plainEpisodes,
  type Seconds,
  secondsOf,
} from '../../testing/by-the-second/seconds.ts';
import { type Bucket, wallBuckets } from '../../testing/by-the-second/wall-buckets.ts';
import { courseTerms, courseTimes, writeCourse } from '../../testing/by-the-second/write-course.ts';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { rebuildHistory } from './index.ts';
import { askConcurrency, askDenials, askEpisodes, askHistory, rangeQuery } from './testing/ask.ts';

/** Rules 29 to 32 over HTTP against a reference that looks at every second of a random course by itself. */

let leeway: Leeway;
let api: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const second = (text: string) => Date.parse(text) / 1_000;
const day = 86_400;

describe.each(courseTimes)('in %s from %s to %s', (timeZone, from, to) => {
  const [begin, end] = [second(`${from}T08:17:23Z`), second(`${to}T00:00:00Z`)];
  let sold: Sold;
  let course: Course;
  let seconds: Record<MeterName, Seconds>;
  const about = { start: begin - 2 * day, end: end + 2 * day };
  beforeAll(async () => {
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query('update tenants set time_zone = $2 where tenant_id = $1', [leeway.tenantId, timeZone]),
    );
    course = randomCourse(begin, begin, end);
    sold = await sell(leeway, courseTerms);
    await writeCourse(leeway, sold, course);
    const months = wallBuckets('month', timeZone, about.start, about.end);
    const whole = { start: months[0]?.start ?? 0, end: months.at(-1)?.end ?? 0 };
    seconds = {
      seats: secondsOf(course, 'seats', whole),
      pool: secondsOf(course, 'pool', whole),
      count: secondsOf(course, 'count', whole),
    };
  });

  const asked = (range: Bucket, meter: MeterName, more = '') =>
    rangeQuery(
      range.start * 1_000,
      range.end * 1_000,
      `${meter === 'seats' ? '' : `&feature=${meter}`}${more}`,
    );

  it('the course has something of everything', () => {
    const { rows, limits, resets } = course;
    const operations = new Set(rows.map(({ operation }) => operation));
    expect(operations.size).toBe(8);
    expect(rows.length).toBeGreaterThan(150);
    expect(limits.length).toBeGreaterThan(5);
    expect(limits.some(({ hardCap }) => hardCap === null)).toBe(true);
    expect(resets.length).toBeGreaterThan(1);
  });

  it.each(
    (['hour', 'day', 'month'] as const).flatMap((size) =>
      (['seats', 'pool', 'count'] as const).map((meter) => [size, meter] as const),
    ),
  )('rule 29: buckets by %s of the %s', async (size, meter) => {
    const buckets = wallBuckets(size, timeZone, about.start, about.end);
    const told = await askHistory(api, sold, asked(about, meter, `&bucket=${size}`));
    expect(told.buckets).toHaveLength(buckets.length);
    buckets.forEach((bucket, index) => {
      const { average, ...figures } = told.buckets[index];
      const known = bucketFigures(seconds[meter], bucket);
      expect(figures).toEqual({
        ...{ start: instant(bucket.start), end: instant(bucket.end), heldMs: known.held * 1_000 },
        ...{
          usedMs: known.used * 1_000,
          boughtMs: known.bought * 1_000,
          overdraftMs: known.overdraft * 1_000,
        },
        ...{ overdraftUsedMs: known.overdraftUsed * 1_000, atHardCapMs: known.atHardCap * 1_000 },
        ...{ activations: known.grants, denials: known.denials, deniedSeats: known.deniedSeats },
        ...{ min: known.min, max: known.max },
      });
      if (known.held === 0) expect(average).toBeNull();
      else expect(average).toBeCloseTo(known.used / known.held, 5);
    });
  });

  const instant = (at: number) => new Date(at * 1_000).toISOString();

  it.each([
    ['seats', 0],
    ['seats', 15],
    ['seats', 600],
    ['pool', 0],
    ['pool', 15],
    ['count', 0],
  ] as const)(
    'rule 30: times in overdraft of the %s, merged over gaps of less than %d minutes',
    async (meter, minutes) => {
      const range = { start: begin - day, end: end - day };
      // What goes on at the end of the range goes on behind it.
      const further = { start: range.start, end: end + day };
      const seconds = secondsOf(course, meter, further);
      const expected = plainEpisodes(seconds, further, minutes * 60).filter(({ start }) => start < range.end);
      const query = asked(range, meter, `&coolDownMinutes=${minutes}&pageSize=1000`);
      const { items } = await askEpisodes(api, sold, query);
      expect(expected.length).toBeGreaterThan(0);
      const closed = expected.filter((episode) => episode.end < range.end);
      expect(items.toReversed().slice(0, closed.length)).toEqual(
        closed.map((episode) => ({
          ...{ start: instant(episode.start), end: instant(episode.end), parts: episode.parts },
          ...{ peakUsed: episode.peak, peakOverdraftUsed: episode.overdraftPeak },
          ...{ overdraftMs: episode.overdraft * 1_000, overdraftUsedMs: episode.overdraftUsed * 1_000 },
          ...{ seats: episode.seats.size, denials: episode.denials },
        })),
      );
      expect(items).toHaveLength(expected.length);
    },
  );

  it('of any days the highest time in overdraft is known, and how long all of them were', async () => {
    const further = { start: begin - day, end: end + day };
    const episodes = plainEpisodes(secondsOf(course, 'seats', further), further, 0);
    const days = wallBuckets('day', timeZone, begin, end);
    await leeway.runStep('history.derive');
    const from = days.filter((_, index) => index % 3 === 0);
    expect(new Set(episodes.map(({ overdraftPeak }) => overdraftPeak)).size).toBeGreaterThan(2);
    for (const [index, { start }] of from.entries()) {
      const last = days[Math.min(days.length - 1, index * 3 + (index % 5))]?.end ?? end;
      const { body } = await api(
        'listDashboardOverdrafts',
        `GET /api/v1/dashboard/overdrafts?${rangeQuery(start * 1_000, last * 1_000)}&pageSize=100`,
      );
      const within = episodes.filter((each) => each.start < last && each.end > start);
      const told = body.items.find(
        (item: { entitlementId: string }) => item.entitlementId === sold.entitlementId,
      );
      expect(told?.overdraftPeak ?? 0).toBe(
        within.reduce((most, { overdraftPeak }) => Math.max(most, overdraftPeak), 0),
      );
      const seconds = within.reduce(
        (sum, each) => sum + Math.min(each.end, last) - Math.max(each.start, start),
        0,
      );
      expect(told?.overdraftSeconds ?? 0).toBe(seconds);
    }
  });

  it.each(['seats', 'pool', 'count'] as const)('rule 32: percentiles of the %s', async (meter) => {
    const range = { start: begin + 3 * day + 777, end: end - 2 * day - 777 };
    const hours = wallBuckets('hour', timeZone, range.start, range.end);
    const whole = { start: hours[0]?.start ?? 0, end: hours.at(-1)?.end ?? 0 };
    const { used } = levelsIn(seconds[meter], whole);
    const { histogram, ...told } = await askConcurrency(api, sold, asked(range, meter));
    expect(told).toMatchObject({
      from: instant(whole.start),
      to: instant(whole.end),
      heldMs: used.length * 1_000,
    });
    expect([told.p50, told.p95, told.p99]).toEqual([50, 95, 99].map((perCent) => percentile(used, perCent)));
    const atLevel = (level: number) => used.reduce((sum, value) => (value === level ? sum + 1 : sum), 0);
    for (const { low, high, ms } of histogram) expect([low, ms]).toEqual([high, atLevel(low) * 1_000]);
    expect(histogram).toHaveLength(new Set(used).size);
  });

  it.each(['seats', 'pool', 'count'] as const)('rule 31: what was denied of the %s', async (meter) => {
    const all = { start: begin - day, end: end + day };
    const refused = course.asked[meter].filter(({ granted }) => !granted);
    expect(refused.length).toBeGreaterThan(3);
    // Also from the middle of one who waits to the middle of another.
    const cut = { start: (refused[1]?.at ?? 0) + 400, end: (refused.at(-2)?.at ?? 0) + 400 };
    for (const range of [all, cut]) {
      const known = plainDemand(seconds[meter], range);
      const told = await askDenials(api, sold, asked(range, meter));
      expect(told).toMatchObject({
        ...{ attempts: known.attempts, deniedSeats: known.deniedSeats, trueDenials: known.trueDenials },
        unmet: { unmetMs: known.unmetSeconds * 1_000, max: known.unmetMax },
        peakDemand: meter === 'seats' ? known.demandMax : null,
      });
    }
  });

  it('rebuilding gives the same rows', async () => {
    const key = { tenantId: leeway.tenantId, entitlementId: sold.entitlementId };
    expect((await rebuildHistory(leeway.database, key, true)).differs).toEqual([]);
  });
});
