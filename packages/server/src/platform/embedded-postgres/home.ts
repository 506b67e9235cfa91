import { randomBytes } from 'node:crypto';
import { lstatSync, type Stats } from 'node:fs';
import { chmod, mkdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Account, chooseAccount, giveTo, isRoot, may } from './account.ts';
import { EmbeddedPostgresError, useYourOwnServer } from './error.ts';
import { readIfPresent, replaceFile } from './files.ts';

/** Where everything of one embedded PostgreSQL lives, and as whom it runs. */
export interface Home {
  readonly folder: string;
  readonly account: Account;
  /** Owner of the files that Leeway itself writes: the data folder's. PostgreSQL can read but not change them. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

const systemFolder = '/var/lib/leeway';
const pointerName = 'postgres-folder';

export function clusterFolder(home: Home): string {
  return join(home.folder, 'cluster');
}

/**
 * Finds the home of a data folder, or makes it: `<dataDir>/postgres`. When Leeway is root and the account that
 * PostgreSQL runs as cannot enter the data folder (a clone below /root), the home is a folder of the system and the
 * data folder keeps a file with its path.
 * @param dataDir an existing folder, as a real path, locked by the caller
 */
export async function openHome(dataDir: string, log: (line: string) => void): Promise<Home> {
  const owner = await stat(dataDir);
  const pointed = await readPointer(dataDir);
  if (pointed !== undefined) return openPointed(dataDir, pointed, owner);

  const folder = join(dataDir, 'postgres');
  const clusterOwner = ownerOf(join(folder, 'cluster'));
  const account = chooseAccount(owner, clusterOwner);
  const existed = ownerOf(folder) !== undefined;
  if (!existed) await makeHome(folder, account, owner);
  if (!account.dropped || (await may(account, 'cd -- "$1"', folder))) return { folder, account, owner };
  if (clusterOwner !== undefined) {
    throw new EmbeddedPostgresError(
      `The database in ${folder} belongs to the user id ${account.uid}, which cannot enter that folder: ` +
        'start Leeway as that user, or let it pass with chmod o+x on each folder of the path.',
    );
  }
  if (!existed) await rmdir(folder);
  return makeSystemHome(dataDir, account, owner, log);
}

/** Deletes the database of a data folder, wherever it lives. Nothing may be running in it. */
export async function deleteHome(dataDir: string): Promise<void> {
  const pointed = await readPointer(dataDir);
  if (pointed !== undefined) await rm(pointed, { recursive: true, force: true });
  await rm(join(dataDir, pointerName), { force: true });
  await rm(join(dataDir, 'postgres'), { recursive: true, force: true });
}

async function makeHome(folder: string, account: Account, owner: Home['owner']): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  // Passing through is enough for the account: what it may read or write inside is its own or open.
  if (account.dropped) await chmod(folder, 0o711);
  await giveTo(owner, folder);
}

async function makeSystemHome(
  dataDir: string,
  account: Account,
  owner: Home['owner'],
  log: (line: string) => void,
): Promise<Home> {
  await mkdir(systemFolder, { recursive: true });
  await chmod(systemFolder, 0o711);
  // A fresh name each time: a data folder that was deleted and made anew must not find its old database.
  const folder = join(systemFolder, randomBytes(8).toString('hex'));
  await makeHome(folder, account, { uid: 0, gid: 0 });
  if (!(await may(account, 'cd -- "$1"', folder))) {
    await rmdir(folder);
    throw new EmbeddedPostgresError(
      `PostgreSQL cannot run as root, and the user id ${account.uid} can enter neither ${dataDir} nor ${systemFolder}: ` +
        `set LEEWAY_DATA_DIR to a folder it can enter, or ${useYourOwnServer}.`,
    );
  }
  await replaceFile(join(dataDir, pointerName), `${folder}\n`, 0o600, owner);
  log(
    `PostgreSQL runs as the user id ${account.uid}, which cannot enter ${dataDir}: the database is in ${folder}`,
  );
  return { folder, account, owner: { uid: 0, gid: 0 } };
}

function openPointed(dataDir: string, folder: string, dataDirOwner: Home['owner']): Home {
  if (!isRoot()) {
    throw new EmbeddedPostgresError(
      `The database of ${dataDir} was made by root and is in ${folder}: start Leeway as root, or set LEEWAY_DATA_DIR to another folder.`,
    );
  }
  if (ownerOf(folder) === undefined) {
    throw new EmbeddedPostgresError(
      `The database of ${dataDir} should be in ${folder}, which is missing: bring that folder back, ` +
        `or delete ${join(dataDir, pointerName)} to begin with an empty database.`,
    );
  }
  const account = chooseAccount(dataDirOwner, ownerOf(join(folder, 'cluster')));
  return { folder, account, owner: { uid: 0, gid: 0 } };
}

/** Only our own folders count: the data folder may belong to somebody who must not send root anywhere else. */
async function readPointer(dataDir: string): Promise<string | undefined> {
  const path = (await readIfPresent(join(dataDir, pointerName)))?.trim();
  if (path === undefined) return undefined;
  if (dirname(path) === systemFolder && /^[0-9a-f]{16}$/.test(path.slice(systemFolder.length + 1)))
    return path;
  throw new EmbeddedPostgresError(
    `${join(dataDir, pointerName)} names no folder of ${systemFolder}: bring the file back as it was, or delete it to begin with an empty database.`,
  );
}

/** The owner of a folder; undefined when there is none, and links do not count. */
function ownerOf(folder: string): Stats | undefined {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) {
    throw new EmbeddedPostgresError(
      `${folder} is not a folder: move it out of the way, or ${useYourOwnServer}.`,
    );
  }
  return found;
}
