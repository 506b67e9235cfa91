import { stringify } from 'lossless-json';
import type { Queryable } from './database.ts';
import { newId } from './ids.ts';
import { instantText } from './instant.ts';

interface Told {
  /** Epoch ms. */
  readonly at: number;
  readonly eventCode: string;
  /** JSON; bigint is written as an integer. */
  readonly payload: unknown;
}

/** What happened to an entitlement, in the order of its sequence. */
export interface EntitlementTold extends Told {
  readonly entitlementId: string;
  readonly sequence: bigint;
}

/** What happened to anything else. */
interface ResourceTold extends Told {
  readonly entitlementId: null;
  readonly sequence: null;
  readonly resourceId: string;
}

/** A change to be told later, written in the transaction of the change (rule 35). Delivery reads them. */
export type OutboxEvent = EntitlementTold | ResourceTold;

export const appendOutboxSql = `
  insert into outbox (tenant_id, event_id, entitlement_id, sequence, resource_id, at, event_code, payload)
  select $1, e.event_id, e.entitlement_id, e.sequence, e.resource_id, e.at, e.event_code, e.payload::jsonb
  from unnest($2::text[], $3::text[], $4::int8[], $5::text[], $6::timestamptz[], $7::text[], $8::text[])
    as e (event_id, entitlement_id, sequence, resource_id, at, event_code, payload)`;

export const appendOutboxValues = (
  tenantId: string,
  events: readonly OutboxEvent[],
): (string | (string | null)[] | (bigint | null)[])[] => [
  tenantId,
  events.map((event) => newId('event', event.at)),
  events.map((event) => event.entitlementId),
  events.map((event) => event.sequence),
  events.map((event) => ('resourceId' in event ? event.resourceId : null)),
  events.map((event) => instantText(event.at)),
  events.map((event) => event.eventCode),
  events.map((event) => stringify(event.payload) ?? 'null'),
];

export const appendOutbox = async (tx: Queryable, tenantId: string, events: readonly OutboxEvent[]) => {
  if (events.length > 0) await tx.query(appendOutboxSql, appendOutboxValues(tenantId, events));
};

/** Tells what happened to something that is no entitlement. @param at epoch ms */
export const tellOf = (
  tx: Queryable,
  tenantId: string,
  events: readonly Omit<ResourceTold, 'entitlementId' | 'sequence'>[],
): Promise<void> =>
  appendOutbox(
    tx,
    tenantId,
    events.map((event) => ({ ...event, entitlementId: null, sequence: null })),
  );
