import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { giveTo } from './account.ts';
import type { Home } from './home.ts';

const largestBytes = 4 * 1024 * 1024;
const checkEveryMs = 30_000;

/**
 * What PostgreSQL prints: `postgres.log` in the home, beginning anew at each start and at about 4 MiB; the part
 * before is kept as `postgres.log.1`.
 */
export interface LogFile {
  readonly path: string;
  /** Opens it for a process to append to. */
  open(): Promise<FileHandle>;
  /** The last lines (10 at most) written since it had `fromByte` bytes, in one line. */
  lastWords(fromByte: number): Promise<string>;
  close(): void;
}

export async function openLogFile(home: Home): Promise<LogFile> {
  const path = join(home.folder, 'postgres.log');
  const append = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
  const openFile = async () => {
    const file = await open(path, append, 0o600);
    await giveTo(home.owner, path);
    return file;
  };
  await beginAnew(path, openFile, 0);
  const timer = setInterval(() => void beginAnew(path, openFile, largestBytes).catch(() => {}), checkEveryMs);
  timer.unref();
  return {
    path,
    open: openFile,
    lastWords: async (fromByte) => {
      const file = await openFile();
      try {
        const { size } = await file.stat();
        const start = Math.max(size >= fromByte ? fromByte : 0, size - 8_192);
        const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
        const lines = buffer.toString('utf8', 0, bytesRead).trim().split('\n');
        return lines.slice(-10).join(' / ') || 'nothing';
      } finally {
        await file.close();
      }
    },
    close: () => clearInterval(timer),
  };
}

/** Copies and empties, because the running server keeps its file open; it appends, so it goes on at the front. */
async function beginAnew(
  path: string,
  openFile: () => Promise<FileHandle>,
  aboveBytes: number,
): Promise<void> {
  const file = await openFile();
  try {
    if ((await file.stat()).size <= aboveBytes) return;
    await rm(`${path}.1`, { force: true });
    await copyFile(path, `${path}.1`, constants.COPYFILE_EXCL);
    await file.truncate();
  } finally {
    await file.close();
  }
}
