import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillDemo } from '../../demo/index.ts';
import { type Database, openDatabase } from '../../platform/database.ts';
import { migrate } from '../../platform/migrations.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/postgres.ts';
import { deriveHistory } from './derive.ts';
import { everyEntitlement, rebuildHistory } from './index.ts';
import { entitlementsWithNews } from './log-store.ts';

/** The year of the demo's customers: what is derived of it agrees with its log, row by row. */

let testDatabase: TestDatabase;
let database: Database;
let tenantId: string;
const now = Date.parse('2025-12-28T02:00:00Z');

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, log: () => undefined });
  await migrate(database);
  const clock = { offsetMs: 0, now: () => now };
  const demo = await fillDemo({
    ...{ database, clock, log: { info: () => undefined } },
    publicUrl: 'http://localhost',
  });
  tenantId = demo.tenantId;
  // Two workers at the same list, in small portions.
  const work = async () => {
    for await (const key of everyEntitlement(database, null)) {
      await deriveHistory(database, key, { waits: false, portion: 5_000 });
    }
  };
  await Promise.all([work(), work()]);
}, 300_000);

afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

interface Point {
  readonly entitlement: string;
  readonly at: number;
  readonly used: number | null;
  readonly bought: number | null;
}

const pointsSql = `
  select entitlement_id as entitlement, (extract(epoch from at) * 1000)::float8 as at, seats_used as used,
    null::int as bought, sequence
  from activity_log
  where tenant_id = $1 and operation <> 'refresh' and feature_key is null
  union all
  select entitlement_id, (extract(epoch from at) * 1000)::float8, null, bought, sequence
  from limit_changes
  where tenant_id = $1
  order by entitlement, at, sequence`;

interface Episode {
  readonly entitlement: string;
  readonly start: number;
  end: number | null;
  peak: number;
  usedMs: number;
}

/** One sweep over all that happened, an instant at a time. */
const episodesOfLog = (points: readonly Point[]): Episode[] => {
  const episodes: Episode[] = [];
  let [used, bought] = [0, 0];
  points.forEach((point, index) => {
    const next = points[index + 1];
    if (points[index - 1]?.entitlement !== point.entitlement) [used, bought] = [0, 0];
    used = point.used ?? used;
    bought = point.bought ?? bought;
    const goesOn = next?.entitlement === point.entitlement;
    if (goesOn && next.at === point.at) return;
    const last = episodes.at(-1);
    const open = last?.entitlement === point.entitlement && last.end === null ? last : null;
    if (used <= bought) {
      if (open) open.end = point.at;
      return;
    }
    const episode = open ?? {
      entitlement: point.entitlement,
      start: point.at,
      end: null,
      peak: 0,
      usedMs: 0,
    };
    if (!open) episodes.push(episode);
    if (!goesOn) return;
    episode.peak = Math.max(episode.peak, used);
    episode.usedMs += (used - bought) * (next.at - point.at);
  });
  return episodes;
};

const storedSql = `
  select entitlement_id as entitlement, (extract(epoch from episode_start) * 1000)::float8 as start,
    (extract(epoch from episode_end) * 1000)::float8 as end, peak_used::int as peak,
    overdraft_used_ms::float8 as "usedMs"
  from history_episodes
  where tenant_id = $1 and feature_key = ''
  order by entitlement, episode_start`;

describe('the demo', () => {
  it('is read to its end', async () => {
    expect(await entitlementsWithNews(database, 10)).toEqual([]);
  });

  it('has the times in overdraft that its log has', async () => {
    const expected = episodesOfLog(await database.query<Point>(pointsSql, [tenantId]));
    const stored = await database.query<Episode>(storedSql, [tenantId]);
    // What began or ended with the very last row shows when time passes: it is told of by the meter.
    const lasting = expected.filter(({ usedMs }) => usedMs > 0);
    expect(lasting.length).toBeGreaterThan(100);
    const begun = ({ entitlement, start, peak, usedMs }: Episode) => [entitlement, start, peak, usedMs];
    expect(stored.map(begun)).toEqual(lasting.map(begun));
    const ended = stored.filter(({ end }) => end !== null);
    const ends = new Map(lasting.map(({ entitlement, start, end }) => [`${entitlement} ${start}`, end]));
    expect(ended.map(({ entitlement, start }) => ends.get(`${entitlement} ${start}`))).toEqual(
      ended.map(({ end }) => end),
    );
    expect(ended.length).toBeGreaterThan(stored.length - 60);
  });

  it('has the denials that its log has', async () => {
    const differing = await database.query(
      `select l.entitlement_id, l.at, l.sequence
       from activity_log l
       full join history_denials d
         on d.tenant_id = l.tenant_id and d.entitlement_id = l.entitlement_id and d.at = l.at
         and d.sequence = l.sequence
       where coalesce(l.operation in ('activationDenied', 'featureCheckoutDenied'), true)
         and (l.attempts, l.seat_id, coalesce(l.feature_key, '')) is distinct from
           (d.attempts, d.seat_id, d.feature_key)`,
    );
    expect(differing).toEqual([]);
    const [row] = await database.query<{ denials: number }>(
      'select count(*)::int as denials from history_denials',
    );
    expect(row?.denials).toBeGreaterThan(50);
  });

  it('knows which denials were followed by a grant within 15 minutes', async () => {
    const wrong = await database.query(
      `select d.entitlement_id, d.at, d.granted_at, g.at
       from history_denials d
       left join lateral (
         select l.at from activity_log l
         where l.tenant_id = d.tenant_id and l.entitlement_id = d.entitlement_id and l.seat_id = d.seat_id
           and l.operation = case when d.feature_key = '' then 'activate' else 'featureCheckout' end
           and coalesce(l.feature_key, '') = d.feature_key
           and (l.at, l.sequence) > (d.at, d.sequence) and l.at < d.at + interval '15 minutes'
         order by l.at, l.sequence
         limit 1
       ) g on true
       where g.at is distinct from d.granted_at`,
    );
    expect(wrong).toEqual([]);
  });

  it('comes out again from the log, bit for bit, in one portion as in many', async () => {
    const differing: unknown[] = [];
    for await (const key of everyEntitlement(database, tenantId)) {
      const rebuilt = await rebuildHistory(database, key, true);
      if (rebuilt.differs.length > 0) differing.push(rebuilt);
    }
    expect(differing).toEqual([]);
  }, 300_000);
});
