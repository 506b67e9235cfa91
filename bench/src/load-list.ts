import { createTenant, createUserWithPassword } from '@leeway/server/dist/features/identity/index.js';
import { systemAuthor } from '@leeway/server/dist/platform/author.js';
import { systemClock } from '@leeway/server/dist/platform/clock.js';
import type { Database } from '@leeway/server/dist/platform/database.js';
import { customersAtFullSize, offerings, planOf } from './evidence-plan.ts';
import { activationIdSql, catalogueSql, idSql, soldSql } from './evidence-sql.ts';

/** Loads what a list shows: 50,000 entitlements of 10,000 customers, with the seats they hold and their limits; no log. */

const statesSql = [
  `insert into entitlement_states (tenant_id, entitlement_id, bought, seats_used, sequence, due_at, activation_date, expiry_date)
   select $1, ${idSql('ent', 'n')}, bought, held, held + 1, now() + interval '20 days', to_timestamp($2::float8 / 1000),
     case when n % 3 > 0 then now() + (n % 900) * interval '1 day' end
   from plan`,
  `insert into limit_changes (tenant_id, entitlement_id, sequence, at, bought, hard_cap)
   select $1, ${idSql('ent', 'n')}, 1, to_timestamp($2::float8 / 1000), bought, hard_cap from plan`,
  `insert into activations (tenant_id, activation_id, entitlement_id, seat_id, activation_method, activated_at, last_lease_at,
     lease_end, counted)
   select $1, ${activationIdSql('n', `lpad(s::text, 14, '0')`)}, ${idSql('ent', 'n')}, 'machine-' || n || '-' || s,
     'activationCode', to_timestamp($2::float8 / 1000), now(), now() + interval '20 days' + s * interval '1 minute', true
   from plan, generate_series(1, held) s`,
];

const words = [
  'Tools',
  'Robotics',
  'Studios',
  'Logistics',
  'Health',
  'Energy',
  'Audio',
  'Optics',
  'Games',
  'Steel',
];

const customersSql = `
  insert into customers (tenant_id, customer_id, name, account_ref_id, created_at)
  select $1, ${idSql('cust', 'n')}, 'Customer ' || n || ' ' || ($4::text[])[1 + n % ${words.length}], 'ACC-' || n,
    to_timestamp($3::float8 / 1000)
  from generate_series(1, $2::int) n`;

const planColumns =
  'n int primary key, offering int not null, bought int not null, hard_cap int not null, held int not null';

export interface LoadedList {
  readonly entitlements: number;
  readonly customers: number;
  readonly seats: number;
  readonly username: string;
  readonly password: string;
}

/** `scale` 1: the full size. */
export const loadList = async (database: Database, scale: number): Promise<LoadedList> => {
  const parts = { database, clock: systemClock, author: systemAuthor };
  const { tenantId } = await createTenant(parts, { name: 'Lists', slug: 'lists' });
  const username = 'reader';
  const password = 'reads fifty thousand rows';
  const asked = { username, firstName: 'Reader', lastName: 'Lee', email: 'reader@example.com' };
  await createUserWithPassword(parts, tenantId, { ...asked, role: 'Account Administrator' }, password);
  const begin = Date.now() - 365 * 86_400_000;
  const customers = Math.max(1, Math.round(customersAtFullSize * scale));
  const rows = planOf(scale).map(({ number, kind: { bought, hardCap, held } }) => ({
    ...{ n: number, offering: 1 + ((number * 7) % offerings), bought, hard_cap: hardCap },
    held: Math.min(hardCap, Math.max(0, held - (number % 5))),
  }));
  await database.withClient(async (db) => {
    // No triggers and no look-ups of foreign keys: what is loaded fits together by construction.
    await db.query('set session_replication_role = replica');
    await db.query('set synchronous_commit = off');
    await db.query(`create temp table plan (${planColumns})`);
    await db.query(
      `insert into plan select * from jsonb_to_recordset($1::jsonb)
       as p (n int, offering int, bought int, hard_cap int, held int)`,
      [JSON.stringify(rows)],
    );
    await db.query('analyze plan');
    for (const text of catalogueSql) await db.query(text, [tenantId]);
    await db.query(customersSql, [tenantId, customers, begin, words]);
    for (const text of soldSql) await db.query(text, [tenantId, customers, begin]);
    for (const text of statesSql) await db.query(text, [tenantId, begin]);
    await db.query('drop table plan');
    await db.query('reset all');
  });
  await database.query('vacuum analyze');
  const seats = rows.reduce((sum, { held }) => sum + held, 0);
  return { entitlements: rows.length, customers, seats, username, password };
};
