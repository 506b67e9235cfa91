import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { EventCode } from '@leeway/contract';
import { newId } from '../../../platform/ids.ts';
import type { Leeway } from '../../../testing/leeway.ts';
import { type EventMessage, enqueueEvents } from '../messages.ts';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever members it asserts on
  readonly body: any;
}

type Answering = (received: Received, response: ServerResponse) => void;

/** A real HTTP server that keeps what it gets. Answers 204 until it is told otherwise. */
export const startReceiver = async () => {
  const received: Received[] = [];
  let answering: Answering = (_, response) => response.writeHead(204).end();
  let connections = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      const one = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) };
      received.push(one);
      answering(one, response);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const { port } = address;
  return {
    port,
    uri: `http://127.0.0.1:${port}/`,
    received,
    connections: () => connections,
    /** From now on. */
    answer: (how: Answering) => {
      answering = how;
    },
    answerStatus: (status: number, headers: Record<string, string> = {}, body = '') => {
      answering = (_, response) => response.writeHead(status, headers).end(body);
    },
    eventIds: () => received.map(({ body }) => body.eventId as string),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** A listener made over HTTP; its id. */
export const listen = async (
  leeway: Pick<Leeway, 'api'>,
  uri: string,
  subscriptions: readonly EventCode[] = ['entitlement.seat.activated'],
): Promise<string> => {
  const { status, body } = await leeway.api('POST', '/api/v1/account/webhooks', { uri, subscriptions });
  if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body.id;
};

/** A seat of an entitlement was taken. */
export const seatEvent = (at: number, entitlementId = newId('ent'), sequence = 1n): EventMessage => ({
  at,
  eventCode: 'entitlement.seat.activated',
  resourceId: entitlementId,
  entitlementId,
  sequence,
  payload: { entitlementId, seatId: `seat-${sequence}`, units: 9007199254740993n },
});

/** Committed, as by a change that they report. */
export const tell = (leeway: Leeway, events: readonly EventMessage[]): Promise<void> =>
  leeway.database.transaction(leeway.author, (tx) =>
    enqueueEvents(tx, leeway.tenantId, events, leeway.clock.offsetMs),
  );

export const listenerPath = (id: string) => `/api/v1/account/webhooks/${id}`;

/** Nobody is told anything any more: for the next test. */
export const removeListeners = async (leeway: Pick<Leeway, 'api'>): Promise<void> => {
  const { body } = await leeway.api('GET', '/api/v1/account/webhooks?pageSize=100');
  for (const { id } of body.items) await leeway.api('DELETE', listenerPath(id));
};
