import { systemAuthor } from '../../platform/author.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { findTenant, selectAdministratorAddresses } from '../identity/index.ts';
import { queueMail } from '../mail/index.ts';
import { enqueueEvents } from './messages.ts';

/** Nobody is told any more: who said that it is gone (410), and who has failed for five days (rule 37). */

const disableSql = `
  update webhook_listeners
  set disabled_date = $3, disabled_reason = $4
  where tenant_id = $1 and webhook_listener_id = $2 and disabled_date is null
  returning uri`;

const cancelSql = `
  update deliveries
  set status = 'cancelled', due_at = null, lease_token = null, finished_at = $3
  where tenant_id = $1 and webhook_listener_id = $2 and status = 'waiting'`;

export interface Disabling {
  readonly tenantId: string;
  readonly webhookListenerId: string;
  /** `gone`: answered 410; `failing`: no success for five days. */
  readonly reason: 'gone' | 'failing';
  /** Epoch ms; null: it is not known to have failed before. */
  readonly failingSince: number | null;
}

const reasons = {
  gone: 'The receiver answered 410: it is gone.',
  failing: 'No delivery has succeeded for five days.',
} as const;

const tell = async (
  tx: Queryable,
  { tenantId, webhookListenerId, reason, failingSince }: Disabling,
  uri: string,
  clock: Clock,
) => {
  const payload = {
    webhookListenerId,
    uri,
    reason,
    failingSince: failingSince === null ? null : new Date(failingSince).toISOString(),
  };
  const event = { at: clock.now(), eventCode: 'webhook.disabled', resourceId: webhookListenerId } as const;
  await enqueueEvents(
    tx,
    tenantId,
    [{ ...event, entitlementId: null, sequence: null, payload }],
    clock.offsetMs,
  );
  const tenant = await findTenant({ database: tx }, tenantId);
  const values = { tenantName: tenant?.name ?? '', uri, webhookListenerId, reason: reasons[reason] };
  for (const to of await selectAdministratorAddresses(tx, tenantId)) {
    await queueMail(tx, { tenantId, kind: 'webhookDisabled', to, values });
  }
};

/** What somebody does who wants no more deliveries for now; nobody is told, and `enableWebhook` takes it back. */
export const pauseListener = async (
  tx: Queryable,
  tenantId: string,
  webhookListenerId: string,
  now: Date,
): Promise<void> => {
  await tx.query(disableSql, [tenantId, webhookListenerId, now, 'It was paused.']);
  await tx.query(cancelSql, [tenantId, webhookListenerId, now]);
};

/** Disables a listener, cancels what waits for it, and tells the others and the tenant's administrators; once. */
export const disableListener = async (
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  disabling: Disabling,
): Promise<void> => {
  const { tenantId, webhookListenerId, reason } = disabling;
  const now = new Date(clock.now());
  await database.transaction(systemAuthor, async (tx) => {
    const disabled = [tenantId, webhookListenerId, now, reasons[reason]];
    const [listener] = await tx.query<{ uri: string }>(disableSql, disabled);
    if (!listener) return;
    await tx.query(cancelSql, [tenantId, webhookListenerId, now]);
    await tell(tx, disabling, listener.uri, clock);
  });
};
