import { type Static, Type } from 'typebox';
import { AnyId, DateTime, Id, Int64, Nullable, Reply } from '../schema.ts';

/** Events as they are pulled and streamed. Ours; the contract has none. */

export const EventModel = Reply({
  eventId: Id('event'),
  eventDate: DateTime(),
  eventCode: Type.String(),
  resourceId: AnyId(),
  entitlementId: Nullable(Id('ent')),
  /** Grows with each event of one entitlement; null: of no entitlement. */
  sequence: Nullable(Int64()),
  /** Grows with each event of the tenant, with gaps: where to go on from. */
  position: Int64({ minimum: 1 }),
  payload: Type.Unknown(),
});
export type EventModel = Static<typeof EventModel>;

export const ListOfEventModel = Reply({
  items: Type.Array(EventModel),
  /** What to ask for next, as `after`. */
  lastPosition: Int64({ minimum: 0 }),
  /** Whether there is more to be had at once. */
  hasMore: Type.Boolean(),
});
export type ListOfEventModel = Static<typeof ListOfEventModel>;
