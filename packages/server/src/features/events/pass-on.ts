import type { Database } from '../../platform/database.ts';
import { queryByIndex } from './query-by-index.ts';

/** Whose turn it is in an entitlement: deliveries that were put off because of one before them. */

const now = `(statement_timestamp() + $1::float8 * interval '1 ms')`;

// A statement of its own, after what was before it is committed: so it sees every delivery that was put off meanwhile, and
// waits for one that is being put off at this moment. Rows are found by the key, because their place may have moved, and
// by no condition of the queue, or a plan that believes it to be empty would walk through all of it. What is being sent
// is not touched: who records it locks several rows too.
// It has been due since its event, and so comes before what has waited less.
const passOnSql = `
  with next as materialized (
    select head.tenant_id, head.delivery_id
    from unnest($2::text[], $3::text[], $4::text[]) as lane (tenant_id, webhook_listener_id, entitlement_id)
    cross join lateral (
      select tenant_id, delivery_id, lease_token
      from deliveries
      where tenant_id = lane.tenant_id and webhook_listener_id = lane.webhook_listener_id
        and entitlement_id = lane.entitlement_id and status = 'waiting'
      order by sequence, position
      limit 1
    ) as head
    where lease_token is null
  )
  update deliveries
  set due_at = least(at, ${now})
  from next
  where deliveries.tenant_id = next.tenant_id and deliveries.delivery_id = next.delivery_id
    and deliveries.lease_token is null and deliveries.tries = 0 and deliveries.finished_at is null`;

/** What goes out one after the other. */
export interface Lane {
  readonly tenantId: string;
  readonly webhookListenerId: string;
  readonly entitlementId: string | null;
}

const keyOf = ({ tenantId, webhookListenerId, entitlementId }: Lane) =>
  `${tenantId} ${webhookListenerId} ${entitlementId}`;

/** Makes the first delivery of each lane due, unless it is being sent or waits for its retry. */
export const passOn = (database: Database, lanes: readonly Lane[], offsetMs: number) => {
  // Always in one order, so that two at once do not wait for each other.
  const byKey = new Map(lanes.map((lane) => [keyOf(lane), lane]));
  const ordered = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, lane]) => lane);
  return queryByIndex(database, passOnSql, [
    offsetMs,
    ordered.map(({ tenantId }) => tenantId),
    ordered.map(({ webhookListenerId }) => webhookListenerId),
    ordered.map(({ entitlementId }) => entitlementId),
  ]);
};
