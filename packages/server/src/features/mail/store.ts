import type { MailKind } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import type { MailParts } from './template.ts';

/** The tables of the room: mail_templates, mail_settings, mail_stops, mail_stop_keys. */

export interface TemplateRow extends MailParts {
  readonly kind: MailKind;
  readonly updatedAt: Date;
}

export interface MailSettings {
  readonly senderName: string | null;
  readonly replyTo: string | null;
}

export interface StopRow {
  readonly mailStopId: string;
  readonly address: string;
  readonly kind: MailKind;
  readonly stoppedAt: Date;
}

const selectTemplatesSql = `
  select kind, subject, text, html, updated_at as "updatedAt"
  from mail_templates
  where tenant_id = $1`;

const selectTemplateSql = `${selectTemplatesSql} and kind = $2`;

const replaceTemplateSql = `
  insert into mail_templates (tenant_id, kind, subject, text, html, updated_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (tenant_id, kind) do update
  set subject = excluded.subject, text = excluded.text, html = excluded.html, updated_at = excluded.updated_at`;

const deleteTemplateSql = `delete from mail_templates where tenant_id = $1 and kind = $2`;

const selectSettingsSql = `
  select sender_name as "senderName", reply_to as "replyTo"
  from mail_settings
  where tenant_id = $1`;

const replaceSettingsSql = `
  insert into mail_settings (tenant_id, sender_name, reply_to)
  values ($1, $2, $3)
  on conflict (tenant_id) do update
  set sender_name = excluded.sender_name, reply_to = excluded.reply_to`;

const stopColumns = `
  mail_stop_id as "mailStopId", address, kind, stopped_at as "stoppedAt"`;

const selectStopsSql = `
  select ${stopColumns}
  from mail_stops
  where tenant_id = $1 and ($2::text is null or kind = $2) and ($3::text is null or address = $3)
  order by stopped_at, mail_stop_id
  limit $4 offset $5`;

const countStopsSql = `
  select count(*)::int as n
  from mail_stops
  where tenant_id = $1 and ($2::text is null or kind = $2) and ($3::text is null or address = $3)`;

const selectStopSql = `
  select mail_stop_id
  from mail_stops
  where tenant_id = $1 and kind = $2 and address = $3`;

const insertStopSql = `
  insert into mail_stops (tenant_id, mail_stop_id, address, kind, stopped_at)
  values ($1, $2, $3, $4, $5)
  on conflict (tenant_id, address, kind) do nothing`;

const deleteStopSql = `
  delete from mail_stops
  where tenant_id = $1 and mail_stop_id = $2
  returning mail_stop_id`;

const selectKeySql = `select key from mail_stop_keys where tenant_id = $1`;

const insertFirstKeySql = `
  insert into mail_stop_keys (tenant_id, key)
  values ($1, $2)
  on conflict (tenant_id) do nothing`;

const noSettings: MailSettings = { senderName: null, replyTo: null };

/** An address is stopped however it is written. */
const plain = (address: string): string => address.toLowerCase();

export const selectTemplates = (db: Queryable, tenantId: string) =>
  db.query<TemplateRow>(selectTemplatesSql, [tenantId]);

/** Null: the tenant has none of its own. */
export const selectTemplate = async (db: Queryable, tenantId: string, kind: MailKind) =>
  (await db.query<TemplateRow>(selectTemplateSql, [tenantId, kind]))[0] ?? null;

export const replaceTemplate = (tx: Queryable, tenantId: string, row: TemplateRow) =>
  tx.query(replaceTemplateSql, [tenantId, row.kind, row.subject, row.text, row.html, row.updatedAt]);

export const removeTemplate = (tx: Queryable, tenantId: string, kind: MailKind) =>
  tx.query(deleteTemplateSql, [tenantId, kind]);

export const selectSettings = async (db: Queryable, tenantId: string): Promise<MailSettings> =>
  (await db.query<MailSettings>(selectSettingsSql, [tenantId]))[0] ?? noSettings;

export const replaceSettings = (tx: Queryable, tenantId: string, { senderName, replyTo }: MailSettings) =>
  tx.query(replaceSettingsSql, [tenantId, senderName, replyTo]);

export interface StopsAsked {
  readonly kind: MailKind | null;
  readonly address: string | null;
}

/** Oldest first. */
export const pageOfStops = async (
  db: Queryable,
  tenantId: string,
  { kind, address }: StopsAsked,
  { pageSize, offset }: PageAsked,
) => {
  const filter = [tenantId, kind, address === null ? null : plain(address)];
  const items = await db.query<StopRow>(selectStopsSql, [...filter, pageSize, offset]);
  const counted = await db.query<{ n: number }>(countStopsSql, filter);
  return { items, elementsTotal: counted[0]?.n ?? 0 };
};

export const isStopped = async (db: Queryable, tenantId: string, kind: MailKind, address: string) =>
  (await db.query(selectStopSql, [tenantId, kind, plain(address)])).length > 0;

export const insertStop = (tx: Queryable, tenantId: string, stop: StopRow) =>
  tx.query(insertStopSql, [tenantId, stop.mailStopId, plain(stop.address), stop.kind, stop.stoppedAt]);

/** False when there was none. */
export const removeStop = async (tx: Queryable, tenantId: string, mailStopId: string): Promise<boolean> =>
  (await tx.query(deleteStopSql, [tenantId, mailStopId])).length === 1;

/** Null: no link to stop mails was ever made. */
export const selectStopKey = async (db: Queryable, tenantId: string): Promise<Buffer | null> =>
  (await db.query<{ key: Buffer }>(selectKeySql, [tenantId]))[0]?.key ?? null;

/** Of two at once, the first to write it wins. */
export const insertFirstStopKey = (tx: Queryable, tenantId: string, key: Buffer) =>
  tx.query(insertFirstKeySql, [tenantId, key]);
