import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';

const at = '/api/v1/account/webhooks';
const uri = 'https://hooks.example.com/leeway?from=a%20b';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
});
afterAll(() => leeway?.stop());

const create = (body: object) => api('createWebhook', `POST ${at}`, body);
const listener = { uri, subscriptions: ['entitlement.seat.activated', 'entitlement.overdraft.entered'] };
const missing = `${at}/whl_AAAAAAAAAAAAAAAAAAAAAA`;

describe('the list of events', () => {
  it('has the 20 codes of the contract and our own, each with a sentence', async () => {
    const { status, body } = await api('listWebhookEvents', `GET ${at}/events`);
    expect(status).toBe(200);
    expect(body.elementsTotal).toBe(body.items.length);
    const codes = body.items.map(({ code }: { code: string }) => code);
    expect(new Set(codes).size).toBe(35);
    expect(codes).toEqual(expect.arrayContaining(['customer.created', 'entitlement.usage.summary']));
    expect(codes).toEqual(expect.arrayContaining(['entitlement.overdraft.peaked', 'webhook.disabled']));
    for (const { description } of body.items) expect(description).toMatch(/^[A-Z].*\.$/);
  });
});

describe('webhook listeners', () => {
  it('one is paused: what waits is cancelled, nothing new is queued, and it is told to nobody; enabling takes it back', async () => {
    const { body } = await create(listener);
    const one = `${at}/${body.id}`;
    await api('testWebhook', `POST ${one}/test`);
    expect((await api('disableWebhook', `POST ${one}/disable`)).status).toBe(204);
    expect((await api('disableWebhook', `POST ${one}/disable`)).status).toBe(204);
    expect((await api('getWebhook', `GET ${one}`)).body).toMatchObject({ enabled: false });
    const health = (await api('getWebhookHealth', `GET ${one}/health`)).body;
    expect(health).toMatchObject({ enabled: false, disabledReason: 'It was paused.', waiting: 0 });
    const log = (await api('listDeliveries', `GET ${one}/deliveries`)).body.items;
    expect(log).toMatchObject([{ eventCode: 'webhook.test', status: 'cancelled' }]);
    expect((await api('testWebhook', `POST ${one}/test`)).status).toBe(409);
    const told = await leeway.database.query(
      "select from event_messages where event_code = 'webhook.disabled'",
    );
    expect(told).toEqual([]);
    expect((await api('enableWebhook', `POST ${one}/enable`)).status).toBe(204);
    expect((await api('testWebhook', `POST ${one}/test`)).status).toBe(204);
    expect((await api('deleteWebhook', `DELETE ${one}`)).status).toBe(204);
    expect((await api('disableWebhook', `POST ${one}/disable`)).status).toBe(404);
  });

  it('are created, read, listed, replaced and deleted', async () => {
    const created = await create(listener);
    expect(created).toMatchObject({ status: 201, body: { ...listener, id: expect.stringMatching(/^whl_/) } });
    const one = `${at}/${created.body.id}`;
    const standing = { enabled: true, failingSince: null };
    const shown = { id: created.body.id, ...listener, ...standing };
    expect((await api('getWebhook', `GET ${one}`)).body).toEqual(shown);
    expect((await api('listWebhooks', `GET ${at}?pageSize=1`)).body).toEqual({
      items: [shown],
      pageSize: 1,
      pageNumber: 1,
      elementsTotal: 1,
    });

    const edit = { uri: 'http://other.example.org:8080/', subscriptions: ['customer.created'] };
    expect((await api('updateWebhook', `PUT ${one}`, edit)).status).toBe(204);
    expect((await api('getWebhook', `GET ${one}`)).body).toEqual({
      ...{ id: created.body.id, ...edit, ...standing },
    });

    expect((await api('deleteWebhook', `DELETE ${one}`)).status).toBe(204);
    expect((await api('getWebhook', `GET ${one}`)).status).toBe(404);
    expect((await api('listWebhooks', `GET ${at}`)).body.elementsTotal).toBe(0);
  });

  it('have a signing secret of their own, which the answer to their creation shows, and no other and no audit row', async () => {
    const created = [await create(listener), await create(listener)];
    const rows = await leeway.database.query<{ signing_secret: string }>(
      'select signing_secret from webhook_listeners where tenant_id = $1',
      [leeway.tenantId],
    );
    const secrets = new Set(rows.map((row) => row.signing_secret));
    expect(secrets.size).toBe(2);
    expect(new Set(created.map(({ body }) => body.signingSecret))).toEqual(secrets);
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_/);
      expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32);
    }
    const [audit] = await leeway.database.query<{ changes: object[] }>(
      `select changes from audit_log where tenant_id = $1 and object_type = 'webhookListener' and object_id = $2`,
      [leeway.tenantId, created[0]?.body.id],
    );
    expect(audit?.changes).toContainEqual({ field: 'signing_secret', masked: true });
    const one = `${at}/${created[0]?.body.id}`;
    const later = [
      await api('getWebhook', `GET ${one}`),
      await api('listWebhooks', `GET ${at}`),
      await api('updateWebhook', `PUT ${one}`, listener),
    ];
    expect(later.map(({ status }) => status)).toEqual([200, 200, 204]);
    expect(JSON.stringify(later)).not.toMatch(/whsec_|secret/i);
    for (const { body } of created) await api('deleteWebhook', `DELETE ${at}/${body.id}`);
  });

  it('take a code once, and refuse an unknown one by name, saying where the known ones are', async () => {
    const twice = await create({ uri, subscriptions: ['customer.created', 'customer.created'] });
    expect(twice.body.subscriptions).toEqual(['customer.created']);
    await api('deleteWebhook', `DELETE ${at}/${twice.body.id}`);

    const refused = await create({ uri, subscriptions: ['customer.created', 'customer.vanished'] });
    expect(refused).toMatchObject({ status: 422, body: { errorCode: 'validationFailed' } });
    expect(faultyFields(refused)).toEqual(['subscriptions.1']);
    expect(refused.body.detail).toContain('customer.vanished');
    expect(refused.body.detail).toContain(`GET ${at}/events`);
    expect((await create({ uri, subscriptions: [] })).status).toBe(422);
  });

  it.each([
    'ftp://example.com/',
    'javascript:alert(1)',
    'example.com/hook',
    'https://user:secret@example.com/',
    'http://localhost:3000/',
    'http://printer/',
    'http://leeway.internal/',
    'http://127.0.0.1/',
    'http://127.1/',
    'http://0x7f000001/',
    'http://2130706433/',
    'http://10.1.2.3/',
    'http://172.31.0.1/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://100.64.0.1/',
    'http://0.0.0.0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'http://[64:ff9b::7f00:1]/',
  ])('cannot be at %s', async (refused) => {
    const answer = await create({ uri: refused, subscriptions: ['customer.created'] });
    expect(answer.status).toBe(422);
    expect(faultyFields(answer)).toEqual(['uri']);
  });

  it.each([
    ['https://example.com', 'https://example.com'],
    ['http://172.32.0.1/', 'http://172.32.0.1/'],
    ['https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
    ['https://münchen.example/ä b?c=|#d', 'https://xn--mnchen-3ya.example/%C3%A4%20b?c=%7C'],
  ])('can be at %s, kept as %s', async (asked, kept) => {
    const { status, body } = await create({ uri: asked, subscriptions: ['customer.created'] });
    expect(status).toBe(201);
    expect(body.uri).toBe(kept);
    await api('deleteWebhook', `DELETE ${at}/${body.id}`);
  });

  it('can be on private addresses when the operator allows it', async () => {
    const home = await startLeeway({ allowPrivateWebhooks: true });
    const body = { uri: 'http://127.0.0.1:3000/', subscriptions: ['customer.created'] };
    expect((await checkedApi(home)('createWebhook', `POST ${at}`, body)).status).toBe(201);
    await home.stop();
  });

  it('are at most 100 of a tenant', async () => {
    const made = await Promise.all(Array.from({ length: 100 }, () => create(listener)));
    expect(made.every(({ status }) => status === 201)).toBe(true);
    const refused = await create(listener);
    expect(refused).toMatchObject({ status: 409, body: { errorCode: 'conflict' } });
    for (const { body } of made) await api('deleteWebhook', `DELETE ${at}/${body.id}`);
  });

  it('are nobody else’s', async () => {
    const { body } = await create(listener);
    const one = `${at}/${body.id}`;
    expect((await stranger('getWebhook', `GET ${one}`)).status).toBe(404);
    expect((await stranger('updateWebhook', `PUT ${one}`, listener)).status).toBe(404);
    expect((await stranger('deleteWebhook', `DELETE ${one}`)).status).toBe(404);
    expect((await stranger('testWebhook', `POST ${one}/test`)).status).toBe(404);
    expect((await stranger('listWebhooks', `GET ${at}`)).body.elementsTotal).toBe(0);
    expect((await api('getWebhook', `GET ${one}`)).status).toBe(200);
    await api('deleteWebhook', `DELETE ${one}`);
  });

  it('that are not there are 404', async () => {
    expect((await api('getWebhook', `GET ${missing}`)).status).toBe(404);
    expect((await api('updateWebhook', `PUT ${missing}`, listener)).status).toBe(404);
    expect((await api('deleteWebhook', `DELETE ${missing}`)).status).toBe(404);
    expect((await api('testWebhook', `POST ${missing}/test`)).status).toBe(404);
  });
});

describe('a test', () => {
  const waiting = () =>
    leeway.database.query<{ event_id: string; webhook_listener_id: string }>(
      'select event_id, webhook_listener_id from deliveries where tenant_id = $1',
      [leeway.tenantId],
    );

  it('leaves one event for the listener alone, and goes with it', async () => {
    const other = await create(listener);
    const { body } = await create(listener);
    const one = `${at}/${body.id}`;
    expect((await api('testWebhook', `POST ${one}/test`)).status).toBe(204);
    expect(await waiting()).toEqual([
      { event_id: expect.stringMatching(/^event_/), webhook_listener_id: body.id },
    ]);
    await api('deleteWebhook', `DELETE ${one}`);
    expect(await waiting()).toEqual([]);
    await api('deleteWebhook', `DELETE ${at}/${other.body.id}`);
  });
});
