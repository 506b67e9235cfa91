import { lstatSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { giveTo, may } from './account.ts';
import { EmbeddedPostgresError } from './error.ts';
import { readIfPresent, replaceFile } from './files.ts';
import type { Home } from './home.ts';

export const socketPort = 5432;
const socketName = `.s.PGSQL.${socketPort}`;

/** Bytes of a socket's path that every supported system accepts (Linux 107, macOS 103). */
const longestPathBytes = 103;
const prefix = 'leeway-';

/**
 * An empty folder for the socket that only the account (and root) can enter: in the home, or a short one of its own
 * elsewhere when the home's path is too long for a socket. Leftovers of a crash go first: PostgreSQL would take
 * a stale lock file beside the socket for a living server when its process id was given to another program.
 */
export async function makeSocketFolder(home: Home): Promise<string> {
  await removeSocketFolder(home);
  const usual = join(home.folder, 'socket');
  if (fits(usual)) {
    await mkdir(usual, { mode: 0o700 });
    await giveTo(home.account, usual);
    return usual;
  }
  for (const base of new Set([tmpdir(), '/tmp', '/run'])) {
    const folder = await makeShortFolder(home, base);
    if (folder === undefined) continue;
    await replaceFile(note(home), folder, 0o600, home.owner);
    return folder;
  }
  throw new EmbeddedPostgresError(
    `The path ${home.folder} is too long for a socket and no temporary folder can hold one: set LEEWAY_DATA_DIR to a shorter path.`,
  );
}

/** Before another start in the same folder: what a killed server left in it. */
export async function clearSocketFolder(folder: string): Promise<void> {
  for (const name of [socketName, `${socketName}.lock`]) await rm(join(folder, name), { force: true });
}

export async function removeSocketFolder(home: Home): Promise<void> {
  await rm(join(home.folder, 'socket'), { recursive: true, force: true });
  const short = await readIfPresent(note(home));
  if (short === undefined) return;
  // The note may be old and the name taken by somebody else since: only a folder of the account is removed.
  const found = lstatSync(short, { throwIfNoEntry: false });
  const ours = found?.isDirectory() && found.uid === home.account.uid && basename(short).startsWith(prefix);
  if (ours) await rm(short, { recursive: true, force: true });
  await rm(note(home), { force: true });
}

/** mkdtemp never takes a folder that somebody else put in its place. */
async function makeShortFolder(home: Home, base: string): Promise<string | undefined> {
  if (!fits(join(base, `${prefix}XXXXXX`))) return undefined;
  let folder: string;
  try {
    folder = await mkdtemp(join(base, prefix));
  } catch {
    return undefined;
  }
  await chmod(folder, 0o700);
  await giveTo(home.account, folder);
  if (await may(home.account, 'cd -- "$1"', folder)) return folder;
  await rm(folder, { recursive: true, force: true });
  return undefined;
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, socketName)) <= longestPathBytes;
}

function note(home: Home): string {
  return join(home.folder, 'socket-folder');
}
