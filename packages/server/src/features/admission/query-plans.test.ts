import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemAuthor } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { loadTerms } from '../entitlements/index.ts';
import { type LaneConnection, openLaneConnection } from './lane-connection.ts';
import * as load from './load-sql.ts';
import * as write from './write-sql.ts';

/**
 * The statements of the hot path walk from the batch's keys into the indexes, on tables as young as they come: empty, and
 * freshly created, never analysed, with 30,000 seats the statistics know nothing of.
 */

let leeway: Leeway;
let connection: LaneConnection;
const tenant = 't_plans';
const plansBeforeRows = new Map<string, string>();

beforeAll(async () => {
  leeway = await startLeeway();
  connection = await openLaneConnection(leeway.database);
  for (const [name, [text, values]] of Object.entries(statements)) {
    await connection.query(`prepare "${name}" as ${text}`);
    const nulls = values.map(() => 'null').join();
    plansBeforeRows.set(name, linesOf(await connection.query(`explain execute "${name}"(${nulls})`)));
  }
  await leeway.database.query(
    `insert into activations (tenant_id, activation_id, entitlement_id, seat_id, activation_method, activated_at,
                              last_lease_at, lease_end, counted)
     select $1, 'act_' || n, 'ent_' || (n % 3), 'seat-' || n, 'activationCode', now(), now(), now(), true
     from generate_series(1, 30000) n`,
    [tenant],
  );
  for (const table of ['features', 'attributes']) await fillCatalogue(table);
});
afterAll(async () => {
  await connection.close();
  await leeway.stop();
});

/** Thousands of products' features or attributes, which the statistics know nothing of. */
const fillCatalogue = (table: string) =>
  leeway.database.transaction(systemAuthor, async (tx) => {
    const id = table.replace(/s$/, '_id');
    await tx.query('set local session_replication_role = replica');
    await tx.query(
      `insert into ${table} (tenant_id, ${id}, product_id, key, type, created_at)
       select $1, 'id_' || n, 'prod_' || (n % 3000), 'key ' || n, $2, now() from generate_series(1, 30000) n`,
      [tenant, table === 'features' ? 'bool' : 'string'],
    );
  });

const linesOf = (rows: readonly Record<'QUERY PLAN', string>[]) =>
  rows.map((row) => row['QUERY PLAN']).join('\n');

const planOf = async (text: string, values: readonly unknown[]) =>
  linesOf(await connection.query(`explain ${text}`, values));

/** What an instant of a request can be. */
const storable = { min: new Date('1970-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z') };

const ids = ['ent_1', 'ent_2'];
const texts = ['a', 'b'];
const statements: Record<string, [text: string, values: readonly unknown[]]> = {
  lockStates: [load.lockStates, [tenant, ids]],
  readCatalogVersions: [load.readCatalogVersions, [tenant, ['prod_1', 'prod_2']]],
  readCatalogVersionsOf: [load.readCatalogVersionsOf, [tenant, ids]],
  readDue: [load.readDue, [tenant, ids, '2026-01-01']],
  readSeats: [load.readSeats, [tenant, ids, ['seat-1', 'seat-2'], true]],
  readActivations: [load.readActivations, [tenant, ['act_1', 'act_2'], true]],
  readUsage: [load.readUsage, [tenant, ids]],
  readAnswers: [load.readAnswers, [tenant, ids, texts]],
  readOpenDenials: [load.readOpenDenials, [tenant, ids, texts, texts]],
  readEntitlementOf: [load.readEntitlementOf, [tenant, ['act_1', 'act_2']]],
  deleteActivations: [write.deleteActivations, [tenant, ['act_1', 'act_2']]],
  deleteHoldings: [write.deleteHoldings, [tenant, ['act_1', 'act_2'], texts]],
};

describe('the query plan of the hot path', () => {
  it.each(Object.entries(statements))('%s reads no table from end to end', async (_name, [text, values]) => {
    const plan = await planOf(text, values);
    expect(plan).toMatch(/Index (Only )?Scan/);
    expect(plan).not.toMatch(/Seq Scan/);
    // The whole primary key is the condition: a plan that only narrows by the tenant would read its every row.
    expect(plan).not.toMatch(/Index Cond: \(tenant_id = '[^']*'::text\)$/m);
  });

  it.each([
    'readCatalogVersions',
    'readCatalogVersionsOf',
    'readSeats',
    'readActivations',
    'readEntitlementOf',
  ])('%s takes up no row beside the one it looks for', (name) => {
    const conditions = plansBeforeRows.get(name)?.match(/Index Cond: .*_id >= .*/g) ?? [];
    expect(conditions.length).toBeGreaterThan(0);
    for (const condition of conditions) expect(condition).toMatch(/_id <= /);
  });

  it('is no other when a lane makes it before there is a row', () => {
    expect(plansBeforeRows.size).toBe(Object.keys(statements).length);
    for (const [name, plan] of plansBeforeRows) {
      expect(plan, name).toMatch(/Index (Only )?Scan/);
      expect(plan, name).not.toMatch(/Seq Scan/);
      expect(plan, name).not.toMatch(/Index Cond: \(tenant_id = \$1\)$/m);
    }
  });

  it('terms are resolved over every level without reading a table from end to end (rule 8)', async () => {
    const plans: string[] = [];
    const explained: Queryable = {
      query: async (text, values = []) => {
        plans.push(await planOf(text, values));
        return [];
      },
    };
    await loadTerms(explained, tenant, ids);
    expect(plans).toHaveLength(3);
    for (const plan of plans) {
      expect(plan).not.toMatch(/Seq Scan/);
      // Of the catalogue of all products only one product's part is read, and what is global.
      const lookUps = plan.replace(/ on tenants .*\n.*/, '');
      expect(lookUps).not.toMatch(/Index Cond: \(tenant_id = '[^']*'::text\)$/m);
    }
    expect(plans.join()).toMatch(/product_id IS NULL/);
  });

  it('writes rows that exist through their primary key', () => {
    for (const text of [
      write.updateStates,
      write.startEntitlements,
      write.updateActivations,
      write.addAttempts,
    ]) {
      expect(text).toMatch(/on conflict \(tenant_id/);
      expect(text).not.toMatch(/update \w+ \w+\s+set[\s\S]*from/);
    }
  });

  const rowsOfLists = Object.entries(write).filter(([, text]) => /^\s*insert into/.test(text));

  it.each(rowsOfLists)('%s makes its rows of the lists as it writes them', async (name, text) => {
    const nulls = (text.match(/\$\d+/g) ?? []).map(() => 'null').join();
    await connection.query(`prepare "lists of ${name}" as ${text}`);
    const plan = linesOf(await connection.query(`explain execute "lists of ${name}"(${nulls})`));
    expect(plan).toMatch(/ProjectSet/);
    expect(plan).not.toMatch(/Function Scan/);
  });

  it('writes an instant as it was sent, to the millisecond', async () => {
    const instants = fc.sample(fc.date({ noInvalidDate: true, ...storable }), 2_000).map(Number);
    const [sent = ''] = write.updateStates.match(/to_timestamp\(.*\)/) ?? [];
    const rows = await connection.query<{ at: Date }>(
      `select ${sent.replace('$5', '$1')}::timestamptz(3) as at`,
      [instants],
    );
    expect(rows.map(({ at }) => at.getTime())).toEqual(instants);
  });

  it('reads lease ends off their index, whatever the number of seats', async () => {
    const plan = await planOf(load.readDue, [tenant, ids, '2026-01-01']);
    expect(plan).toMatch(/Limit[\s\S]*activations_by_lease_end[\s\S]*activations_by_lease_end/);
    expect(plan).not.toMatch(/Sort/);
  });
});
