import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mailSteps } from '../../platform/mail.ts';
import { type CheckedApi, checkedApi, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type MailServer, startMailServer } from '../../testing/mail-server.ts';
import { queueMail } from './index.ts';

let leeway: Leeway;
let api: CheckedApi;
let mailServer: MailServer;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway.stop());
beforeEach(async () => {
  mailServer = await startMailServer();
});
afterEach(async () => {
  await mailServer.stop();
  await leeway.database.query('delete from mails');
  await leeway.database.query('delete from mail_stops');
});

const stopsPath = '/api/v1/account/mail/stops';
const customerName = '<script>alert(1)</script>';

const queueNotice = async (to: string, kind: 'expiryNotice' | 'thresholdCrossed' = 'expiryNotice') => {
  const { tenantId, baseUrl: publicUrl, clock } = leeway;
  const sold = { tenantName: 'Acme', customerName, offeringName: 'Pro', link: `${publicUrl}/portal` };
  const mail = { tenantId, to, publicUrl };
  await leeway.database.transaction(leeway.author, (tx) =>
    kind === 'expiryNotice'
      ? queueMail(tx, {
          ...{ ...mail, kind },
          values: { ...sold, isMaintenance: true, expiryDate: new Date(clock.now()), days: 7 },
        })
      : queueMail(tx, {
          ...{ ...mail, kind },
          values: { ...sold, unit: 'seats', used: 1n, bought: 1n, hardCap: 2n, levels: ['100 % of bought'] },
        }),
  );
};

const queueInvitation = (to: string) =>
  leeway.database.transaction(leeway.author, (tx) =>
    queueMail(tx, {
      ...{ tenantId: leeway.tenantId, kind: 'userInvitation', to },
      values: { tenantName: 'Acme', userName: 'Ann', role: 'Viewer', link: 'http://localhost/x', days: 7 },
    }),
  );

/** Sends what is queued; answers the recipients, in the order of their names. */
const send = async (): Promise<string[]> => {
  const before = mailServer.received.length;
  const { database, clock } = leeway;
  const parts = { database, clock, log: pino({ level: 'silent' }), publicUrl: leeway.baseUrl };
  await mailSteps({ ...parts, smtpUrl: mailServer.url })[0]?.run(new AbortController().signal);
  return mailServer.received
    .slice(before)
    .flatMap(({ to }) => to)
    .sort();
};

/** Where the mail that came last says how to stop such mails. */
const stopUrl = (): string => {
  const url = /^List-Unsubscribe: <(\S+)>\r$/m.exec(mailServer.received.at(-1)?.source ?? '')?.[1];
  if (!url) throw new Error('no List-Unsubscribe');
  return url;
};

const oneClick = (url: string) =>
  fetch(url, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });

const stops = async (query = '') => (await api('listMailStops', `GET ${stopsPath}${query}`)).body;

/** The parts of a mail by their type, decoded. */
const partsOf = (source: string): Record<string, string> => {
  const boundary = /boundary="([^"]+)"/.exec(source)?.[1];
  const parts = source.split(`--${boundary}`).slice(1, -1);
  return Object.fromEntries(
    parts.map((part) => {
      const [, head = '', body = ''] = /^([\s\S]*?)\r\n\r\n([\s\S]*)$/.exec(part) ?? [];
      const type = /content-type: ([\w/]+)/i.exec(head)?.[1] ?? '';
      if (/transfer-encoding: base64/i.test(head)) return [type, Buffer.from(body, 'base64').toString()];
      if (!/quoted-printable/i.test(head)) return [type, body];
      const bytes = body
        .replaceAll('=\r\n', '')
        .replaceAll(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
      return [type, Buffer.from(bytes, 'latin1').toString()];
    }),
  );
};

it('a notice is delivered in text and HTML, and both say how to stop such mails', async () => {
  await queueNotice('ann@example.com');
  expect(await send()).toEqual(['ann@example.com']);
  const [mail] = mailServer.received;
  const parts = partsOf(mail?.source ?? '');
  expect(Object.keys(parts)).toEqual(['text/plain', 'text/html']);
  expect(parts['text/plain']).toContain(stopUrl());
  expect(parts['text/plain']).toContain(customerName);
  expect(parts['text/html']).toContain('Stop them</a>');
  expect(parts['text/html']).not.toContain('<script');
  expect(parts['text/html']).toContain('&lt;script&gt;');
  expect(mail?.source).toMatch(/^From: Acme <leeway@127\.0\.0\.1>\r$/m);
  expect(mail?.source).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m);
  expect(mail?.source).not.toContain('ann%40example');
});

describe('one click in the mail program', () => {
  it('stops mails of this kind to this address, however it is written, and no others', async () => {
    await queueNotice('Ann@example.com');
    await send();
    const answer = await oneClick(stopUrl());
    expect(answer.status).toBe(200);
    expect(answer.redirected).toBe(false);
    await queueNotice('ann@EXAMPLE.com');
    await queueNotice('ann@example.com', 'thresholdCrossed');
    await queueNotice('bob@example.com');
    expect(await send()).toEqual(['ann@example.com', 'bob@example.com']);
    expect(mailServer.received.map(({ source }) => source).join('')).toContain('Subject: <script>');
  });

  it('stops what waits as well, and nothing that is essential', async () => {
    await queueNotice('ann@example.com');
    await send();
    await queueNotice('ann@example.com');
    await queueInvitation('ann@example.com');
    await oneClick(stopUrl());
    await queueInvitation('ann@example.com');
    expect(await send()).toEqual(['ann@example.com', 'ann@example.com']);
    const sources = mailServer.received.slice(1).map(({ source }) => source);
    for (const source of sources) {
      expect(source).toContain('Subject: Your invitation to Acme');
      expect(source).not.toMatch(/^List-Unsubscribe/m);
    }
  });

  it('can come as a form of either type, with anything in it, and more than once', async () => {
    await queueNotice('ann@example.com');
    await send();
    const form = new FormData();
    form.append('List-Unsubscribe', 'One-Click');
    for (const body of [form, new URLSearchParams({ x: 'y' }), '{', undefined]) {
      expect((await fetch(stopUrl(), { method: 'POST', ...(body ? { body } : {}) })).status).toBe(200);
    }
    expect((await stops()).elementsTotal).toBe(1);
  });
});

describe('the page behind the link', () => {
  it('asks, and stops nothing until its button is pressed', async () => {
    await queueNotice('ann@example.com');
    await send();
    for (const method of ['GET', 'HEAD', 'GET']) {
      const answer = await fetch(stopUrl(), { method });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      if (method === 'GET') {
        expect(await answer.text()).toMatch(
          /Acme sends ann@example\.com notices before an entitlement or its maintenance ends[\s\S]*<form method="post">/,
        );
      }
    }
    expect((await stops()).elementsTotal).toBe(0);
    await queueNotice('ann@example.com');
    expect(await send()).toEqual(['ann@example.com']);
  });

  it('shows an address as text, whatever it holds', async () => {
    await queueNotice('"<b>x</b>"@example.com');
    const [mail] = await leeway.database.query<{ url: string }>('select stop_url as url from mails');
    const page = await (await fetch(mail?.url ?? '')).text();
    expect(page).not.toContain('<b>');
    expect(page).toContain('&quot;&lt;b&gt;x');
  });

  it('is not there for a token that we did not make', async () => {
    await queueNotice('ann@example.com');
    await send();
    const url = stopUrl();
    const { tenantId } = leeway;
    const other = tenantId.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
    const flipped = url.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
    const base = url.split('?')[0] ?? '';
    const bad = [
      ...[flipped, url.replace(tenantId, other), base, `${base}?token=`, `${url}&token=twice`],
      ...[`${base}?token=${tenantId}.${'A'.repeat(80)}`, `${base}?token=%00`],
    ];
    for (const address of bad) {
      expect([address, (await fetch(address)).status]).toEqual([address, 404]);
      expect([address, (await oneClick(address)).status]).toEqual([address, 404]);
    }
    expect((await stops()).elementsTotal).toBe(0);
  });

  it("is not there for another tenant's token", async () => {
    await strangersApi(leeway);
    await queueNotice('ann@example.com');
    await send();
    const [stranger] = await leeway.database.query<{ tenant_id: string }>(
      'select tenant_id from tenants where tenant_id <> $1',
      [leeway.tenantId],
    );
    await leeway.database.query(
      'insert into mail_stop_keys select $1, key from mail_stop_keys where tenant_id = $2',
      [stranger?.tenant_id, leeway.tenantId],
    );
    const url = stopUrl().replace(leeway.tenantId, stranger?.tenant_id ?? '');
    expect((await oneClick(url)).status).toBe(404);
  });
});

describe('addresses that want no more', () => {
  const stop = async (to: string, kind: 'expiryNotice' | 'thresholdCrossed' = 'expiryNotice') => {
    await queueNotice(to, kind);
    await send();
    await oneClick(stopUrl());
  };

  it('are listed by kind and by address, and can be lifted', async () => {
    await stop('Ann@example.com');
    await stop('ann@example.com', 'thresholdCrossed');
    await stop('bob@example.com');
    const all = await stops();
    expect(all).toMatchObject({ elementsTotal: 3, pageNumber: 1 });
    expect(all.items).toMatchObject([
      { address: 'ann@example.com', kind: 'expiryNotice' },
      { address: 'ann@example.com', kind: 'thresholdCrossed' },
      { address: 'bob@example.com', kind: 'expiryNotice' },
    ]);
    expect(await stops('?kind=expiryNotice')).toMatchObject({ elementsTotal: 2 });
    expect((await stops('?pageSize=1&pageNumber=3')).items).toMatchObject([{ address: 'bob@example.com' }]);
    const found = await stops('?address=ANN@example.com&kind=expiryNotice');
    expect(found.elementsTotal).toBe(1);
    const [{ id }] = found.items;
    expect((await api('deleteMailStop', `DELETE ${stopsPath}/${id}`)).status).toBe(204);
    expect((await api('deleteMailStop', `DELETE ${stopsPath}/${id}`)).status).toBe(404);
    await queueNotice('ann@example.com');
    expect(await send()).toEqual(['ann@example.com']);
  });

  it('are nothing a client without settings:admin sees, and no part of the audit log', async () => {
    await leeway.database.query('delete from audit_log');
    await stop('ann@example.com');
    expect(await leeway.database.query('select from audit_log')).toEqual([]);
    const answer = await leeway.api('GET', stopsPath, undefined, { authorization: 'Bearer x' });
    expect(answer.status).toBe(401);
    const stranger = await leeway.database.query('select from mail_stops where tenant_id <> $1', [
      leeway.tenantId,
    ]);
    expect(stranger).toEqual([]);
  });
});
