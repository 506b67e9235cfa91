import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { instantText } from './instant.ts';

/** Changes of state to be told later, written in the transaction of the change (rule 35). Delivery reads them. */
export interface OutboxEvent {
  readonly entitlementId: string;
  readonly sequence: bigint;
  /** Epoch ms. */
  readonly at: number;
  readonly eventCode: string;
  readonly payload: unknown;
}

export const appendOutboxSql = `
  insert into outbox (tenant_id, event_id, entitlement_id, sequence, at, event_code, payload)
  select $1, e.event_id, e.entitlement_id, e.sequence, e.at, e.event_code, e.payload::jsonb
  from unnest($2::text[], $3::text[], $4::int8[], $5::timestamptz[], $6::text[], $7::text[])
    as e (event_id, entitlement_id, sequence, at, event_code, payload)`;

export const appendOutboxValues = (
  tenantId: string,
  events: readonly OutboxEvent[],
): (string | string[] | bigint[])[] => [
  tenantId,
  events.map((event) => newId('evt', event.at)),
  events.map((event) => event.entitlementId),
  events.map((event) => event.sequence),
  events.map((event) => instantText(event.at)),
  events.map((event) => event.eventCode),
  events.map((event) =>
    JSON.stringify(event.payload, (_, value) => (typeof value === 'bigint' ? value.toString() : value)),
  ),
];

export const appendOutbox = async (tx: Queryable, tenantId: string, events: readonly OutboxEvent[]) => {
  if (events.length > 0) await tx.query(appendOutboxSql, appendOutboxValues(tenantId, events));
};
