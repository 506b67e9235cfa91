import { BlockList } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Database } from '../database.ts';
import type { Metrics } from '../metrics.ts';
import { missingMigrations } from '../migrations.ts';
import { ApiProblem } from './problem.ts';

/** What watches over a server: no token, no tenant. */

/** A database slower than this does not serve requests well either. */
const patienceMs = 3_000;

const near = new BlockList();
near.addSubnet('127.0.0.0', 8, 'ipv4');
near.addSubnet('10.0.0.0', 8, 'ipv4');
near.addSubnet('172.16.0.0', 12, 'ipv4');
near.addSubnet('192.168.0.0', 16, 'ipv4');
near.addSubnet('169.254.0.0', 16, 'ipv4');
near.addAddress('::1', 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');
near.addSubnet('fe80::', 10, 'ipv6');

/**
 * True when the caller is on this machine or a private network and did not come through a proxy, which would make
 * everybody look near.
 */
const comesFromNear = ({ headers, socket }: FastifyRequest): boolean => {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false;
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return near.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
};

/** Null when the database answers and has the schema of this build; else the reason, without any secret. */
const findFault = async (database: Database): Promise<string | null> => {
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`The database did not answer within ${patienceMs} ms.`), patienceMs);
  });
  const check = missingMigrations(database).then(
    (missing) => (missing.length === 0 ? null : `The database lacks migrations: ${missing.join(', ')}.`),
    () => 'The database does not answer.',
  );
  try {
    return await Promise.race([check, tooSlow]);
  } finally {
    clearTimeout(timer);
  }
};

export const registerProbes = (app: FastifyInstance, database: Database, metrics: Metrics): void => {
  let checking: Promise<string | null> | undefined;

  app.get('/health/live', () => ({ status: 'live' }));

  app.get('/health/ready', async (_request, reply) => {
    // Probes that come at the same time share one look at the database: nobody needs a token to ask.
    checking ??= findFault(database).finally(() => {
      checking = undefined;
    });
    const reason = await checking;
    return reason === null
      ? { status: 'ready' }
      : reply.code(503).header('retry-after', '1').send({ status: 'notReady', reason });
  });

  app.get('/metrics', async (request, reply) => {
    if (!comesFromNear(request)) throw new ApiProblem('notFound', 'Nothing answers GET /metrics.');
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
};
