import { createTransport, type Transporter } from 'nodemailer';

/** How a mail becomes a message and goes to the mail server. */

export interface Message {
  readonly mailId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Null: there is only the text. */
  readonly html: string | null;
  /** Null: whom the URL of the mail server names, else Leeway. */
  readonly senderName: string | null;
  /** Null: answers go to the sender. */
  readonly replyTo: string | null;
  /** Takes the POST with which a mail program stops mails like this (RFC 8058); null: the mail is essential. */
  readonly stopUrl: string | null;
  readonly createdAt: Date;
}

/** Resolves when the mail server has taken the message; rejects when it has not, or may not have. */
export type SendMessage = (message: Message) => Promise<void>;

interface Sender {
  readonly name: string;
  readonly address: string;
}

/** Who mails come from: whom the URL of the mail server names, else its user, else an address of our own host. */
const senderOf = (smtpUrl: URL, host: string): Sender => {
  const from = smtpUrl.searchParams.get('from')?.trim() ?? '';
  const [, name = '', address = from] = /^(.*)<([^<>]+)>$/s.exec(from) ?? [];
  if (address !== '') return { name: name.trim() || 'Leeway', address };
  const user = decodeURIComponent(smtpUrl.username);
  return { name: 'Leeway', address: user.includes('@') ? user : `leeway@${host}` };
};

/**
 * What of a message is not the same for all. Subject and addresses are encoded by the library, which lets none of them
 * begin a line; ids and URLs are made by us.
 */
const headersOf = ({ stopUrl }: Message) => ({
  // No machine should answer (RFC 3834).
  'Auto-Submitted': 'auto-generated',
  ...(stopUrl === null
    ? {}
    : {
        // Prepared: folded, the first line would be empty, which some mail programs do not read.
        'List-Unsubscribe': { prepared: true, value: `<${new URL(stopUrl).href}>` },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
});

/** @param smtpUrl `smtp://user:password@host:587`; `?from=` names the sender */
export const createSmtp = (smtpUrl: string, publicUrl: string): SendMessage => {
  const url = new URL(smtpUrl);
  const host = new URL(publicUrl).hostname;
  const sender = senderOf(url, host);
  url.searchParams.delete('from');
  let transport: Transporter | undefined;
  return async (message) => {
    const { mailId, to, subject, text, html, senderName, replyTo, createdAt } = message;
    transport ??= createTransport({
      url: url.href,
      dnsTimeout: 10_000,
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    await transport.sendMail({
      from: { name: senderName ?? sender.name, address: sender.address },
      // As an object: a text would be taken apart at its commas.
      to: { name: '', address: to },
      ...(replyTo === null ? {} : { replyTo: { name: '', address: replyTo } }),
      subject,
      text,
      ...(html === null ? {} : { html }),
      // Of the mail, not of the attempt: who gets it twice can tell.
      messageId: `<${mailId}@${host}>`,
      date: createdAt,
      headers: headersOf(message),
    });
  };
};

/** The mail server refuses this mail for good, rather than being in trouble itself; or no server could take it. */
export const isRefused = (error: unknown): boolean => {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && (responseCode === undefined || responseCode >= 500);
};
