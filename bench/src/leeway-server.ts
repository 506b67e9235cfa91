import { startServer } from '@leeway/server/dist/main.js';
import { pino } from 'pino';
import { publicUrl } from './public-url.ts';

/** The product, as `leeway serve` runs it. Answers its port. */
export const startLeeway = async (databaseUrl: string): Promise<number> => {
  const config = {
    port: 0,
    host: '127.0.0.1',
    databaseUrl,
    dataDir: '.',
    demo: false,
    publicUrl,
    // The receivers of the events are on this machine.
    allowPrivateWebhooks: true,
    roles: new Set(['api', 'worker', 'web'] as const),
    smtpUrl: null,
  };
  const { baseUrl } = await startServer(config, { log: pino({ level: 'warn' }, process.stderr) });
  return Number(new URL(baseUrl).port);
};
