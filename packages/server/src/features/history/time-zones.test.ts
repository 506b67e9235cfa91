import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { rebuildHistory } from './index.ts';
import { askHistory, day, hour, minute, rangeQuery } from './testing/ask.ts';
import { plainBucket, readPlainLog } from './testing/plain-history.ts';

/** Days on which the clocks of the tenant's time zone change. */

let leeway: Leeway;
let api: CheckedApi;
let sold: Sold;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  sold = await sell(leeway, { seatCount: 2 });
  await leeway.database.query(`update limit_changes set at = '2025-01-01' where entitlement_id = $1`, [
    sold.entitlementId,
  ]);
  await logRows();
});
afterAll(() => leeway.stop());

/** A seat more every 50 minutes, up to four and down again, about the changes of the clocks of a year. */
const logRows = async () => {
  const changes = ['2025-03-09', '2025-03-30', '2025-10-26', '2025-11-02'];
  const instants = changes.flatMap((date) =>
    Array.from(
      { length: 90 },
      (_, index) => Date.parse(`${date}T00:00:00Z`) - day + index * 50 * minute + index,
    ),
  );
  const used = (index: number) => [1, 2, 3, 4, 3, 2, 1, 0][index % 8] ?? 0;
  await leeway.database.query(
    `insert into activity_log (tenant_id, entitlement_id, at, sequence, operation, seat_id, seats_used, bought, hard_cap,
                               overdraft)
     select $1, $2, r.* from unnest($3::timestamptz[], $4::int8[], $5::text[], $6::text[], $7::int[], $8::int[],
                                    $9::int8[], $10::boolean[]) as r`,
    [
      ...[leeway.tenantId, sold.entitlementId, instants.map((at) => new Date(at))],
      ...[
        instants.map((_, index) => index + 100),
        instants.map((_, index) => (index % 8 < 4 ? 'activate' : 'deactivate')),
      ],
      ...[instants.map((_, index) => `seat-${index % 4}`), instants.map((_, index) => used(index))],
      ...[instants.map(() => 2), instants.map(() => 4), instants.map((_, index) => used(index) > 2)],
    ],
  );
  await leeway.database.query('update entitlement_states set sequence = 1000 where entitlement_id = $1', [
    sold.entitlementId,
  ]);
};

const moveTo = (timeZone: string) =>
  leeway.database.transaction(leeway.author, (tx) =>
    tx.query('update tenants set time_zone = $2 where tenant_id = $1', [leeway.tenantId, timeZone]),
  );

describe.each([
  ['Europe/Berlin', '2025-03-30', 23],
  ['Europe/Berlin', '2025-10-26', 25],
  ['America/New_York', '2025-03-09', 23],
  ['America/New_York', '2025-11-02', 25],
  ['Asia/Kolkata', '2025-03-30', 24],
])('in %s on %s', (timeZone, date, hours) => {
  const noon = Date.parse(`${date}T12:00:00Z`);

  it(`the day has ${hours} hours, and all figures are what the log says`, async () => {
    await moveTo(timeZone);
    const days = await askHistory(api, sold, rangeQuery(noon, noon + minute, '&bucket=day'));
    expect(days.timeZone).toBe(timeZone);
    const [told] = days.buckets;
    expect(told.heldMs).toBe(hours * hour);
    const [start, end] = [Date.parse(told.start), Date.parse(told.end)];
    const byHour = await askHistory(api, sold, rangeQuery(start, end, '&bucket=hour'));
    expect(byHour.buckets).toHaveLength(hours);
    const log = await readPlainLog(leeway.database, sold.entitlementId);
    for (const bucket of [told, ...byHour.buckets]) {
      expect(bucket).toEqual(plainBucket(log, Date.parse(bucket.start), Date.parse(bucket.end), end));
    }
  });

  it('rebuilding gives the same rows', async () => {
    const key = { tenantId: leeway.tenantId, entitlementId: sold.entitlementId };
    expect((await rebuildHistory(leeway.database, key, true)).differs).toEqual([]);
  });
});
