import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createApp } from './app.ts';
import type { Config } from './config.ts';
import { ensureDemo, refreshUrls } from './demo-tenant.ts';
import { assertCanListen, listenFault } from './listen.ts';
import { type BackgroundLoop, createBackgroundLoop } from './platform/background-loop.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { addProcessMetrics, createMetrics } from './platform/metrics.ts';
import { migrate } from './platform/migrations.ts';
import { endsWithin } from './platform/patience.ts';
import { openStorage, type Storage } from './storage.ts';

export interface RunningServer {
  /** `http://host:port` of the socket it listens on. */
  readonly baseUrl: string;
  /** Takes no more requests, finishes those in flight, stops everything it started. May be called again. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly log: Logger;
  readonly clock?: Clock;
}

/** Of the 10 s that a stop may take: the rest is for PostgreSQL to write everything out. */
const requestsMayTakeMs = 5_000;
const connectionsMayTakeMs = 1_000;

/** Requests that take too long are cut off: their work is in the database or it is not, and was not acknowledged. */
const closeApp = async (app: FastifyInstance, log: Logger): Promise<void> => {
  const closing = app.close();
  if (await endsWithin(closing, requestsMayTakeMs)) return;
  log.warn('requests in flight take too long and are cut off');
  app.server.closeAllConnections();
  await endsWithin(closing, connectionsMayTakeMs);
};

interface Parts {
  app?: FastifyInstance;
  background?: BackgroundLoop;
  storage?: Storage;
}

const stopAll = async ({ app, background, storage }: Parts, log: Logger): Promise<void> => {
  const stopped = background?.stop() ?? Promise.resolve();
  if (app) await closeApp(app, log);
  if (!(await endsWithin(stopped, connectionsMayTakeMs))) log.warn('background work is cut off');
  await storage?.close();
};

/**
 * Opens the database, brings its schema up to date, fills the demo tenant when asked to, listens, and starts the
 * background work. A start that fails leaves nothing behind.
 * @throws ListenError, StorageError, EmbeddedPostgresError, SchemaError: their message is for the operator
 */
export const startServer = async (
  config: Config,
  { log, clock = systemClock }: ServerOptions,
): Promise<RunningServer> => {
  await assertCanListen(config);
  const parts: Parts = {};
  try {
    const storage = await openStorage(config, log);
    parts.storage = storage;
    const { database } = storage;
    for (const name of await migrate(database)) log.info(`migration ${name} applied`);
    if (config.demo) {
      await ensureDemo(config, database, clock, log);
      await refreshUrls(config);
    }

    const metrics = createMetrics();
    addProcessMetrics(metrics);
    const background = createBackgroundLoop(log);
    parts.background = background;
    const serves = { api: config.roles.has('api'), web: config.roles.has('web') };
    const { publicUrl, smtpUrl, host, port, allowPrivateWebhooks } = config;
    const app = createApp({
      ...{ database, clock, log, publicUrl, smtpUrl, background, metrics, serves, allowPrivateWebhooks },
    });
    parts.app = app;
    const baseUrl = await app.listen({ host, port }).catch((error) => {
      throw listenFault(config, error);
    });
    if (config.roles.has('worker')) background.start();

    let stopping: Promise<void> | undefined;
    return {
      baseUrl,
      stop: () => {
        stopping ??= stopAll(parts, log);
        return stopping;
      },
    };
  } catch (error) {
    await stopAll(parts, log).catch((fault) =>
      log.error({ err: fault }, 'the failed start left something behind'),
    );
    throw error;
  }
};
