import type { Queryable } from '../../platform/database.ts';
import { testEventCode } from './messages.ts';

/** The table event_messages, for those who read it themselves. */

// Positions are given out under the lock of the feed: below one that is seen, all are. A test's has no such order, and
// is told to its listener alone.
const readSql = `
  select event_id as "eventId", at, event_code as "eventCode", resource_id as "resourceId",
    entitlement_id as "entitlementId", sequence, position, payload::text as payload
  from event_messages
  where tenant_id = $1 and position > $2 and event_code <> '${testEventCode}'
    and ($3::text[] is null or event_code = any ($3))
    and ($4::text is null or entitlement_id = $4)
  order by position
  limit $5`;

const lastSql = `
  select coalesce(max(position), 0)::int8 as last
  from event_messages
  where tenant_id = $1 and event_code <> '${testEventCode}'`;

export interface EventRow {
  readonly eventId: string;
  readonly at: Date;
  readonly eventCode: string;
  readonly resourceId: string;
  readonly entitlementId: string | null;
  readonly sequence: bigint | null;
  readonly position: bigint;
  /** JSON text. */
  readonly payload: string;
}

export interface EventFilter {
  /** Null: all. */
  readonly eventCodes: readonly string[] | null;
  readonly entitlementId: string | null;
}

/** The last position given out; 0: none yet. */
export const lastPosition = async (db: Queryable, tenantId: string): Promise<bigint> =>
  (await db.query<{ last: bigint }>(lastSql, [tenantId]))[0]?.last ?? 0n;

export interface EventsRead {
  readonly rows: readonly EventRow[];
  readonly hasMore: boolean;
  /** Where to go on: everything up to there is read or filtered out. */
  readonly lastPosition: bigint;
}

/** The first `countMax` events after a position that pass the filter. */
export const readEvents = async (
  db: Queryable,
  tenantId: string,
  after: bigint,
  { eventCodes, entitlementId }: EventFilter,
  countMax: number,
): Promise<EventsRead> => {
  // Before the events: what comes meanwhile is above it.
  const last = await lastPosition(db, tenantId);
  if (last <= after) return { rows: [], hasMore: false, lastPosition: after };
  const asked = [tenantId, after, eventCodes, entitlementId, countMax + 1];
  const found = await db.query<EventRow>(readSql, asked);
  const rows = found.slice(0, countMax);
  const lastRead = rows.at(-1)?.position ?? after;
  const hasMore = found.length > countMax;
  return { rows, hasMore, lastPosition: hasMore || lastRead > last ? lastRead : last };
};
