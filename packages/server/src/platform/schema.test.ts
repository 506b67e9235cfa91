import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { type Database, openDatabase } from './database.ts';
import { knownMigrations, migrate, SchemaError } from './migrations.ts';

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, log: () => undefined });
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

describe('the schema can be distributed by tenant', () => {
  it('the tenant leads every primary key and every unique index', async () => {
    const rows = await database.query<{ table_name: string; index_name: string; first_column: string }>(`
      select t.relname as table_name, i.relname as index_name, a.attname as first_column
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
      join pg_class t on t.oid = x.indrelid
      join pg_namespace n on n.oid = t.relnamespace and n.nspname = 'public'
      left join pg_attribute a on a.attrelid = t.oid and a.attnum = x.indkey[0]
      where x.indisunique and t.relname <> 'schema_migrations'`);
    expect(rows.length).toBeGreaterThan(30);
    expect(rows.filter((row) => row.first_column !== 'tenant_id')).toEqual([]);
  });

  it('every table has a tenant and a primary key', async () => {
    const rows = await database.query<{ table_name: string }>(`
      select c.relname as table_name
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
      where c.relkind in ('r', 'p') and c.relname <> 'schema_migrations'
        and (not exists (select from pg_attribute a
                         where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull)
             or not exists (select from pg_index x where x.indrelid = c.oid and x.indisprimary))`);
    expect(rows).toEqual([]);
  });

  it('every foreign key stays inside the tenant', async () => {
    const rows = await database.query<{ name: string }>(`
      select f.conname as name
      from pg_constraint f
      join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
      where f.contype = 'f' and a.attname <> 'tenant_id'`);
    expect(rows).toEqual([]);
  });
});

describe('migrations', () => {
  it('are applied once, also when many processes start at once', async () => {
    const other = await createTestDatabase();
    const starters = Array.from({ length: 6 }, () => openDatabase({ url: other.url, log: () => undefined }));
    const applied = await Promise.all(starters.map((starter) => migrate(starter)));
    const names = knownMigrations().map(({ name }) => name);
    expect(applied.flat().sort()).toEqual(names);
    expect(await migrate(starters[0] as Database)).toEqual([]);
    await Promise.all(starters.map((starter) => starter.close()));
    await other.drop();
  });

  it('refuse a schema of a newer version with a sentence', async () => {
    await database.query(`insert into schema_migrations (name, hash) values ('9999-future.sql', 'x')`);
    await expect(migrate(database)).rejects.toThrow(SchemaError);
    await expect(migrate(database)).rejects.toThrow(/9999-future\.sql.*run a newer one/);
    await database.query(`delete from schema_migrations where name = '9999-future.sql'`);
  });

  it('refuse a migration whose text has changed since', async () => {
    const [first] = knownMigrations();
    await database.query(`update schema_migrations set hash = 'other' where name = $1`, [first?.name]);
    await expect(migrate(database)).rejects.toThrow(/differs/);
  });
});
