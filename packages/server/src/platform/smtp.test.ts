import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headerOf, type MailServer, startMailServer } from '../testing/mail-server.ts';
import { newId } from './ids.ts';
import { createSmtp, isRefused, type Message } from './smtp.ts';

describe('a message', () => {
  let mailServer: MailServer;
  beforeEach(async () => {
    mailServer = await startMailServer();
  });
  afterEach(() => mailServer.stop());

  const at = new Date('2026-11-22T10:20:30.456Z');
  const messageTo = (to: string, given: Partial<Message> = {}): Message => ({
    ...{ mailId: newId('mail'), to, subject: 'Hello', text: 'One\nTwo', html: null, createdAt: at },
    ...{ senderName: null, replyTo: null, stopUrl: null },
    ...given,
  });
  /** Answers what came in. */
  const send = async (to: string, given: Partial<Message> = {}, smtpUrl = mailServer.url) => {
    await createSmtp(smtpUrl, 'https://leeway.example.com')(messageTo(to, given));
    const mail = mailServer.received.at(-1);
    if (!mail) throw new Error('nothing came in');
    for (const line of mail.source.split('\r\n')) expect(line.length).toBeLessThan(999);
    return mail;
  };

  it('comes from whom the URL of the mail server names, who also signs in', async () => {
    const host = `127.0.0.1:${mailServer.port}`;
    const senderAt = async (smtpUrl: string) => {
      const mail = await send('ann@example.com', {}, smtpUrl);
      return [mail.from, headerOf(mail, 'From')];
    };
    expect(await senderAt(`smtp://${host}`)).toEqual([
      ...['leeway@leeway.example.com', 'Leeway <leeway@leeway.example.com>'],
    ]);
    expect(await senderAt(`smtp://robot%40acme.com:p%40ss@${host}`)).toEqual([
      ...['robot@acme.com', 'Leeway <robot@acme.com>'],
    ]);
    expect(await senderAt(`smtp://${host}?from=Acme%20%3Chi@acme.com%3E`)).toEqual([
      ...['hi@acme.com', 'Acme <hi@acme.com>'],
    ]);
    expect(await senderAt(`smtp://${host}?from=hi@acme.com`)).toEqual([
      'hi@acme.com',
      'Leeway <hi@acme.com>',
    ]);
  });

  it('says who sent it and where answers go, and no more, whatever the sender is called', async () => {
    const senderName = `Acme "Ltd", <x>\r\nBcc: eve@example.com ${'very '.repeat(60)}long`;
    const mail = await send('ann@example.com', { senderName, replyTo: 'help@acme.example' });
    expect(mail).toMatchObject({ from: 'leeway@leeway.example.com', to: ['ann@example.com'] });
    expect(mail.source).not.toMatch(/^Bcc:/im);
    expect(headerOf(mail, 'From')).toMatch(/<leeway@leeway\.example\.com>$/);
    expect(headerOf(mail, 'Reply-To')).toBe('help@acme.example');
  });

  it('keeps a subject of any length and script', async () => {
    const subject = `${'資産管理 '.repeat(200)}✓`;
    const sent = headerOf(await send('ann@example.com', { subject }), 'Subject') ?? '';
    const bytes = [...sent.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/g)].map(([, text = '']) =>
      Buffer.from(text, 'base64'),
    );
    expect(Buffer.concat(bytes).toString()).toBe(subject);
  });

  it('reaches addresses that are not ASCII', async () => {
    const [to = ''] = (await send('jörg@müller.example')).to;
    expect(to).toMatch(/^jörg@(müller|xn--mller-kva)\.example$/);
  });

  it('says that a machine wrote it, when, and how to stop such mails', async () => {
    const stopUrl = `https://leeway.example.com/mail/stop?token=${'x'.repeat(200)}`;
    const mailId = newId('mail');
    const mail = await send('ann@example.com', { mailId, html: '<p>One</p>', stopUrl });
    expect(headerOf(mail, 'Message-ID')).toBe(`<${mailId}@leeway.example.com>`);
    expect(headerOf(mail, 'Date')).toBe('Sun, 22 Nov 2026 10:20:30 +0000');
    expect(headerOf(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(headerOf(mail, 'Content-Type')).toMatch(/^multipart\/alternative/);
    // In one line: folded, its first would be empty.
    expect(mail.source).toContain(`\r\nList-Unsubscribe: <${stopUrl}>\r\n`);
    expect(headerOf(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
  });

  it('that is essential says nothing of stopping', async () => {
    const mail = await send('ann@example.com');
    expect(headerOf(mail, 'Auto-Submitted')).toBe('auto-generated');
    expect(mail.source).not.toMatch(/^List-/im);
    expect(headerOf(mail, 'Content-Type')).toMatch(/^text\/plain/);
  });

  it.each(['', 'ann', 'ann@example.com>\r\nRCPT TO:<eve@example.com', 'ann@example.com, eve@example.com'])(
    'to %j is refused for good, and reaches nobody',
    async (to) => {
      const sending = send(to);
      expect(isRefused(await sending.catch((error: unknown) => error))).toBe(true);
      expect(mailServer.received).toEqual([]);
    },
  );
});
