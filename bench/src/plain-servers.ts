import type { AddressInfo } from 'node:net';
import { operations } from '@leeway/contract';
import { createGuard } from '@leeway/server/dist/features/identity/index.js';
import { systemClock } from '@leeway/server/dist/platform/clock.js';
import { type Database, openDatabase } from '@leeway/server/dist/platform/database.js';
import { createRoute } from '@leeway/server/dist/platform/http/route.js';
import { createHttpServer } from '@leeway/server/dist/platform/http/server.js';
import { createMetrics, measureRequests } from '@leeway/server/dist/platform/metrics.js';
import { pino } from 'pino';
import { createSeatTaker } from './baseline.ts';
import { publicUrl } from './public-url.ts';
import { fullReply } from './reply.ts';

/**
 * What Leeway is compared with: the same HTTP server, guard, route, validation and serialization of the same reply,
 * around no work at all or around one transaction for each request.
 */

type Answer = (asked: {
  tenantId: string;
  code: string;
  seatId: string;
}) => ReturnType<typeof fullReply> | Promise<ReturnType<typeof fullReply>>;

const serve = async (database: Database, answer: Answer): Promise<number> => {
  const log = pino({ level: 'warn' }, process.stderr);
  const app = createHttpServer(log);
  measureRequests(app, createMetrics());
  const route = createRoute(app, createGuard({ database, clock: systemClock, log, publicUrl }));
  route(
    operations.createActivation,
    ({ tenantId, body: { activationCredentials: credentials, seatId } }) =>
      answer({ tenantId, seatId, code: credentials.type === 'activationCode' ? credentials.code : '' }),
    { tolerate: (body) => body },
  );
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
};

const openFor = (url: string) => openDatabase({ url, log: (line) => process.stderr.write(`${line}\n`) });

/** Answers a full reply at once. */
export const startEmpty = (databaseUrl: string): Promise<number> =>
  serve(openFor(databaseUrl), ({ seatId }) => fullReply(seatId, 1n));

/** Takes the seat in a transaction of its own. */
export const startBaseline = async (databaseUrl: string): Promise<number> => {
  const database = openFor(databaseUrl);
  const takeSeat = await createSeatTaker(databaseUrl);
  return serve(database, async ({ tenantId, code, seatId }) =>
    fullReply(seatId, await takeSeat(tenantId, code, seatId)),
  );
};
