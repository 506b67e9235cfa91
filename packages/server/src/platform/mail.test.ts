import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../testing/leeway.ts';
import { headerOf, type MailServer, startMailServer } from '../testing/mail-server.ts';
import { systemAuthor } from './author.ts';
import type { Database } from './database.ts';
import { cancelMails, enqueueMail, type Mail, mailSteps } from './mail.ts';

describe('mail', () => {
  let leeway: Leeway;
  let mailServer: MailServer | undefined;
  beforeAll(async () => {
    leeway = await startLeeway();
  });
  afterAll(() => leeway.stop());
  afterEach(async () => {
    await mailServer?.stop();
    mailServer = undefined;
    await leeway.database.query('delete from mails');
  });

  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });
  const sender = (smtpUrl: string | null, database: Database = leeway.database) => {
    const { clock } = leeway;
    const [send, forget] = mailSteps({
      database,
      clock,
      log,
      smtpUrl,
      publicUrl: 'https://leeway.example.com',
    });
    if (!send || !forget) throw new Error('no steps');
    const { signal } = new AbortController();
    return { send: () => send.run(signal), forget: () => forget.run(signal) };
  };
  const mailTo = (to: string, given: Partial<Mail> = {}): Mail => ({
    ...{ tenantId: leeway.tenantId, kind: 'test', to, subject: 'Hello', text: 'One\nTwo', html: null },
    ...{ senderName: null, replyTo: null, stopUrl: null },
    ...given,
  });
  const queueWith = (to: string, given: Partial<Mail>) =>
    leeway.database.transaction(systemAuthor, (tx) => enqueueMail(tx, mailTo(to, given)));
  const queue = (to: string, subject = 'Hello', text = 'One\nTwo') => queueWith(to, { subject, text });
  const rows = () =>
    leeway.database.query<Record<string, unknown>>('select * from mails order by created_at, mail_id');

  it('goes out over SMTP once, and its text is not kept', async () => {
    mailServer = await startMailServer();
    await queue('ann@example.com', 'Grüezi ✓');
    const { send } = sender(mailServer.url);
    await send();
    await send();
    expect(mailServer.received).toHaveLength(1);
    const [mail] = mailServer.received;
    expect(mail).toMatchObject({ from: 'leeway@leeway.example.com', to: ['ann@example.com'] });
    expect(mail?.source).toMatch(/^Subject: =\?UTF-8\?/m);
    expect(mail?.source).toContain('One\r\nTwo');
    expect(await rows()).toMatchObject([
      { sent_by: 'smtp', sent_at: expect.any(Date), due_at: null, attempts: 1, text: '' },
    ]);
  });

  it('is sent by one of several senders at once', async () => {
    mailServer = await startMailServer();
    const recipients = Array.from({ length: 35 }, (_, index) => `p${index}@example.com`);
    for (const to of recipients) await queue(to);
    const smtpUrl = mailServer.url;
    await Promise.all([1, 2, 3].map(() => sender(smtpUrl).send()));
    expect(mailServer.received.flatMap(({ to }) => to).sort()).toEqual(recipients.sort());
  });

  it('reaches nobody but its recipient, whatever the address and the subject hold', async () => {
    mailServer = await startMailServer();
    await queue('ann@example.com, eve@example.com', 'Hi\r\nBcc: eve@example.com');
    await sender(mailServer.url).send();
    expect(mailServer.received.flatMap(({ to }) => to)).not.toContain('eve@example.com');
    expect(mailServer.received.map(({ source }) => source).join('')).not.toMatch(/^Bcc:/m);
  });

  it('is given up at once when no mail server could take its address', async () => {
    mailServer = await startMailServer();
    await queue('');
    await sender(mailServer.url).send();
    expect(mailServer.received).toEqual([]);
    expect(await rows()).toMatchObject([{ due_at: null, failed_at: expect.any(Date), attempts: 1 }]);
  });

  it('goes out once more, recognisable, when its process died before it could say that it was sent', async () => {
    mailServer = await startMailServer();
    await queue('ann@example.com');
    const { database } = leeway;
    const dying: Database = {
      ...database,
      query: (sql, values) =>
        sql.includes('sent_by = ') ? Promise.reject(new Error('killed')) : database.query(sql, values),
    };
    await expect(sender(mailServer.url, dying).send()).rejects.toThrow('killed');
    const { send } = sender(mailServer.url);
    await send();
    expect(mailServer.received).toHaveLength(1);
    leeway.clock.advance(300_001);
    await send();
    await send();
    expect(mailServer.received).toHaveLength(2);
    for (const name of ['Message-ID', 'Date']) {
      const [first, second] = mailServer.received.map((mail) => headerOf(mail, name));
      expect(first).toBeDefined();
      expect(second).toBe(first);
    }
  });

  it('does not go out once it is cancelled, not even when an attempt was under way', async () => {
    mailServer = await startMailServer();
    await queue('Ann@example.com');
    await queue('bob@example.com');
    const cancel = () =>
      leeway.database.transaction(systemAuthor, (tx) =>
        cancelMails(
          tx,
          { tenantId: leeway.tenantId, kind: 'test', to: 'ann@EXAMPLE.com' },
          leeway.clock.now(),
        ),
      );
    const { database } = leeway;
    const cancelling: Database = {
      ...database,
      query: async (sql, values) => {
        if (sql.includes('set due_at = $3')) await cancel();
        return database.query(sql, values);
      },
    };
    const gone = await startMailServer();
    await gone.stop();
    await sender(gone.url, cancelling).send();
    leeway.clock.advance(60_001);
    await sender(mailServer.url).send();
    expect(mailServer.received.flatMap(({ to }) => to)).toEqual(['bob@example.com']);
  });

  it('is tried again later and later while the mail server is in trouble, and then given up', async () => {
    mailServer = await startMailServer(() => 451);
    await queue('ann@example.com');
    const { send } = sender(mailServer.url);
    const pausesMinutes: number[] = [];
    for (;;) {
      await send();
      const [row] = await rows();
      if (!row?.due_at) break;
      const pauseMs = (row.due_at as Date).getTime() - leeway.clock.now();
      pausesMinutes.push(Math.round(pauseMs / 60_000));
      leeway.clock.advance(pauseMs - 5_000);
      await send();
      expect((await rows())[0]?.attempts).toBe(pausesMinutes.length);
      leeway.clock.advance(5_001);
    }
    expect(pausesMinutes).toEqual([1, 5, 30, 120, 360, 720, 720]);
    expect(await rows()).toMatchObject([
      {
        attempts: 8,
        sent_at: null,
        failed_at: expect.any(Date),
        last_error: expect.stringMatching(/not here/),
      },
    ]);
  });

  it('goes out once the mail server is back', async () => {
    const gone = await startMailServer();
    await gone.stop();
    await queue('ann@example.com');
    await sender(gone.url).send();
    expect(await rows()).toMatchObject([
      { sent_at: null, last_error: expect.stringMatching(/ECONNREFUSED/) },
    ]);
    mailServer = await startMailServer();
    leeway.clock.advance(60_001);
    await sender(mailServer.url).send();
    expect(await rows()).toMatchObject([{ sent_by: 'smtp', attempts: 2, last_error: null }]);
  });

  it('is given up at once when its recipient is refused, and holds up no other', async () => {
    mailServer = await startMailServer((recipient) => (recipient.startsWith('gone') ? 550 : null));
    await queue('gone@example.com');
    await queue('ann@example.com');
    await sender(mailServer.url).send();
    expect(mailServer.received.flatMap(({ to }) => to)).toEqual(['ann@example.com']);
    const [refused] = await rows();
    expect(refused).toMatchObject({ due_at: null, failed_at: expect.any(Date), attempts: 1 });
  });

  it('of a process that died while sending goes out after its lease', async () => {
    mailServer = await startMailServer();
    await queue('ann@example.com');
    await leeway.database.query(`update mails set attempts = 1, due_at = $1`, [
      new Date(leeway.clock.now() + 300_000),
    ]);
    const { send } = sender(mailServer.url);
    await send();
    expect(mailServer.received).toHaveLength(0);
    leeway.clock.advance(300_001);
    await send();
    expect(mailServer.received).toHaveLength(1);
  });

  it('does not exist when the transaction it tells of does not commit', async () => {
    const failing = leeway.database.transaction(systemAuthor, async (tx) => {
      await enqueueMail(tx, mailTo('ann@example.com'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await rows()).toEqual([]);
  });

  it('without a mail server is in the log and in the table', async () => {
    await queue('ann@example.com', 'Welcome', 'https://leeway.example.com/x');
    await sender(null).send();
    expect(await rows()).toMatchObject([
      { sent_by: 'log', due_at: null, text: 'https://leeway.example.com/x' },
    ]);
    expect(logged.at(-1)).toContain('mail to ann@example.com: Welcome');
    expect(logged.at(-1)).toContain('https://leeway.example.com/x');
  });

  it('is forgotten after 30 days, unless it is still to be sent', async () => {
    await queue('ann@example.com');
    await sender(null).send();
    leeway.clock.advance(15 * 86_400_000);
    await queue('bob@example.com');
    await sender(null).forget();
    expect(await rows()).toHaveLength(2);
    leeway.clock.advance(16 * 86_400_000);
    await sender(null).forget();
    expect((await rows()).map(({ recipient }) => recipient)).toEqual(['bob@example.com']);
    leeway.clock.advance(31 * 86_400_000);
    await sender(null).forget();
    expect(await rows()).toHaveLength(1);
  });
});
