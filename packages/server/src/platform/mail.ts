import type { Logger } from 'pino';
import type { BackgroundStep } from './background-loop.ts';
import type { Clock } from './clock.ts';
import type { Database, Queryable } from './database.ts';
import { newId } from './ids.ts';
import { createSmtp, isRefused, type Message } from './smtp.ts';

/**
 * Outgoing mail. A mail is a row, written in the transaction of what it tells of, and sent afterwards by whichever
 * process claims it: once, unless that process goes after the mail server took the mail and before the row says so.
 * Then it goes out once more, with the same Message-ID, by which mail servers and programs recognise it. SMTP offers
 * nothing better: the other choice would be to lose it. Without a mail server it is written to the log, for whoever
 * runs Leeway to read.
 */

/** `to` is one address; lines of `text` end with `\n`. */
export interface Mail extends Omit<Message, 'mailId' | 'createdAt'> {
  readonly tenantId: string;
  /** What kind of mail it is, for those who cancel mails of a kind. */
  readonly kind: string;
}

/** Pauses after the first failed attempt, the second, and so on; a mail that fails once more is given up: 33 hours. */
const pausesMs = [1, 5, 30, 120, 360, 720, 720].map((minutes) => minutes * 60_000);
/** Longer than an attempt can take, so that only a mail whose process has gone is sent by another. */
const leaseMs = 5 * 60_000;
const roundMax = 10;
/** Mails that are done with are kept this long, for people who ask whether one went out. */
const keptDays = 30;
const errorCharactersMax = 500;

const queueSql = `
  insert into mails (
    tenant_id, mail_id, kind, recipient, subject, text, html, sender_name, reply_to, stop_url, created_at, due_at
  )
  select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now.at, now.at
  from (
    select statement_timestamp() + current_setting('leeway.clock_offset_ms')::float8 * interval '1 ms' as at
  ) as now`;

// The claim is the lease: a mail that is being sent is due again only after it, whatever becomes of the sender.
const claimSql = `
  with now as (
    select clock_timestamp() + $1::float8 * interval '1 ms' as at
  ), due as materialized (
    select tenant_id, mail_id
    from mails
    where due_at <= (select at from now)
    order by due_at
    limit $3
    for update skip locked
  )
  update mails
  set attempts = attempts + 1, due_at = now.at + $2 * interval '1 ms'
  from now, due
  where mails.tenant_id = due.tenant_id and mails.mail_id = due.mail_id
  returning mails.tenant_id as "tenantId", mails.mail_id as "mailId", kind, recipient as "to", subject, text, html,
    sender_name as "senderName", reply_to as "replyTo", stop_url as "stopUrl", created_at as "createdAt", attempts`;

// What was sent may hold a link that signs in: it is not kept where the recipient's own copy is enough.
const sentSql = `
  update mails
  set due_at = null, sent_at = $3, sent_by = $4, failed_at = null, last_error = null,
    text = case $4 when 'smtp' then '' else text end,
    html = case $4 when 'smtp' then null else html end
  where tenant_id = $1 and mail_id = $2`;

const failedSql = `
  update mails
  set due_at = $3, failed_at = $4, last_error = $5
  where tenant_id = $1 and mail_id = $2 and due_at is not null`;

const cancelSql = `
  update mails
  set due_at = null, failed_at = $4, last_error = 'The recipient wants no more mails of this kind.'
  where tenant_id = $1 and kind = $2 and lower(recipient) = lower($3) and due_at is not null`;

const forgetSql = `delete from mails where created_at < $1 and due_at is null`;

/** In the caller's transaction: the mail goes out when that commits, and never when it does not. */
export const enqueueMail = async (tx: Queryable, mail: Mail): Promise<void> => {
  const { tenantId, kind, to, subject, text, html, senderName, replyTo, stopUrl } = mail;
  const written = [subject, text, html, senderName, replyTo, stopUrl];
  await tx.query(queueSql, [tenantId, newId('mail'), kind, to, ...written]);
};

/** What still waits for the address does not go out; what is being sent at this moment may. @param now epoch ms */
export const cancelMails = async (
  tx: Queryable,
  { tenantId, kind, to }: Pick<Mail, 'tenantId' | 'kind' | 'to'>,
  now: number,
): Promise<void> => {
  await tx.query(cancelSql, [tenantId, kind, to, new Date(now)]);
};

interface ClaimedMail extends Message {
  readonly tenantId: string;
  /** This one included. */
  readonly attempts: number;
}

interface MailParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** `smtp://user:password@host:587`; `?from=` names the sender. Null: mails are written to the log. */
  readonly smtpUrl: string | null;
  /** Mails come from its host when nobody says otherwise. */
  readonly publicUrl: string;
}

const createSender = ({ database, clock, log, smtpUrl, publicUrl }: MailParts) => {
  const smtp = smtpUrl === null ? null : createSmtp(smtpUrl, publicUrl);

  const fail = async ({ tenantId, mailId, attempts }: ClaimedMail, error: unknown): Promise<void> => {
    const pauseMs = isRefused(error) ? undefined : pausesMs[attempts - 1];
    const now = clock.now();
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, errorCharactersMax);
    await database.query(failedSql, [
      tenantId,
      mailId,
      pauseMs === undefined ? null : new Date(now + pauseMs),
      pauseMs === undefined ? new Date(now) : null,
      reason,
    ]);
    const next = pauseMs === undefined ? 'given up' : `tried again in ${pauseMs / 60_000} min`;
    log.warn({ err: error, tenantId, mailId, attempts }, `mail ${mailId} is not sent, ${next}: ${reason}`);
  };

  const send = async (mail: ClaimedMail): Promise<void> => {
    try {
      if (smtp) await smtp(mail);
      else log.info({ tenantId: mail.tenantId }, `mail to ${mail.to}: ${mail.subject}\n${mail.text}`);
    } catch (error) {
      await fail(mail, error);
      return;
    }
    const way = smtp ? 'smtp' : 'log';
    await database.query(sentSql, [mail.tenantId, mail.mailId, new Date(clock.now()), way]);
  };

  return async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const claimed = await database.query<ClaimedMail>(claimSql, [clock.offsetMs, leaseMs, roundMax]);
      await Promise.all(claimed.map(send));
      if (claimed.length < roundMax) return;
    }
  };
};

/** Sends what is due, and forgets what is old. Any number of processes may run them. */
export const mailSteps = (parts: MailParts): BackgroundStep[] => [
  { name: 'mail.send', everyMs: 1_000, run: createSender(parts) },
  {
    name: 'mail.forget',
    everyMs: 6 * 3_600_000,
    run: async () => {
      const before = new Date(parts.clock.now() - keptDays * 86_400_000);
      await parts.database.query(forgetSql, [before]);
    },
  },
];
