import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What every command of the root does first: install what is missing, build what has changed. Plain Node.js without
 * dependencies, because it runs before there are any.
 */

export const root = fileURLToPath(new URL('..', import.meta.url));
const inModules = (path) => join(root, 'node_modules', path);

/** Ends the process with a sentence. */
const fail = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

const checkNode = () => {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(
    `Leeway needs Node.js 20.19 or newer, and this is ${process.version}: install a newer one from nodejs.org.`,
  );
};

const readPackages = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
};

/**
 * Compares npm's own record of what is in node_modules, which it writes last, with the lock file. Packages for other
 * platforms are in the lock only.
 */
const isInstalled = () => {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(inModules('.package-lock.json'));
  if (!wanted) fail('package-lock.json is missing or damaged: bring it back with git.');
  if (!present) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional, peer }]) => {
    if (path === '') return true;
    const found = present[path];
    return found ? found.version === version : Boolean(optional || devOptional || peer);
  });
};

/** npm needs a folder for its cache; who has no home of their own gets one among the temporary files. */
const npmCache = () => {
  const usual = process.env.npm_config_cache ?? join(homedir(), '.npm');
  try {
    mkdirSync(usual, { recursive: true });
    accessSync(usual, constants.W_OK);
    return usual;
  } catch {
    return join(tmpdir(), `leeway-npm-cache-${userInfo().uid}`);
  }
};

/** The npm that runs this script, or the one of the path. */
const npmCommand = () => {
  const own = process.env.npm_execpath;
  return own && /\.[cm]?js$/.test(own) && existsSync(own) ? [process.execPath, [own]] : ['npm', []];
};

const install = () => {
  console.error('Installing what is missing (npm ci)...');
  const [command, given] = npmCommand();
  const wishes = ['--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync(command, [...given, 'ci', ...wishes, '--loglevel=error'], {
    cwd: root,
    // Standard output is for the command that follows.
    stdio: ['ignore', 2, 2],
    env: { ...process.env, npm_config_cache: npmCache(), NODE_ENV: 'development' },
  });
  if (error) fail(`npm cannot be started (${error.message}): install Node.js together with npm.`);
  if (status !== 0)
    fail('The installation failed: see what npm says above, then run the same command again.');
};

/** Compiles what has changed since the last time. */
const build = () => {
  if (!existsSync(join(root, 'packages/server/dist'))) console.error('Building...');
  const { status } = spawnSync(process.execPath, [inModules('typescript/bin/tsc'), '--build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) fail('The build failed: see the messages of the compiler above.');
};

/** When a file was written, in milliseconds; never, when there is none. */
const writtenAt = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Puts what was compiled into the few files of the program, when there is anything new in it. */
const bundle = () => {
  const made = ['rules', 'contract', 'server'].map((name) => `packages/${name}/dist/tsconfig.tsbuildinfo`);
  const inputs = [...made, 'package-lock.json', 'packages/server/rolldown.config.mjs'];
  if (writtenAt('packages/server/dist/program/leeway.js') > Math.max(...inputs.map(writtenAt))) return;
  const { status } = spawnSync(
    process.execPath,
    [inModules('rolldown/bin/cli.mjs'), '--config', 'packages/server/rolldown.config.mjs'],
    { cwd: root, stdio: ['ignore', 'ignore', 2] },
  );
  if (status !== 0) fail('The build of the program failed: see the messages above.');
};

/** What the build of the web applications is made from, in a few letters. */
const webInputs = () => {
  const files = ['package-lock.json', 'packages/web/console.html', 'packages/web/vite.config.ts'];
  for (const folder of ['packages/web/src', 'packages/contract/src/operations']) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !/\.test\.ts$|[/\\]testing[/\\]/.test(path)) files.push(relative(root, path));
    }
  }
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
};

/** Builds the web applications when something they are made from has changed. */
const buildWeb = () => {
  const markPath = join(root, 'packages/web/dist/.built-from');
  const inputs = webInputs();
  if (existsSync(markPath) && readFileSync(markPath, 'utf8') === inputs) return;
  console.error('Building the web applications...');
  const vite = inModules('vite/bin/vite.js');
  const { status } = spawnSync(process.execPath, [vite, 'build', 'packages/web', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) fail('The build of the web applications failed: see the messages above.');
  writeFileSync(markPath, inputs);
};

export const prepare = () => {
  checkNode();
  if (!isInstalled()) install();
  build();
  bundle();
  buildWeb();
};
