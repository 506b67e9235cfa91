import type { PoolClient } from 'pg';
import type { Logger } from 'pino';
import { ensureLogPartitions } from '../features/admission/index.ts';
import { loadTerms } from '../features/entitlements/index.ts';
import { createApiClient, createTenant } from '../features/identity/index.ts';
import { type Author, systemAuthor } from '../platform/author.ts';
import type { Clock } from '../platform/clock.ts';
import { beginBy, type Database, type Queryable } from '../platform/database.ts';
import { catalogueRows, type Tables } from './catalogue-rows.ts';
import { copyLines, copyRows } from './copy.ts';
import { logColumns } from './journal.ts';
import { resultRows } from './result-rows.ts';
import { saleRows } from './sale-rows.ts';
import { dayMs } from './scene.ts';
import { type ReplayedYear, replayYear } from './year.ts';

/**
 * The demo tenant: a vendor, its catalogue, its customers, and a year of their use. This loader writes the tables of
 * every room itself, by COPY: through the rooms' own doors, a request a row, the year would take an hour. What the rows
 * say is still decided by the product's rules.
 */

interface DemoParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'info'>;
  /** Under which this server is known; no slash at the end. */
  readonly publicUrl: string;
}

export interface DemoTenant {
  readonly tenantId: string;
  readonly clientId: string;
  /** Shown this once: only its hash is kept. */
  readonly clientSecret: string;
}

export const demoSlug = 'demo';
const demoName = 'Northwind Software';
const demoTimeZone = 'Europe/Berlin';
export const demoClientId = 'demo';
/** The vendor opened its account this long ago, a few days before its first sale. */
const openedDaysAgo = 405;

/**
 * Creates and fills the demo tenant, in one transaction: after a crash there is nothing, and the next start fills anew.
 * Throws ApiProblem `duplicate` when there is a tenant of that slug, also when another process has just made it.
 */
export const fillDemo = async (parts: DemoParts): Promise<DemoTenant> => {
  const { database, clock, log, publicUrl } = parts;
  const begun = performance.now();
  log.info('demo: filling the tenant with a year of use');
  const tenant = await database.withClient(async (client) => {
    // What the demo loads is dated to the day the vendor opened its account.
    await client.query(beginBy(systemAuthor, { offsetMs: clock.offsetMs - openedDaysAgo * dayMs }));
    try {
      const filled = await fill(parts, client);
      await client.query('commit');
      return filled;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const tokenUrl = `${publicUrl}/realms/${demoSlug}/protocol/openid-connect/token`;
  log.info(`demo: ${demoName} is ready after ${seconds} s; its tokens come from ${tokenUrl}`);
  return tenant;
};

/** Statements on one connection, one after the other also when they are asked for at once. */
const inTurn = (client: PoolClient): Queryable => {
  let last: Promise<unknown> = Promise.resolve();
  return {
    query: <Row>(text: string, values: readonly unknown[] = []) => {
      const result = last.then(async () => (await client.query(text, [...values])).rows as Row[]);
      last = result.catch(() => undefined);
      return result;
    },
  };
};

const fill = async (parts: DemoParts, client: PoolClient): Promise<DemoTenant> => {
  const { database, clock } = parts;
  const now = clock.now();
  const openedAt = now - openedDaysAgo * dayMs;
  const tx = inTurn(client);
  // What the room of identity does joins this transaction, and happens on the day the vendor opened its account.
  const transaction = <Result>(_: Author, work: (tx: Queryable) => Promise<Result>) => work(tx);
  const opening = {
    database: { ...database, ...tx, transaction },
    clock: { offsetMs: 0, now: () => openedAt },
    author: systemAuthor,
  };
  const vendor = { name: demoName, slug: demoSlug, timeZone: demoTimeZone };
  const { tenantId } = await createTenant(opening, vendor);
  const application = { clientId: demoClientId, clientName: 'Demo', scopes: 'all' } as const;
  const { clientId, clientSecret } = await createApiClient(opening, tenantId, application);
  await ensureLogPartitions(tx, openedAt, now + 62 * dayMs);
  await load(parts, client, tx, { tenantId, openedAt, now });
  return { tenantId, clientId, clientSecret };
};

interface Opened {
  readonly tenantId: string;
  readonly openedAt: number;
  readonly now: number;
}

const load = async (
  { log }: DemoParts,
  client: PoolClient,
  tx: Queryable,
  { tenantId, openedAt, now }: Opened,
): Promise<void> => {
  const catalogue = catalogueRows(tenantId, openedAt);
  const sold = saleRows({ tenantId, timeZone: demoTimeZone, ids: catalogue.ids, now });
  await copyTables(client, [...catalogue.tables, ...sold.tables]);
  const { sales } = sold;
  const ids = sales.map((sale) => sale.entitlementId);
  const year = replayYear({
    ...{ tenantId, timeZone: demoTimeZone, sales, now },
    terms: await loadTerms(tx, tenantId, ids),
    progress: (at, logRows) => log.info(`demo: replayed until ${isoDay(at)}, ${logRows} log rows`),
  });
  await copyLines(client, 'activity_log', logColumns, year.logLines);
  await copyTables(client, [...resultRows(tenantId, sales, year), ['limit_changes', sold.limitRows]]);
  await writeEdits(tx, tenantId, year);
  // So that the first queries are planned on what is there, not on empty tables; a small sample is enough for that.
  await tx.query('set local default_statistics_target = 10');
  await tx.query('analyze activity_log, activations, entitlement_states, entitlements, outbox');
};

const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10);

const copyTables = async (client: PoolClient, tables: Tables): Promise<void> => {
  for (const [table, rows] of tables) await copyRows(client, table, rows);
};

const setSeatCounts = `
  update entitlements e
  set seat_count = c.seat_count, seat_count_edited = true
  from unnest($2::text[], $3::int[]) as c (id, seat_count)
  where e.tenant_id = $1 and e.entitlement_id = c.id`;

/** The entitlements were loaded as sold; some seat counts were edited during the year. */
const writeEdits = async (tx: Queryable, tenantId: string, year: ReplayedYear): Promise<void> => {
  // The last edit of each counts, also one that went back to the number sold.
  const edited = new Map(
    year.journal.limitSteps.map(({ entitlementId, limits }) => [entitlementId, Number(limits.bought)]),
  );
  await tx.query(setSeatCounts, [tenantId, [...edited.keys()], [...edited.values()]]);
};
