import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCourse } from '../../testing/by-the-second/random-course.ts';
import { bucketFigures, type Seconds, secondsOf } from '../../testing/by-the-second/seconds.ts';
import { type Bucket, wallBuckets } from '../../testing/by-the-second/wall-buckets.ts';
import { courseTerms, courseTimes, writeCourse } from '../../testing/by-the-second/write-course.ts';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';
import { askTotals, rangeQuery } from './testing/ask.ts';

/** Rule 29 for several entitlements together, against each second of each of them looked at by itself. */

const second = (text: string) => Date.parse(text) / 1_000;
const day = 86_400;

describe.each(courseTimes.filter((_, index) => index % 2 === 1))(
  'in %s from %s to %s',
  (timeZone, from, to) => {
    const [begin, end] = [second(`${from}T08:17:23Z`), second(`${to}T00:00:00Z`)];
    const about = { start: begin - 2 * day, end: end + 2 * day };
    const each: Seconds[] = [];
    let leeway: Leeway;
    let api: CheckedApi;
    let customerId: string;

    beforeAll(async () => {
      leeway = await startLeeway();
      api = checkedApi(leeway);
      await leeway.database.transaction(leeway.author, (tx) =>
        tx.query('update tenants set time_zone = $2 where tenant_id = $1', [leeway.tenantId, timeZone]),
      );
      customerId = (await leeway.api('POST', '/api/v1/customers', { name: 'Both' })).body.id;
      const months = wallBuckets('month', timeZone, about.start, about.end);
      const whole = { start: months[0]?.start ?? 0, end: months.at(-1)?.end ?? 0 };
      for (const [seed, begun] of [
        [begin + 2, begin],
        [begin + 3, begin + 4 * day],
      ] as const) {
        const course = randomCourse(seed, begun, end);
        const sold = await sell(leeway, courseTerms);
        await leeway.api('PATCH', `/api/v1/entitlements/groups/${sold.groupId}`, { customerId });
        await writeCourse(leeway, sold, course);
        each.push(secondsOf(course, 'seats', whole));
      }
      await leeway.runStep('history.derive');
    });
    afterAll(() => leeway?.stop());

    /** The last second of a bucket. */
    const atEnd = (bucket: Bucket) =>
      each.map(({ start, used, bought }) => {
        const index = bucket.end - 1 - start;
        const [u = 0, b = 0] = [used[index], bought[index]];
        return { used: u, bought: b, over: Math.max(0, u - b) };
      });

    it.each(['hour', 'day', 'month'] as const)('totals by %s', async (size) => {
      const buckets = wallBuckets(size, timeZone, about.start, about.end);
      const range = rangeQuery(about.start * 1_000, about.end * 1_000);
      const told = await askTotals(api, `${range}&bucket=${size}&customerId=${customerId}`);
      expect(told).toMatchObject({ entitlements: 2, timeZone });
      expect(told.buckets).toHaveLength(buckets.length);
      buckets.forEach((bucket, index) => {
        const figures = each.map((seconds) => bucketFigures(seconds, bucket));
        const sum = (name: keyof (typeof figures)[number], by = 1) =>
          figures.reduce((total, one) => total + Number(one[name]) * by, 0);
        const last = atEnd(bucket);
        expect(told.buckets[index]).toMatchObject({
          ...{ start: new Date(bucket.start * 1_000).toISOString(), usedMs: sum('used', 1_000) },
          ...{ boughtMs: sum('bought', 1_000), overdraftMs: sum('overdraft', 1_000) },
          ...{ overdraftUsedMs: sum('overdraftUsed', 1_000), atHardCapMs: sum('atHardCap', 1_000) },
          ...{ activations: sum('grants'), denials: sum('denials'), deniedSeats: sum('deniedSeats') },
          used: last.reduce((total, { used }) => total + used, 0),
          bought: last.reduce((total, { bought }) => total + bought, 0),
          overdraftUsed: last.reduce((total, { over }) => total + over, 0),
          entitlementsInOverdraft: last.filter(({ over }) => over > 0).length,
        });
      });
    });
  },
);
