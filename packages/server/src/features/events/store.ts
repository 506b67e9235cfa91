import type { operations, SortOf, WebhookModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';
import type { PageAsked } from '../../platform/http/paging.ts';

/** The table webhook_listeners. */

export interface NewListener {
  readonly webhookListenerId: string;
  readonly uri: string;
  readonly subscriptions: readonly string[];
  readonly signingSecret: string;
  /** Epoch ms. */
  readonly at: number;
}

type ListenerRow = Omit<WebhookModel, 'failingSince'> & { readonly failingSince: Date | null };

const columns = `
  webhook_listener_id as "id", uri, subscriptions, disabled_date is null as enabled,
  (
    select failing_since from webhook_listener_failures f
    where f.tenant_id = l.tenant_id and f.webhook_listener_id = l.webhook_listener_id
  ) as "failingSince"`;

const modelOf = ({ failingSince, ...row }: ListenerRow): WebhookModel => ({
  ...row,
  failingSince: failingSince?.toISOString() ?? null,
});

// Two at once may pass the bound by one, which hurts nobody.
const insertListenerSql = `
  insert into webhook_listeners (tenant_id, webhook_listener_id, uri, subscriptions, signing_secret, created_at)
  select $1, $2, $3, $4, $5, $6
  where (select count(*) from webhook_listeners where tenant_id = $1) < $7
  returning webhook_listener_id`;

type WebhooksChoice = ListChoice<SortOf<typeof operations.listWebhooks>>;

const orderSql = orderSqlOf<SortOf<typeof operations.listWebhooks>>({
  by: { uri: 'lower(l.uri)', enabled: 'l.disabled_date is null' },
  createdAt: 'created_at',
  id: 'webhook_listener_id',
});

const pageOfListenersSql = (sort: WebhooksChoice['sort']) => `
  select ${columns}
  from webhook_listeners l
  where tenant_id = $1 and ${namedSql('$2', 'l.uri')}
  ${orderSql(sort)}
  limit $3 offset $4`;

const countListenersSql = `
  select count(*)::int as total
  from webhook_listeners l
  where tenant_id = $1 and ${namedSql('$2', 'l.uri')}`;

const selectListenerSql = `
  select ${columns} from webhook_listeners l where tenant_id = $1 and webhook_listener_id = $2`;

// What failed was the address: another one starts anew.
const updateListenerSql = `
  with moved as (
    delete from webhook_listener_failures f
    using webhook_listeners l
    where l.tenant_id = $1 and l.webhook_listener_id = $2 and uri <> $3
      and f.tenant_id = l.tenant_id and f.webhook_listener_id = l.webhook_listener_id
  )
  update webhook_listeners
  set uri = $3, subscriptions = $4,
    disabled_date = case when uri = $3 then disabled_date end,
    disabled_reason = case when uri = $3 then disabled_reason end
  where tenant_id = $1 and webhook_listener_id = $2
  returning webhook_listener_id`;

const deleteListenerSql = `
  delete from webhook_listeners
  where tenant_id = $1 and webhook_listener_id = $2
  returning webhook_listener_id`;

/** False when the tenant has `listenersMax` already. */
export const insertListener = async (
  tx: Queryable,
  tenantId: string,
  listener: NewListener,
  listenersMax: number,
): Promise<boolean> => {
  const { webhookListenerId, uri, subscriptions, signingSecret, at } = listener;
  const values = [tenantId, webhookListenerId, uri, subscriptions, signingSecret, new Date(at), listenersMax];
  return (await tx.query(insertListenerSql, values)).length === 1;
};

/** In the order of their creation unless chosen otherwise. */
export const pageOfListeners = async (
  db: Queryable,
  tenantId: string,
  { name, sort }: WebhooksChoice,
  page: PageAsked,
) => {
  const asked = [tenantId, namePart(name)];
  const items = await db.query<ListenerRow>(pageOfListenersSql(sort), [...asked, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countListenersSql, asked);
  return { items: items.map(modelOf), total: count?.total ?? 0 };
};

export const findListener = async (db: Queryable, tenantId: string, id: string) => {
  const [row] = await db.query<ListenerRow>(selectListenerSql, [tenantId, id]);
  return row ? modelOf(row) : null;
};

/** False when there is none. */
export const updateListener = async (
  tx: Queryable,
  tenantId: string,
  id: string,
  uri: string,
  subscriptions: readonly string[],
): Promise<boolean> => (await tx.query(updateListenerSql, [tenantId, id, uri, subscriptions])).length === 1;

/** False when there was none. */
export const removeListener = async (tx: Queryable, tenantId: string, id: string): Promise<boolean> =>
  (await tx.query(deleteListenerSql, [tenantId, id])).length === 1;
