import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Expected, Received } from './receiver-process.ts';
import { nextMessage } from './servers.ts';

/** Who is told of events: a real HTTP server for each listener, all in one process of their own. */
export interface Receivers {
  /** Where each listens. */
  readonly uris: readonly string[];
  /** What has come since the last call, as soon as it is so much; less when the time is over before. */
  take(expected: Expected): Promise<Received>;
  stop(): Promise<void>;
}

const script = fileURLToPath(new URL('receiver-process.js', import.meta.url));

export const startReceivers = async (count: number): Promise<Receivers> => {
  const child = fork(script, [String(count)]);
  const { ports } = await nextMessage<{ ports: number[] }>(child);
  return {
    uris: ports.map((port) => `http://127.0.0.1:${port}/`),
    take: (expected) => {
      child.send(expected);
      return nextMessage<Received>(child);
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};
