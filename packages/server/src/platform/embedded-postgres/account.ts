import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { EmbeddedPostgresError, useYourOwnServer } from './error.ts';

/** The user of the operating system that PostgreSQL runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  /** True when Leeway is root: PostgreSQL refuses to run as root, so it runs as somebody with fewer rights. */
  readonly dropped: boolean;
}

interface Owned {
  readonly uid: number;
  readonly gid: number;
}

export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/**
 * Root uses the owner of an existing cluster, else the owner of the data folder, else `nobody`: accounts that exist,
 * because a machine's list of users is not ours to change, and initdb accepts only users with a name.
 */
export function chooseAccount(dataDirOwner: Owned, clusterOwner: Owned | undefined): Account {
  if (!isRoot()) {
    operatingSystemUser();
    return { uid: process.geteuid?.() ?? -1, gid: process.getegid?.() ?? -1, dropped: false };
  }
  if (clusterOwner !== undefined && clusterOwner.uid !== 0) {
    return { uid: clusterOwner.uid, gid: clusterOwner.gid, dropped: true };
  }
  const known = namedAccounts();
  const owner = known.find((each) => each.uid === dataDirOwner.uid && each.uid !== 0);
  const chosen = owner ?? known.find((each) => each.name === 'nobody' && each.uid !== 0);
  if (chosen === undefined) {
    throw new EmbeddedPostgresError(
      `PostgreSQL refuses to run as root and /etc/passwd has no "nobody": start Leeway as an ordinary user, or ${useYourOwnServer}.`,
    );
  }
  return { uid: chosen.uid, gid: chosen.gid, dropped: true };
}

/** The name PostgreSQL's peer authentication sees for this process. */
export function operatingSystemUser(): string {
  try {
    return userInfo().username;
  } catch {
    throw new EmbeddedPostgresError(
      `PostgreSQL needs a name for the user id ${process.geteuid?.()} and /etc/passwd has none: ` +
        `add an entry, start Leeway as another user, or ${useYourOwnServer}.`,
    );
  }
}

function namedAccounts(): { name: string; uid: number; gid: number }[] {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

/** The part of spawn's options that makes a child run as the account. */
export function identity(account: Account): { uid?: number; gid?: number } {
  return account.dropped ? { uid: account.uid, gid: account.gid } : {};
}

export async function giveTo(owner: Owned, path: string): Promise<void> {
  if (isRoot()) await chown(path, owner.uid, owner.gid);
}

/** Nothing of our own environment reaches PostgreSQL: PGDATA, PGOPTIONS or a locale would change what it does. */
export const cleanEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
};

/** Runs a program to its end as the account. `exitCode` is null when it could not run; `output` then says why. */
export function run(
  account: Account,
  file: string,
  programArguments: string[],
): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, programArguments, {
      ...identity(account),
      cwd: '/', // our own folder may be one that the account cannot enter
      env: cleanEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true, // Ctrl-C in the terminal is for Leeway, which then stops its children in order
    });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString('utf8');
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ exitCode: null, output: error.message }));
    child.once('close', (exitCode, signal) =>
      resolve({ exitCode, output: signal ? `${output}${signal}` : output }),
    );
  });
}

/**
 * Asks the system itself, as the account, instead of reading mode bits, so that access lists, security modules and
 * mount options count too. `test` is an expression of sh's test, with the path as "$1".
 */
export async function may(account: Account, test: string, path: string): Promise<boolean> {
  return (await run(account, '/bin/sh', ['-c', test, 'sh', path])).exitCode === 0;
}
