import { Type } from 'typebox';
import { ListOfEventModel } from '../models/event-feed.ts';
import { operation } from '../operation.ts';
import { Id, Int32 } from '../schema.ts';

const EventQuery = Type.Object({
  /** A position: only what came after it. Left out: a pull begins with the oldest kept, a stream with what comes. */
  after: Type.Optional(Type.String({ pattern: '^\\d{1,18}$' })),
  /** Codes, separated by commas; left out: all. */
  eventCode: Type.Optional(Type.String({ maxLength: 2000 })),
  entitlementId: Type.Optional(Id('ent')),
  pageSize: Type.Optional(Int32({ minimum: 1 })),
});

export const listEvents = operation('listEvents', 'GET /api/v1/events', {
  tag: 'webhooks',
  summary:
    'Lists events in the order they were told; with `Accept: text/event-stream`, sends them as they come.',
  scopes: ['webhooks:admin'],
  query: EventQuery,
  success: { status: 200, reply: ListOfEventModel },
});
