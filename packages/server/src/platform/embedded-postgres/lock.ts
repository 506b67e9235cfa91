import { createHash } from 'node:crypto';
import { constants, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError, hasCode } from './error.ts';

/** A name for a folder that stays when it is reached by another path or moved, and that a copy does not share. */
export function folderName(folder: string): string {
  const { dev, ino } = statSync(folder, { bigint: true });
  return `leeway-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 16)}`;
}

type Release = () => Promise<void>;
/** The lock, or what the holder said of itself: its process id, or nothing when it is dying or very busy. */
type Attempt = { readonly release: Release } | { readonly holder: string };

/** A killed process keeps its locks until the kernel has taken it apart. */
const dyingMs = 3_000;

/**
 * Holds a folder for this process until the returned function is called. The kernel keeps the lock and drops it with
 * the process, however that ends, so there is nothing stale to recognise and no race in taking over.
 * @throws EmbeddedPostgresError when another process (or this one) holds it.
 */
export async function lockFolder(folder: string): Promise<Release> {
  const deadline = performance.now() + dyingMs;
  while (true) {
    const attempt = await (process.platform === 'linux' ? lockByName(folder) : lockByFile(folder));
    if ('release' in attempt) return attempt.release;
    if (attempt.holder !== '' || performance.now() > deadline) throw inUse(folder, attempt.holder);
    await sleep(25);
  }
}

/** Linux: a socket of the abstract name space, which answers every caller with the holder's process id. */
async function lockByName(folder: string): Promise<Attempt> {
  const path = `\0${folderName(folder)}`;
  const server = createServer((caller) => {
    caller.on('error', () => {});
    caller.end(String(process.pid));
  });
  try {
    await listen(server, path);
  } catch (error) {
    if (!hasCode(error, 'EADDRINUSE')) throw error;
    return { holder: await askHolder(path) };
  }
  server.unref();
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ path }, resolve);
  });
}

function askHolder(path: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ path, timeout: 500 });
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString('utf8');
    });
    socket.once('timeout', () => socket.destroy());
    socket.once('error', () => {});
    socket.once('close', () => resolve(answer));
  });
}

/** macOS: an exclusive lock that comes with opening the file (O_EXLOCK, which node has no constant for). */
async function lockByFile(folder: string): Promise<Attempt> {
  const path = join(folder, 'lock');
  const exclusiveLock = 0x20;
  const flags =
    constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | constants.O_NOFOLLOW | exclusiveLock;
  try {
    const file = await open(path, flags, 0o600);
    await file.truncate();
    await file.write(String(process.pid), 0);
    return { release: () => file.close() };
  } catch (error) {
    if (!hasCode(error, 'EAGAIN', 'EWOULDBLOCK')) throw error;
    const holder = readFileSync(path, 'utf8');
    return { holder: isAlive(Number(holder)) ? holder : '' };
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function inUse(folder: string, holder: string): EmbeddedPostgresError {
  const who = /^\d+$/.test(holder) ? ` (process ${holder})` : '';
  return new EmbeddedPostgresError(
    `The data folder ${folder} is in use by another Leeway${who}: stop that one first, or set LEEWAY_DATA_DIR to another folder.`,
  );
}
