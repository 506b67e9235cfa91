import type { MailKind } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { enqueueMail } from '../../platform/mail.ts';
import { templateIn } from './default-templates.ts';
import { type MailValues, mailKinds, type StoppableKind } from './kinds.ts';
import type { MailLanguage } from './language.ts';
import { sealStop } from './stop-token.ts';
import { isStopped, selectSettings, selectTemplate } from './store.ts';
import { type RenderValues, renderMail } from './template.ts';

interface MailOf<Kind extends MailKind> {
  readonly tenantId: string;
  readonly kind: Kind;
  /** One address. */
  readonly to: string;
  readonly values: MailValues[Kind];
  /** Of the product's own words; a tenant's template has one language. Left out: English. */
  readonly language?: MailLanguage;
}

/** Where the link that stops such mails leads: `http://host:port`, no slash at the end. */
interface Stoppable {
  readonly publicUrl: string;
}

export type QueuedMail = {
  [Kind in MailKind]: MailOf<Kind> & (Kind extends StoppableKind ? Stoppable : unknown);
}[MailKind];

/**
 * Queues a mail in the tenant's words, in the caller's transaction: it goes out when that commits, and never when it
 * does not. Nothing is queued for an address that wants no more mails of the kind.
 *
 * Rendered here and not when it is sent: the mail says what was so when it was written, a retry sends the same once
 * more, and what waits in the table is what its recipient will read, whatever becomes of templates and settings.
 */
export const queueMail = async (tx: Queryable, mail: QueuedMail): Promise<void> => {
  const { tenantId, kind, to } = mail;
  const isEssential = mailKinds[kind].stopWords === null;
  if (!isEssential && (await isStopped(tx, tenantId, kind, to))) return;
  const values: RenderValues = { ...mail.values };
  let stopUrl: string | null = null;
  if (!isEssential && 'publicUrl' in mail) {
    stopUrl = `${mail.publicUrl}/mail/stop?token=${await sealStop(tx, { tenantId, kind, address: to })}`;
  }
  const template = (await selectTemplate(tx, tenantId, kind)) ?? templateIn(kind, mail.language ?? 'en');
  const { senderName, replyTo } = await selectSettings(tx, tenantId);
  await enqueueMail(tx, {
    ...{ tenantId, kind, to, replyTo, stopUrl },
    senderName: senderName ?? mail.values.tenantName,
    ...renderMail(template, stopUrl === null ? values : { ...values, stopLink: stopUrl }),
  });
};
