import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deleteEmbeddedPostgres } from '../platform/embedded-postgres/index.ts';
import { commandLineIn } from '../testing/command-line.ts';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { freePort, type ServerProcess, startServerProcess } from '../testing/server-process.ts';

/** The built program as people and scripts call it. */

const stackTrace = /\n\s+at /;

const folder = mkdtempSync(join(tmpdir(), 'leeway-cli-'));
// As root, PostgreSQL runs as another user, who must be able to pass.
chmodSync(folder, 0o711);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const leeway = commandLineIn(folder);

describe('every command explains itself', () => {
  it.each([
    '',
    'serve',
    'migrate',
    'demo',
    'demo story',
    'tenant',
    'tenant create',
    'tenant list',
    'user',
    'user create',
    'user list',
    'user reset-second-factor',
    'user set-password',
    'api-client',
    'api-client create',
    'api-client list',
    'api-client delete',
    'config',
    'import',
    'import flexlm',
    'import csv',
    'import undo',
    'doctor',
  ])('leeway %s --help', async (command) => {
    const { code, stdout } = await leeway([...command.split(' ').filter(Boolean), '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: leeway ${command}`);
  });
});

it('runs under the options of the engine that npm start gives', () => {
  const textOf = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
  const [, options = 'none'] =
    /^#!\/usr\/bin\/env -S node (.+)\n/.exec(textOf('packages/server/bin/leeway.js')) ?? [];
  const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
  expect(scripts.start).toBe(`exec node ${options} scripts/start.mjs`);
});

describe('bad usage ends with 2, a sentence and no stack trace', () => {
  it.each([
    ['an unknown command', ['nonsense'], {}, "unknown command 'nonsense'"],
    ['an unknown option', ['config', '--nonsense'], {}, "unknown option '--nonsense'"],
    ['a missing argument', ['tenant', 'create'], {}, "missing required argument 'slug'"],
    ['an argument too many', ['config', 'more'], {}, 'too many arguments'],
    ['no subcommand', ['tenant'], {}, 'Usage: leeway tenant'],
    ['an unknown setting', ['doctor'], { LEEWAY_DATADIR: 'x' }, 'Write LEEWAY_DATA_DIR instead'],
    ['a bad setting', ['serve'], { PORT: 'http' }, 'Write a port from 1 to 65535'],
    ['a setting of the test suite', ['config'], { LEEWAY_TEST_LOG: 'info' }, 'LEEWAY_TEST_LOG'],
  ])('%s', async (_what, args, settings, words) => {
    const { code, stdout, stderr } = await leeway(args, settings);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).not.toMatch(stackTrace);
    expect(stdout).toBe('');
  });

  it('and as JSON when asked for', async () => {
    const { code, stderr } = await leeway(['config', '--json'], { PORT: 'http' });
    expect(code).toBe(2);
    expect(JSON.parse(stderr).error).toContain('PORT is "http"');
  });
});

describe('leeway config', () => {
  it('prints the effective values with secrets masked', async () => {
    const settings = { DATABASE_URL: 'postgresql://leeway:hunter2@db/leeway', PORT: '9000' };
    const plain = await leeway(['config'], settings);
    const json = await leeway(['config', '--json'], settings);
    expect(plain.stdout).toContain('postgresql://leeway:***@db/leeway');
    expect(JSON.parse(json.stdout)).toMatchObject({
      PORT: { value: '9000', from: 'environment' },
      DATABASE_URL: { value: 'postgresql://leeway:***@db/leeway', from: 'environment' },
    });
    expect(plain.stdout + json.stdout).not.toContain('hunter2');
  });
});

describe('on a database of its own', () => {
  let outside: TestDatabase;
  let settings: Record<string, string>;
  beforeAll(async () => {
    outside = await createTestDatabase();
    settings = { DATABASE_URL: outside.url, LEEWAY_DATA_DIR: join(folder, 'outside') };
  });
  afterAll(() => outside.drop());

  it('commands ask for leeway migrate before they touch it', async () => {
    const early = await leeway(['tenant', 'list'], settings);
    expect(early.code).toBe(1);
    expect(early.stderr).toContain('Run "leeway migrate" first');
    const { code, stdout } = await leeway(['migrate', '--json'], settings);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).applied).toContain('0001-identity.sql');
    expect((await leeway(['migrate'], settings)).stdout).toBe('The schema was up to date.\n');
  });

  it('tenants and API clients are made, listed and deleted', async () => {
    const created = await leeway(['tenant', 'create', 'acme', '--name', 'Acme Ltd', '--json'], settings);
    const { tenantId } = JSON.parse(created.stdout);
    expect(tenantId).toMatch(/^t_[\w-]{22}$/);
    expect((await leeway(['tenant', 'list'], settings)).stdout).toMatch(/acme +Acme Ltd/);

    const client = await leeway(
      ['api-client', 'create', 'acme', 'ci', '--scopes', 'products:read'],
      settings,
    );
    expect(client.stdout).toMatch(/Client secret: [\w-]{43}\n/);
    const listed = JSON.parse((await leeway(['api-client', 'list', tenantId, '--json'], settings)).stdout);
    expect(listed.items).toMatchObject([{ clientId: 'ci', scopes: ['products:read'] }]);

    const deleted = await leeway(['api-client', 'delete', 'acme', 'ci'], settings);
    expect(deleted.stdout).toContain('is deleted');
    expect((await leeway(['api-client', 'list', 'acme'], settings)).stdout).toContain('no API client yet');
  });

  it('users are invited with a link, or get a password, which comes by standard input', async () => {
    const create = ['user', 'create', 'acme', 'ann@example.com', '--name', 'Ann Meier'];
    const invited = await leeway([...create, '--role', 'Sales'], settings);
    expect(invited.stdout).toMatch(
      /^User ann@example\.com \(user_[\w-]{22}\) of acme is invited as Sales\.\n/,
    );
    expect(invited.stdout).toMatch(/\/console\/invitation\?token=t_[\w-]{22}\.[\w-]{43}\n/);
    const bob = ['user', 'create', 'acme', 'bob@example.com', '--username', 'bob', '--name', 'Bob', '--json'];
    const made = await leeway([...bob, '--password-stdin'], settings, 'correct horse battery\n');
    expect(JSON.parse(made.stdout)).toMatchObject({ username: 'bob', enabled: true, link: null });
    const listed = await leeway(['user', 'list', 'acme'], settings);
    expect(listed.stdout).toMatch(/ann@example\.com +ann@example\.com +Ann Meier +Sales +no\n/);
    expect(listed.stdout).toMatch(/bob +bob@example\.com +Bob Bob +Account Administrator +yes\n/);
    const weak = await leeway(['user', 'set-password', 'acme', 'bob'], settings, 'short');
    expect([weak.code, weak.stderr]).toEqual([2, expect.stringContaining('12 to 200 characters')]);
    const set = await leeway(
      ['user', 'set-password', 'acme', 'ANN@example.com'],
      settings,
      'battery staple horse',
    );
    expect([set.code, set.stdout]).toEqual([0, expect.stringContaining('has a new password')]);
    const all = JSON.parse((await leeway(['user', 'list', 'acme', '--json'], settings)).stdout);
    expect(all.items.map(({ enabled }: { enabled: boolean }) => enabled)).toEqual([true, true]);
    expect(JSON.stringify(all)).not.toContain('argon2');
  });

  it('a user who has lost the second factor gets in without it', async () => {
    const reset = (...more: string[]) =>
      leeway(['user', 'reset-second-factor', 'acme', 'bob', ...more], settings);
    expect((await reset()).stdout).toMatch(/^User bob \(user_[\w-]{22}\) has no second factor\.\n/);
    const client = new Client({ connectionString: outside.url });
    await client.connect();
    await client.query(`
      begin;
      select set_config('leeway.author', '{"kind": "system", "name": "test"}', true),
        set_config('leeway.clock_offset_ms', '0', true);
      insert into second_factors (tenant_id, user_id, secret, enabled_at, recovery_hashes, last_step)
      select tenant_id, user_id, 'x', now(), '{}', 0 from users where username = 'bob';
      commit`);
    expect(JSON.parse((await reset('--json')).stdout)).toMatchObject({ username: 'bob', reset: true });
    expect((await client.query('select from second_factors')).rowCount).toBe(0);
    await client.end();
    expect(JSON.parse((await reset('--json')).stdout)).toMatchObject({ reset: false });
  });

  it.each([
    [2, ['user', 'create', 'acme', 'no address', '--name', 'A'], 'is no e-mail address'],
    [2, ['user', 'create', 'acme', 'c@example.com', '--name', 'A', '--role', 'King'], '"King" is none of'],
    [1, ['user', 'create', 'acme', 'ann@example.com', '--name', 'A'], 'is taken'],
    [1, ['user', 'set-password', 'acme', 'nobody'], 'There is no user nobody'],
    [1, ['user', 'reset-second-factor', 'acme', 'nobody'], 'There is no user nobody'],
    [1, ['tenant', 'create', 'acme'], '"acme" is taken'],
    [2, ['tenant', 'create', 'A B'], 'lower-case letters'],
    [2, ['tenant', 'create', 'zoned', '--time-zone', 'Mars/Base'], 'no IANA time zone'],
    [1, ['api-client', 'create', 'nobody', 'ci'], 'There is no tenant nobody'],
    [2, ['api-client', 'create', 'acme', 'ci', '--scopes', 'everything'], '"everything" is none of'],
    [1, ['api-client', 'delete', 'acme', 'nobody'], 'no API client nobody'],
  ])('a mistake ends with %d: %s', async (expected, args, words) => {
    const { code, stderr } = await leeway(args, settings);
    expect({ code, stderr }).toEqual({ code: expected, stderr: expect.stringContaining(words) });
    expect(stderr).not.toMatch(stackTrace);
  });

  it('a database that is not there is told in a sentence', async () => {
    const gone = { ...settings, DATABASE_URL: outside.url.replace(/test_\w+/, 'no_such_database') };
    const { code, stderr } = await leeway(['tenant', 'list'], gone);
    expect(code).toBe(1);
    expect(stderr).toContain('Start it or correct DATABASE_URL');
    expect(stderr).not.toMatch(stackTrace);
  });

  it('doctor finds that nothing is wrong, and that the database is gone', async () => {
    const healthy = await leeway(['doctor', '--json'], { ...settings, PORT: String(await freePort()) });
    const { findings } = JSON.parse(healthy.stdout);
    expect(findings.filter(({ state }: { state: string }) => state === 'fail')).toEqual([]);
    expect(healthy.code).toBe(0);
    const gone = { ...settings, DATABASE_URL: outside.url.replace(/test_\w+/, 'no_such_database') };
    const ill = await leeway(['doctor'], gone);
    expect(ill.code).toBe(1);
    expect(ill.stdout).toMatch(/database +fail +.*no_such_database/);
  });

  it('a schema of another version ends with 3', async () => {
    const client = new Client({ connectionString: outside.url });
    await client.connect();
    await client.query(`insert into schema_migrations (name, hash) values ('9999-future.sql', 'x')`);
    const { code, stderr } = await leeway(['migrate'], settings);
    await client.query(`delete from schema_migrations where name = '9999-future.sql'`);
    await client.end();
    expect(code).toBe(3);
    expect(stderr).toContain('run a newer one');
  });
});

describe('beside a server on an embedded database', () => {
  const dataDir = join(folder, 'embedded');
  let settings: Record<string, string>;
  let server: ServerProcess;
  beforeAll(async () => {
    settings = { PORT: String(await freePort()), LEEWAY_DATA_DIR: dataDir, LEEWAY_DEMO: '1' };
    server = await startServerProcess(settings);
  }, 120_000);
  afterAll(async () => {
    await server.end('SIGKILL');
    await deleteEmbeddedPostgres(dataDir);
  });

  const credentials = () => JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));

  it('the demo has left credentials that work, for its owner only', async () => {
    const { baseUrl, tokenUrl, tenantId, clientId, clientSecret, ...people } = credentials();
    expect(statSync(join(dataDir, 'credentials.json')).mode & 0o777).toBe(0o600);
    expect(baseUrl).toBe(`http://localhost:${settings.PORT}`);
    expect(tenantId).toMatch(/^t_/);
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }),
    });
    expect(answer.status).toBe(200);
    const { consoleUser: email, consolePassword: password } = people;
    const signIn = await fetch(`${baseUrl}/console/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(signIn.status).toBe(201);
    expect(await signIn.json()).toMatchObject({ role: { name: 'Account Administrator' } });
  });

  it('commands use its database', async () => {
    const { code, stdout } = await leeway(['tenant', 'list', '--json'], settings);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).items).toMatchObject([{ tenantId: credentials().tenantId }]);
    const demo = await leeway(['demo', '--json'], settings);
    expect(JSON.parse(demo.stdout)).toMatchObject({ created: false, clientId: credentials().clientId });
    expect(demo.stdout).not.toContain(credentials().clientSecret);
    expect(demo.stdout).not.toContain(credentials().consolePassword);
  });

  it('doctor knows it', async () => {
    const { code, stdout } = await leeway(['doctor'], settings);
    expect(stdout).toMatch(/port +ok +a Leeway runs on/);
    expect(stdout).toMatch(/durability +ok +fsync on, synchronous_commit on, full_page_writes on/);
    expect(code).toBe(0);
  });

  it('a second one is refused in a sentence: by the port, and by the data folder', async () => {
    const samePort = await leeway(['serve'], settings);
    expect(samePort.code).toBe(1);
    expect(samePort.stderr).toMatch(/^Port \d+ on 127\.0\.0\.1 is taken by another program\..*\n$/);
    const sameFolder = await leeway(['serve'], { ...settings, PORT: String(await freePort()) });
    expect(sameFolder.code).toBe(1);
    expect(sameFolder.stderr).toContain('is in use by another Leeway');
    expect(sameFolder.stderr).not.toMatch(stackTrace);
  });

  it('the story is told', { timeout: 60_000 }, async () => {
    const { code, stderr, stdout } = await leeway(['demo', 'story'], settings);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });

  it('SIGTERM ends it with 0, and the story then tells who is missing', async () => {
    expect(await server.end('SIGTERM')).toBe(0);
    const { code, stderr } = await leeway(['demo', 'story'], settings);
    expect(code).toBe(1);
    expect(stderr).toContain(`No Leeway answers on http://localhost:${settings.PORT}`);
  });

  it('kill -9 leaves nothing to repair: the next one keeps the data', { timeout: 60_000 }, async () => {
    const before = credentials();
    server = await startServerProcess(settings);
    await server.end('SIGKILL');
    server = await startServerProcess({ ...settings, PORT: String(await freePort()) });
    expect(credentials()).toMatchObject({
      clientSecret: before.clientSecret,
      baseUrl: expect.not.stringContaining(before.baseUrl),
    });
    expect(await server.end('SIGINT')).toBe(0);
  });
});
