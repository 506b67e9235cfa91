import { accessTokenSeconds } from '@leeway/contract';
import { pino } from 'pino';
import { type AppOptions, createApp } from '../app.ts';
import { createApiClient, createTenant } from '../features/identity/index.ts';
import { systemAuthor } from '../platform/author.ts';
import {
  type BackgroundLoop,
  type BackgroundStep,
  createBackgroundLoop,
} from '../platform/background-loop.ts';
import { movableClock } from '../platform/clock.ts';
import { openDatabase } from '../platform/database.ts';
import { migrate } from '../platform/migrations.ts';
import { createTestDatabase, waitForOtherDatabases } from './postgres.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever members it asserts on
  readonly body: any;
}

/**
 * A real server on a real port and a database of its own, with one tenant and a client that holds every scope.
 * `api` calls it as an application would.
 */
export interface LeewayOptions extends Pick<AppOptions, 'allowPrivateWebhooks' | 'smtpUrl'> {
  /** Whether timed work runs by itself, as it does in a server; else when a test asks for it. */
  readonly timedWork?: boolean;
}

/** Steps that read no further than the oldest transaction that still writes. */
const inOrderOfTransactions = ['events.tell', 'history.counts'];

export const startLeeway = async ({ timedWork = false, ...options }: LeewayOptions = {}) => {
  const testDatabase = await createTestDatabase();
  const clock = movableClock();
  const log = pino({ level: process.env.LEEWAY_TEST_LOG ?? 'silent' });
  const database = openDatabase({ url: testDatabase.url, log: (line) => log.warn(line), clock });
  await migrate(database);
  const steps = new Map<string, BackgroundStep>();
  const onDemand: BackgroundLoop = {
    add: (step) => {
      steps.set(step.name, step);
    },
    start: () => undefined,
    stop: () => Promise.resolve(),
  };
  const background = timedWork ? createBackgroundLoop(log) : onDemand;
  const app = createApp({ ...options, database, clock, log, publicUrl: 'http://localhost', background });
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  background.start();
  const setUp = { database, clock, author: systemAuthor };
  const tenant = await createTenant(setUp, { name: 'Acme', slug: 'acme' });
  const client = await createApiClient(setUp, tenant.tenantId, {
    clientId: 'test',
    scopes: 'all',
  });

  const tokenFor = async (clientId: string, clientSecret: string, scope?: string) => {
    const response = await fetch(`${baseUrl}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        ...(scope ? { scope } : {}),
      }),
    });
    const body = (await response.json()) as { access_token: string };
    return body.access_token;
  };
  let token = await tokenFor(client.clientId, client.clientSecret);
  let tokenUntil = clock.now() + accessTokenSeconds * 1000;
  /** Tests move the clock past the life of a token. */
  const presentToken = async () => {
    if (clock.now() >= tokenUntil) {
      token = await tokenFor(client.clientId, client.clientSecret);
      tokenUntil = clock.now() + accessTokenSeconds * 1000;
    }
    return token;
  };

  const api = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${await presentToken()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: json && text ? JSON.parse(text) : text,
    };
  };

  return {
    baseUrl,
    app,
    database,
    databaseUrl: testDatabase.url,
    clock,
    /** For use cases that a test calls without HTTP. */
    author: systemAuthor,
    tenantId: tenant.tenantId,
    client,
    token,
    tokenFor,
    api,
    /** Runs one step of timed work, as the worker would. */
    runStep: async (name: string) => {
      const step = steps.get(name);
      if (!step) throw new Error(`there is no step ${name}`);
      if (inOrderOfTransactions.includes(name)) await waitForOtherDatabases(database);
      return step.run(new AbortController().signal);
    },
    stop: async () => {
      await background.stop();
      await app.close();
      await database.close();
      await testDatabase.drop();
    },
  };
};

export type Leeway = Awaited<ReturnType<typeof startLeeway>>;
