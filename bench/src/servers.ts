import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Facts, ServerKind } from './server-process.ts';

/** Servers under test, each in a process of its own. */
export interface Server {
  readonly port: number;
  facts(): Promise<Facts>;
  stop(): Promise<void>;
}

const script = fileURLToPath(new URL('server-process.js', import.meta.url));

/** What Leeway's command tells the engine, in its first line: all servers run under the same. */
const engineOptions = (): string[] => {
  const command = readFileSync(new URL('../../packages/server/bin/leeway.js', import.meta.url), 'utf8');
  const [first = ''] = command.split('\n', 1);
  return first.split(' ').filter((word) => word.startsWith('--'));
};

/** The next thing a process says; rejects when it ends instead. */
export const nextMessage = <Message>(child: ChildProcess): Promise<Message> =>
  new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`the process ended with code ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Message);
    });
  });

/** Starts a server on a database that has the schema. */
export const startServerProcess = async (kind: ServerKind, databaseUrl: string): Promise<Server> => {
  const child = fork(script, {
    execArgv: engineOptions(),
    env: { ...process.env, BENCH_SERVER: kind, BENCH_DATABASE_URL: databaseUrl },
  });
  const { port } = await nextMessage<{ port: number }>(child);
  return {
    port,
    facts: () => {
      child.send('facts');
      return nextMessage<Facts>(child);
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};
