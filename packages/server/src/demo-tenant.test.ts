import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Config, parseConfig } from './config.ts';
import { demoSlug } from './demo/index.ts';
import { credentialsPath, ensureDemo, readCredentials, refreshUrls } from './demo-tenant.ts';
import { verifyContactPassword } from './features/customers/index.ts';
import { createTenant, listApiClients, listTenants, listUsers } from './features/identity/index.ts';
import { systemAuthor } from './platform/author.ts';
import { systemClock } from './platform/clock.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { migrate } from './platform/migrations.ts';
import { isPasswordOf } from './platform/password-hash.ts';
import { createTestDatabase, type TestDatabase } from './testing/postgres.ts';

const log = pino({ level: 'silent' });
let testDatabase: TestDatabase;
let database: Database;
let config: Config;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, log: () => undefined });
  await migrate(database);
  const folder = mkdtempSync(join(tmpdir(), 'leeway-demo-'));
  config = parseConfig({ environment: { LEEWAY_DATA_DIR: folder }, file: null, folder });
});
afterEach(async () => {
  await database.close();
  await testDatabase.drop();
  rmSync(config.dataDir, { recursive: true });
});

const ensure = () => ensureDemo(config, database, systemClock, log);
const unfinished = () => join(config.dataDir, 'demo-unfinished');

describe('the demo tenant', () => {
  it('is made once, by one of those who try at the same time', async () => {
    const made = await Promise.all([ensure(), ensure(), ensure()]);
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(await listTenants({ database })).toHaveLength(1);
    expect(statSync(credentialsPath(config)).mode & 0o777).toBe(0o600);
    const { tenantId = '', portalUser = '', portalPassword = '' } = (await readCredentials(config)) ?? {};
    const admin = await verifyContactPassword(database, tenantId, portalUser, portalPassword);
    expect(admin).toMatchObject({ email: portalUser, role: 'admin' });
  }, 120_000);

  it('is not made beside other tenants', async () => {
    await createTenant(
      { database, clock: systemClock, author: systemAuthor },
      { name: 'Acme', slug: 'acme' },
    );
    expect(await ensure()).toBe(false);
    expect(await readCredentials(config)).toBeNull();
  });

  it('is made anew when the process ended while it was filled', async () => {
    writeFileSync(unfinished(), '');
    expect(await ensure()).toBe(true);
    expect(await readCredentials(config)).not.toBeNull();
    expect(() => statSync(unfinished())).toThrow('ENOENT');
  }, 120_000);

  it('gets a new secret when the process ended before the first was written down', async () => {
    await createTenant(
      { database, clock: systemClock, author: systemAuthor },
      { name: 'Demo', slug: demoSlug },
    );
    writeFileSync(unfinished(), '');
    expect(await ensure()).toBe(true);
    const credentials = await readCredentials(config);
    const clients = await listApiClients({ database }, credentials?.tenantId ?? '');
    expect(clients.map(({ clientId }) => clientId)).toEqual([credentials?.clientId]);
  });

  it('has one console user, who can sign in with the password that was written down last', async () => {
    const parts = { database, clock: systemClock, author: systemAuthor };
    const { tenantId } = await createTenant(parts, { name: 'Demo', slug: demoSlug });
    const signIn = async () => {
      const { consoleUser = '', consolePassword = '' } = (await readCredentials(config)) ?? {};
      const users = await listUsers(parts, tenantId);
      expect(users).toMatchObject([{ email: consoleUser, role: 'Account Administrator' }]);
      return isPasswordOf(users[0]?.passwordHash ?? null, consolePassword);
    };
    writeFileSync(unfinished(), '');
    await ensure();
    expect(await signIn()).toBe(true);
    writeFileSync(unfinished(), '');
    await ensure();
    expect(await signIn()).toBe(true);

    // As an earlier version left it.
    const { consoleUser: _, consolePassword: __, ...earlier } = (await readCredentials(config)) ?? {};
    writeFileSync(credentialsPath(config), JSON.stringify(earlier));
    expect(await ensure()).toBe(false);
    expect(await signIn()).toBe(true);
    const kept = readFileSync(credentialsPath(config), 'utf8');
    await ensure();
    expect(readFileSync(credentialsPath(config), 'utf8')).toBe(kept);
  });

  it('keeps its secret when the server moves to another port', async () => {
    const credentials = { tenantId: 't_1', clientId: 'demo', clientSecret: 'secret' };
    const old = { baseUrl: 'http://localhost:1', tokenUrl: 'http://localhost:1/oauth/token' };
    writeFileSync(credentialsPath(config), JSON.stringify({ ...old, ...credentials }), { mode: 0o600 });
    await refreshUrls(config);
    expect(await readCredentials(config)).toEqual({
      baseUrl: 'http://localhost:8080',
      tokenUrl: 'http://localhost:8080/oauth/token',
      consoleUrl: 'http://localhost:8080/console',
      portalUrl: 'http://localhost:8080/portal/demo',
      ...credentials,
    });
    expect(readFileSync(credentialsPath(config), 'utf8')).toMatch(/\n$/);
  });

  it('with damaged credentials says what to do', async () => {
    writeFileSync(credentialsPath(config), '{');
    await expect(readCredentials(config)).rejects.toThrow('credentials.json is damaged: delete it');
  });
});
