import { operations, pageSizeDefault, pageSizeMax } from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { eventText, streamEvents } from './event-stream.ts';
import { type EventFilter, lastPosition, readEvents } from './events-store.ts';
import { openFeed } from './feed-store.ts';
import { subscriptionsFrom } from './listeners.ts';

/** Events for those who fetch them: page by page, or as a stream. */

/** Of one process: each asks the database four times a second. */
const streamsMax = 200;

const filterFrom = (query: {
  readonly eventCode?: string | undefined;
  readonly entitlementId?: string | undefined;
}): EventFilter => {
  const { eventCode = '', entitlementId = null } = query;
  const codes = eventCode.split(',').flatMap((code) => code.trim() || []);
  return { eventCodes: codes.length === 0 ? null : subscriptionsFrom(codes, 'eventCode'), entitlementId };
};

const isStream = ({ headers }: FastifyRequest): boolean =>
  headers.accept?.includes('text/event-stream') === true;

/** Where a reader who was interrupted goes on; anything that is no position is none. */
const resumedFrom = ({ headers }: FastifyRequest): bigint | null => {
  const last = headers['last-event-id'];
  return typeof last === 'string' && /^\d{1,18}$/.test(last) ? BigInt(last) : null;
};

export const registerFeed = ({ app, route, database, log }: RoomContext): void => {
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  let streams = 0;

  route(operations.listEvents, async ({ tenantId, query, request, reply, admitAgain }) => {
    await openFeed(database, tenantId);
    const filter = filterFrom(query);
    const after = query.after === undefined ? null : BigInt(query.after);
    if (!isStream(request)) {
      const rowsMax = Math.min(query.pageSize ?? pageSizeDefault, pageSizeMax);
      const read = await readEvents(database, tenantId, after ?? 0n, filter, rowsMax);
      const items = read.rows.map(eventText).join(',');
      const tail = `"lastPosition":${read.lastPosition},"hasMore":${read.hasMore}`;
      return reply.type('application/json; charset=utf-8').send(`{"items":[${items}],${tail}}`);
    }
    if (streams >= streamsMax) {
      throw new ApiProblem('overloaded', `This server sends to ${streamsMax} streams already.`);
    }
    const from = resumedFrom(request) ?? after ?? (await lastPosition(database, tenantId));
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    streams += 1;
    try {
      const asked = { tenantId, after: from, ...filter };
      await streamEvents(reply.raw, asked, { database, admitAgain, closing: closing.signal });
    } catch (error) {
      // The answer has begun: who reads sees it end, and comes again.
      log.warn({ err: error }, 'a stream of events ended');
      reply.raw.destroy();
    } finally {
      streams -= 1;
    }
    return reply;
  });
};
