import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The built program as a process of its own, as an operator runs it. */

const entry = fileURLToPath(new URL('../../bin/leeway.js', import.meta.url));

const environment = (settings: Record<string, string>): NodeJS.ProcessEnv => {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(LEEWAY_|DATABASE_URL$|PORT$|SMTP_URL$|NODE_OPTIONS$|VITEST)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...settings };
};

/** Runs a command that ends by itself; its JSON answer. Throws with what it printed when it fails. */
export const runCommand = (args: readonly string[], settings: Record<string, string>): Promise<unknown> =>
  new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [entry, ...args, '--json'],
      { env: environment(settings) },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`leeway ${args.join(' ')}: ${stderr || stdout}`));
        else resolve(JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null'));
      },
    );
  });

/** A port nobody listens on at present. */
export const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly baseUrl: string;
  /** Sends a signal and waits for the end; answers the exit code, null after a signal that cannot be caught. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `leeway serve` and waits until it says that it is ready. */
export const startServerProcess = async (settings: Record<string, string>): Promise<ServerProcess> => {
  const child = spawn(process.execPath, [entry, 'serve', '--json'], {
    env: environment(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk) => said.push(String(chunk)));
  const ended = once(child, 'exit');
  const ready = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(`${line}\n`);
      const baseUrl = /"baseUrl":"([^"]+)"/.exec(line)?.[1];
      if (baseUrl) resolve(baseUrl);
    });
    ended.then(() => reject(new Error(`leeway serve ended: ${said.join('')}`)), reject);
  });
  const baseUrl = await ready;
  return {
    child,
    pid: child.pid as number,
    baseUrl,
    end: async (signal) => {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
};

export interface ProcessClient {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A tenant with one client that holds every scope, made by the commands an operator would use. */
export const createClient = async (settings: Record<string, string>): Promise<ProcessClient> => {
  await runCommand(['tenant', 'create', 'acme'], settings);
  return (await runCommand(['api-client', 'create', 'acme', 'test'], settings)) as ProcessClient;
};

export interface PlainAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever members it asserts on
  readonly body: any;
  readonly headers: Headers;
}

/** Calls a server; a connection that breaks is answered as status 0, for then nothing was acknowledged. */
export const apiOf =
  (baseUrl: () => string, token: string) =>
  async (method: string, path: string, body?: unknown): Promise<PlainAnswer> => {
    try {
      const response = await fetch(baseUrl() + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
      return { status: response.status, body: json ? JSON.parse(text) : text, headers: response.headers };
    } catch {
      return { status: 0, body: null, headers: new Headers() };
    }
  };

export const tokenFrom = async (baseUrl: string, client: ProcessClient): Promise<string> => {
  const response = await fetch(`${baseUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client.clientId,
      client_secret: client.clientSecret,
    }),
  });
  const { access_token } = (await response.json()) as { access_token: string };
  return access_token;
};
