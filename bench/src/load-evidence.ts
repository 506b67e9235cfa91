import { ensureLogPartitions } from '@leeway/server/dist/features/admission/index.js';
import { foldSums, rebuildHistory, rebuildSums } from '@leeway/server/dist/features/history/index.js';
import { createApiClient, createTenant } from '@leeway/server/dist/features/identity/index.js';
import { computeInsights } from '@leeway/server/dist/features/insights/index.js';
import { systemAuthor } from '@leeway/server/dist/platform/author.js';
import { systemClock } from '@leeway/server/dist/platform/clock.js';
import type { Database } from '@leeway/server/dist/platform/database.js';
import { type Course, courseOf, type Shape } from './evidence-course.ts';
import {
  customersAtFullSize,
  entitlementIdOf,
  numbersOf,
  offerings,
  type Planned,
  planOf,
  products,
  sampleOf,
  templatesOf,
} from './evidence-plan.ts';
import {
  activationIdSql,
  catalogueSql,
  idSql,
  insertLimitsSql,
  insertLogSql,
  insertSeatsSql,
  insertStateSql,
  soldSql,
  statementsSql,
} from './evidence-sql.ts';

/**
 * Loads a year of a tenant. Some entitlements are templates: their logs are made row by row, and the product derives their history.
 * All others are copies of one of them, log and derived rows alike, set by set. Any copy can be verified against its own log.
 */

type Client = Parameters<Parameters<Database['withClient']>[0]>[0];

const dayMs = 86_400_000;

const rowsAtOnce = 20_000;

const loadTemplate = async (
  client: Client,
  tenantId: string,
  number: number,
  shape: Shape,
  course: Course,
) => {
  const entitlementId = entitlementIdOf(number);
  // Sequences in the order of the instants; 1 and one in the middle are the limits'.
  const changedAt = course.rows.findIndex(({ at }) => at >= course.limitsChangedAt);
  const rows = course.rows.map(({ at, hardCap, ...row }, index) => ({
    ...row,
    at: new Date(at),
    hard_cap: hardCap,
    sequence: index + (index < changedAt ? 2 : 3),
  }));
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const part = JSON.stringify(rows.slice(from, from + rowsAtOnce));
    await client.query(insertLogSql, [tenantId, entitlementId, number, part]);
  }
  await client.query(insertLimitsSql, [
    ...[tenantId, entitlementId, new Date(course.begin), new Date(course.limitsChangedAt)],
    ...[shape.bought, shape.hardCap, changedAt + 2],
  ]);
  await client.query(insertSeatsSql, [tenantId, entitlementId]);
  await client.query(insertStateSql, [tenantId, entitlementId, rows.length + 2, new Date(course.begin)]);
};

/** Tables of one entitlement, in an order that their keys allow. */
const copied = [
  'entitlement_states',
  'limit_changes',
  'activations',
  'activity_log',
  'history_cursors',
  'history_meters',
  'history_hours',
  'history_levels',
  'history_episodes',
  'history_episode_seats',
  'history_denials',
  'renewal_insights',
] as const;

const columnsSql = `
  select column_name as name from information_schema.columns
  where table_schema = current_schema() and table_name = $1 and is_generated = 'NEVER'
  order by ordinal_position`;

/** What is not the template's own. */
const ownColumns: Readonly<Record<string, string>> = {
  entitlement_id: idSql('ent', 'p.n'),
  activation_id: `case when t.activation_id is not null then ${activationIdSql('p.n', 'right(t.activation_id, 14)')} end`,
  offering_id: idSql('off', 'p.offering'),
  product_id: idSql('prod', `1 + (p.offering - 1) % ${products}`),
};

const copiesAtOnce = 2_000;

const copyTable = async (client: Client, table: string, tenantId: string, last: number): Promise<void> => {
  const { rows } = await client.query<{ name: string }>(columnsSql, [table]);
  const names = rows.map(({ name }) => name);
  await client.query(
    `create temp table template_rows as select * from ${table} where tenant_id = '${tenantId}'`,
  );
  await client.query('create index on template_rows (entitlement_id)');
  await client.query('analyze template_rows');
  const order = ['at', 'hour_start', 'sequence', 'activation_id', 'seat_id'].filter((name) =>
    names.includes(name),
  );
  const text = `
    insert into ${table} (${names.join(', ')})
    select ${names.map((name) => ownColumns[name] ?? `t.${name}`).join(', ')}
    from plan p
    cross join lateral (
      select * from template_rows t
      where t.entitlement_id = ${idSql('ent', 'p.template')}
      ${order.length === 0 ? '' : `order by ${order.join(', ')}`} offset 0
    ) t
    where p.n > $1 and p.n <= $2 and p.n <> p.template
    order by p.n`;
  for (let from = 0; from < last; from += copiesAtOnce) await client.query(text, [from, from + copiesAtOnce]);
  await client.query('drop table template_rows');
};

export interface LoadedEvidence {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly customers: number;
  readonly entitlements: number;
  readonly seats: number;
  readonly logRows: number;
  readonly hourRows: number;
  /** When the history ends, epoch ms: the midnight (UTC) before it was loaded. */
  readonly end: number;
  /** Rows of the log that the product derived a second, where it did. */
  readonly derivedPerSecond: number;
  /** Number of an entitlement of each kind, a copy where there is one. */
  readonly sample: Readonly<Record<'huge' | 'large' | 'small', number>>;
  /** The last so many entitlements are small. */
  readonly smallCount: number;
}

interface LoadOptions {
  /** 1: 50,000 entitlements with 20 million rows of the log. */
  readonly scale: number;
  readonly say: (line: string) => void;
}

const planColumns = `n int primary key, template int not null, offering int not null, bought int not null, hard_cap int not null`;

const loadPlan = async (client: Client, plan: readonly Planned[]): Promise<void> => {
  await client.query(`create temp table plan (${planColumns})`);
  const rows = plan.map(({ number, template, kind: { bought, hardCap } }) => ({
    ...{ n: number, template, offering: 1 + ((number * 7) % offerings), bought, hard_cap: hardCap },
  }));
  await client.query(
    `insert into plan select * from jsonb_to_recordset($1::jsonb)
     as p (n int, template int, offering int, bought int, hard_cap int)`,
    [JSON.stringify(rows)],
  );
  await client.query('analyze plan');
};

/** The product derives what the templates' logs give, twice over, and their renewal insight; rows derived a second. */
const deriveTemplates = async (
  database: Database,
  tenantId: string,
  plan: readonly Planned[],
  rows: number,
) => {
  const begun = performance.now();
  for (const { number } of templatesOf(plan)) {
    await rebuildHistory(database, { tenantId, entitlementId: entitlementIdOf(number) }, false);
  }
  await foldSums(database, tenantId);
  const perSecond = (rows * 2 * 1000) / (performance.now() - begun);
  // No time is due of a template: nothing is to be settled before its insight is computed.
  await computeInsights({ database, clock: systemClock, settle: async () => undefined });
  return perSecond;
};

/** Verifies the history of a sample against its own log; throws when anything differs. */
const verifySample = async (
  database: Database,
  tenantId: string,
  sample: readonly number[],
): Promise<void> => {
  for (const number of sample) {
    const key = { tenantId, entitlementId: entitlementIdOf(number) };
    const { differs } = await rebuildHistory(database, key, true);
    if (differs.length > 0)
      throw new Error(`${key.entitlementId} is not what its log gives: ${differs.join(', ')}`);
  }
};

const countsSql = `
  select (select count(*)::int from activations) as seats, (select count(*)::int from activity_log) as "logRows",
    (select count(*)::int from history_hours) as "hourRows"`;

/** Loads a tenant with a year of history that ends last midnight (UTC). */
export const loadEvidence = async (
  database: Database,
  { scale, say }: LoadOptions,
): Promise<LoadedEvidence> => {
  const parts = { database, clock: systemClock, author: systemAuthor };
  const { tenantId } = await createTenant(parts, { name: 'Evidence', slug: 'evidence' });
  const client = await createApiClient(parts, tenantId, { clientId: 'bench', scopes: 'all' });
  const end = Math.floor(Date.now() / dayMs) * dayMs;
  const begin = end - 365 * dayMs;
  const customers = Math.round(customersAtFullSize * scale);
  const plan = planOf(scale);
  await database.transaction(systemAuthor, (tx) => ensureLogPartitions(tx, begin, Date.now()));
  const sample = sampleOf(plan);
  const smallCount = numbersOf(plan, 'small').length;
  let derivedPerSecond = 0;
  await database.withClient(async (db) => {
    // No triggers and no look-ups of foreign keys: what is loaded fits together by construction.
    await db.query('set session_replication_role = replica');
    await db.query('set synchronous_commit = off');
    await db.query(`set work_mem = '256MB'`);
    await loadPlan(db, plan);
    for (const text of catalogueSql) await db.query(text, [tenantId]);
    await db.query(
      `insert into customers (tenant_id, customer_id, name, created_at)
       select $1, ${idSql('cust', 'n')}, 'Customer ' || n, to_timestamp($3::float8 / 1000) from generate_series(1, $2::int) n`,
      [tenantId, customers, begin],
    );
    for (const text of soldSql) await db.query(text, [tenantId, customers, begin]);
    const templates = templatesOf(plan);
    let rows = 0;
    for (const { number, kind } of templates) {
      const course = courseOf(kind, end, number);
      rows += course.rows.length;
      await loadTemplate(db, tenantId, number, kind, course);
    }
    await db.query('analyze');
    say(`${templates.length} templates with ${rows.toLocaleString('en')} rows of the log`);
    derivedPerSecond = await deriveTemplates(database, tenantId, plan, rows);
    say(
      `history of the templates derived, ${Math.round(derivedPerSecond).toLocaleString('en')} rows a second`,
    );
    for (const table of copied) {
      const begun = performance.now();
      await copyTable(db, table, tenantId, plan.length);
      say(`${table}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
    }
    for (const text of statementsSql) await db.query(text, [tenantId, customers]);
    await db.query('reset all');
    await db.query('drop table plan');
  });
  const begun = performance.now();
  await rebuildSums(database, tenantId, false);
  say(`sums: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  await database.query('vacuum analyze');
  await database.query('checkpoint');
  const copies = plan.filter(({ number, template }) => number !== template);
  const some = Array.from(
    { length: 40 },
    (_, index) => copies[Math.floor((index * copies.length) / 40)]?.number ?? 0,
  );
  await verifySample(database, tenantId, [...some.filter((number) => number > 0), ...Object.values(sample)]);
  const [counts] = await database.query<{ seats: number; logRows: number; hourRows: number }>(countsSql);
  if (!counts) throw new Error('nothing was counted');
  return {
    tenantId,
    ...client,
    customers,
    entitlements: plan.length,
    ...counts,
    end,
    derivedPerSecond,
    sample,
    smallCount,
  };
};
