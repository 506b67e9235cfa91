import { afterAll, beforeAll, expect, it } from 'vitest';
import { headerOf, type MailServer, startMailServer } from '../testing/mail-server.ts';
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts';
import { createClient, freePort, type ServerProcess, startServerProcess } from '../testing/server-process.ts';
import { systemAuthor } from './author.ts';
import { type Database, openDatabase } from './database.ts';
import { enqueueMail } from './mail.ts';

/** Mail with a real worker that is killed while it sends. */

const mails = 120;
const rounds = 3;

let testDatabase: TestDatabase;
let database: Database;
let mailServer: MailServer;
let settings: Record<string, string>;
let server: ServerProcess;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url, log: () => undefined });
  mailServer = await startMailServer();
  settings = {
    DATABASE_URL: testDatabase.url,
    SMTP_URL: mailServer.url,
    LEEWAY_PUBLIC_URL: 'http://leeway.test',
    PORT: String(await freePort()),
  };
  server = await startServerProcess(settings);
}, 120_000);

afterAll(async () => {
  await server.end('SIGTERM');
  await mailServer.stop();
  await database.close();
  await testDatabase.drop();
});

it('kill -9 while mails go out: each arrives, and one that arrives twice is recognisable', async () => {
  const { tenantId } = await createClient(settings);
  const recipients = Array.from({ length: mails }, (_, index) => `p${index}@example.com`);
  await database.transaction(systemAuthor, async (tx) => {
    for (const to of recipients) {
      const none = { html: null, senderName: null, replyTo: null, stopUrl: null };
      await enqueueMail(tx, { tenantId, kind: 'test', to, subject: 'Hello', text: 'Hello', ...none });
    }
  });
  for (let round = 1; round <= rounds; round++) {
    const enough = (mails / (rounds + 1)) * round;
    const arrived = { timeout: 30_000, interval: 1 };
    await expect.poll(() => mailServer.received.length, arrived).toBeGreaterThan(enough);
    await server.end('SIGKILL');
    // As after five minutes: what the worker that has gone had claimed is due again.
    await database.query('update mails set due_at = created_at where due_at is not null');
    server = await startServerProcess(settings);
  }
  const left = 'select recipient from mails where sent_by is null';
  await expect.poll(() => database.query(left), { timeout: 30_000 }).toEqual([]);
  expect([...new Set(mailServer.received.flatMap(({ to }) => to))].sort()).toEqual(recipients.sort());
  const ids = new Set(mailServer.received.map((mail) => headerOf(mail, 'Message-ID')));
  expect(ids.size).toBe(mails);
  // Only what was under way when a worker was killed.
  expect(mailServer.received.length - mails).toBeLessThanOrEqual(rounds * 10);
}, 120_000);
