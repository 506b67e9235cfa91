import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config.ts';
import { assertCanListen } from '../listen.ts';
import { findBinaries } from '../platform/embedded-postgres/binaries.ts';
import type { Finding } from './finding.ts';

/** The checks that need no database. */

const oldestNode = [20, 19] as const;
/** PostgreSQL stops when it cannot write: its log alone takes up to about 1 GB. */
const bytesFree = { fail: 200e6, warn: 2e9 };

const checkNode = (): Finding => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  const says = `${process.version} on ${process.platform}-${process.arch}`;
  return isEnough
    ? { check: 'Node.js', state: 'ok', says }
    : { check: 'Node.js', state: 'fail', says: `${says}: install ${oldestNode.join('.')} or newer` };
};

const checkBinaries = ({ databaseUrl }: Config): Finding => {
  const check = 'PostgreSQL programs';
  if (databaseUrl !== null) return { check, state: 'ok', says: 'not needed: DATABASE_URL is set' };
  try {
    return { check, state: 'ok', says: findBinaries().version };
  } catch (error) {
    return { check, state: 'fail', says: (error as Error).message };
  }
};

/** The folder itself, or the nearest one above in which it would be made. */
const nearestFolder = (path: string): string =>
  existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));

const checkDataDir = async ({ dataDir }: Config): Promise<Finding> => {
  const check = 'data folder';
  const folder = nearestFolder(dataDir);
  const probe = join(folder, `.leeway-doctor-${randomBytes(4).toString('hex')}`);
  try {
    await writeFile(probe, '');
    await rm(probe);
    return {
      check,
      state: 'ok',
      says: folder === dataDir ? dataDir : `${dataDir} (made at the first start)`,
    };
  } catch (error) {
    return {
      check,
      state: 'fail',
      says: `${folder} cannot be written (${(error as NodeJS.ErrnoException).code}): set LEEWAY_DATA_DIR to a folder of this user`,
    };
  }
};

const checkSpace = async ({ dataDir }: Config): Promise<Finding> => {
  const { bavail, bsize } = await statfs(nearestFolder(dataDir));
  const free = bavail * bsize;
  const state = free < bytesFree.fail ? 'fail' : free < bytesFree.warn ? 'warn' : 'ok';
  const advice = state === 'ok' ? '' : ': make room, PostgreSQL stops when the disk is full';
  return { check: 'disk space', state, says: `${(free / 1e9).toFixed(1)} GB free${advice}` };
};

const answersAsLeeway = async ({ host, port }: Config): Promise<boolean> => {
  const name = host.includes(':') ? `[${host}]` : host;
  const live = await fetch(`http://${name}:${port}/health/live`, {
    signal: AbortSignal.timeout(2_000),
  }).catch(() => null);
  return live?.headers.has('n-apiversion') ?? false;
};

const checkPort = async (config: Config): Promise<Finding> => {
  const check = 'port';
  try {
    await assertCanListen(config);
    return { check, state: 'ok', says: `${config.port} on ${config.host} is free` };
  } catch (error) {
    return (await answersAsLeeway(config))
      ? { check, state: 'ok', says: `a Leeway runs on ${config.host}:${config.port}` }
      : { check, state: 'fail', says: (error as Error).message };
  }
};

export const checkMachine = async (config: Config): Promise<Finding[]> => [
  checkNode(),
  checkBinaries(config),
  await checkDataDir(config),
  await checkSpace(config),
  await checkPort(config),
];
