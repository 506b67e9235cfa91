import { portalLogoBytesMax } from '@leeway/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';

const at = '/api/v1/account/eup';
const settingsAt = `${at}/settings`;

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;
beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
});
afterAll(() => leeway?.stop());

const read = async () => (await api('getPortalSettings', `GET ${settingsAt}`)).body;
const edit = (body: object) => api('updatePortalSettings', `PATCH ${settingsAt}`, body);

const byDefault = {
  url: 'http://localhost/portal/acme',
  logoId: null,
  themeOverrides: null,
  showActivationsGraph: 'user',
  showActivationCodes: 'user',
  showEntitlementGroups: 'user',
  showUserManagement: 'admin',
  logoSizeLimit: portalLogoBytesMax,
};

describe('the settings of the portal', () => {
  it('have defaults', async () => {
    expect(await read()).toEqual(byDefault);
  });

  it('change one by one; what is missing or null stays', async () => {
    expect((await edit({ showActivationCodes: 'none', url: 'https://licences.example.com' })).status).toBe(
      204,
    );
    expect((await edit({ showUserManagement: 'none', showActivationCodes: null, url: null })).status).toBe(
      204,
    );
    expect(
      (await edit({ themeOverrides: { '--primary': 'rgb(1 2 3)', font: '"Inter", sans-serif' } })).status,
    ).toBe(204);
    expect((await edit({ themeOverrides: null })).status).toBe(204);
    expect(await read()).toEqual({
      ...byDefault,
      url: 'https://licences.example.com',
      showActivationCodes: 'none',
      showUserManagement: 'none',
      themeOverrides: { '--primary': 'rgb(1 2 3)', font: '"Inter", sans-serif' },
    });
  });

  it('an empty url and an empty theme go back to the default', async () => {
    expect((await edit({ url: '', themeOverrides: {} })).status).toBe(204);
    expect(await read()).toMatchObject({ url: byDefault.url, themeOverrides: null });
  });

  it.each<[string, object]>([
    ['url', { url: 'javascript:alert(1)' }],
    ['url', { url: 'portal' }],
    ['url', { url: `https://example.com/${'a'.repeat(260)}` }],
    ['showActivationCodes', { showActivationCodes: 'everybody' }],
    ['themeOverrides', { themeOverrides: { 'a b': 'red' } }],
    ['themeOverrides', { themeOverrides: JSON.parse('{"__proto__": "red"}') }],
    ['themeOverrides.a', { themeOverrides: { a: 'red; } body { display: none' } }],
    ['themeOverrides.a', { themeOverrides: { a: 'x'.repeat(501) } }],
    [
      'themeOverrides',
      { themeOverrides: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`a${i}`, '1'])) },
    ],
  ])('a bad %s is refused: %j', async (field, body) => {
    const before = await read();
    const answer = await edit(body);
    expect(answer.status).toBe(422);
    expect(faultyFields(answer)).toEqual([field]);
    expect(await read()).toEqual(before);
  });

  it('no edit undoes another that comes at the same time', async () => {
    await Promise.all([
      edit({ showActivationsGraph: 'none' }),
      edit({ showActivationCodes: 'admin' }),
      edit({ showEntitlementGroups: 'none' }),
      edit({ showUserManagement: 'user' }),
    ]);
    expect(await read()).toMatchObject({
      showActivationsGraph: 'none',
      showActivationCodes: 'admin',
      showEntitlementGroups: 'none',
      showUserManagement: 'user',
    });
  });

  it('the url is where links into the portal lead', async () => {
    const { body: customer } = await api('createCustomer', 'POST /api/v1/customers', { name: 'Initech' });
    const linkOf = async () =>
      (await api('getCustomerPortalUrl', `GET /api/v1/customers/${customer.id}/eup`)).body.url;
    expect(await linkOf()).toMatch(/^http:\/\/localhost\/portal\/acme\?link=ey/);
    await edit({ url: 'https://licences.example.com/de/' });
    expect(await linkOf()).toMatch(/^https:\/\/licences\.example\.com\/de\?link=ey/);
    await edit({ url: '' });
  });

  it('are each tenant’s own', async () => {
    expect((await stranger('getPortalSettings', `GET ${settingsAt}`)).body).toEqual({
      ...byDefault,
      url: 'http://localhost/portal/stranger',
    });
  });
});

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(92, 7)]);
const svg = Buffer.from(
  '<?xml version="1.0"?>\n<!-- us -->\n<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
);

const send = async (bytes: Buffer, part = 'FormFile') => {
  const form = new FormData();
  form.append(part, new Blob([new Uint8Array(bytes)], { type: 'text/html' }), 'logo.html');
  return fetch(`${leeway.baseUrl}${at}/logo`, {
    method: 'POST',
    headers: { authorization: `Bearer ${leeway.token}` },
    body: form,
  });
};
const load = (logoId: string, headers: Record<string, string> = {}) =>
  fetch(`${leeway.baseUrl}${at}/logo/${logoId}`, {
    headers: { authorization: `Bearer ${leeway.token}`, ...headers },
  });

describe('the logo', () => {
  it('is stored with its address in Location, shown in the settings, sent back as it came', async () => {
    const stored = await send(png);
    expect(stored.status).toBe(201);
    expect(await stored.text()).toBe('');
    const { logoId } = await read();
    expect(stored.headers.get('location')).toBe(`http://localhost${at}/logo/${logoId}`);

    const loaded = await load(logoId);
    expect(loaded.status).toBe(200);
    expect(loaded.headers.get('content-type')).toBe('image/png');
    expect(loaded.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await loaded.arrayBuffer())).toEqual(png);
  });

  it('can be had in part: 206', async () => {
    const { logoId } = await read();
    const part = await load(logoId, { range: 'bytes=8-11' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe('bytes 8-11/100');
    expect(Buffer.from(await part.arrayBuffer())).toEqual(png.subarray(8, 12));
  });

  it('replaces the one before, which is gone', async () => {
    const { logoId: before } = await read();
    expect((await send(svg)).status).toBe(201);
    const { logoId } = await read();
    expect(logoId).not.toBe(before);
    expect((await load(before)).status).toBe(404);
    expect((await load(logoId)).status).toBe(200);
  });

  it('is told by its content; an SVG can do nothing as a document', async () => {
    const { logoId } = await read();
    const loaded = await load(logoId);
    expect(loaded.headers.get('content-type')).toBe('image/svg+xml');
    expect(loaded.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    for (const [bytes, type] of [
      [Buffer.from('\xff\xd8\xff\xe0rest', 'latin1'), 'image/jpeg'],
      [Buffer.from('GIF89a..', 'latin1'), 'image/gif'],
      [Buffer.from('RIFF\x04\x00\x00\x00WEBPVP8 ', 'latin1'), 'image/webp'],
    ] as const) {
      expect((await send(bytes)).status).toBe(201);
      expect((await load((await read()).logoId)).headers.get('content-type')).toBe(type);
    }
  });

  it.each<[string, number, Buffer, string?]>([
    ['HTML', 422, Buffer.from('<html><svg></svg></html>')],
    ['text', 422, Buffer.from('a logo')],
    ['XML with entities', 422, Buffer.from('<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>')],
    ['nothing', 422, Buffer.alloc(0)],
    ['a form without the part', 422, png, 'Other'],
    ['more than the limit', 400, Buffer.concat([png, Buffer.alloc(portalLogoBytesMax)])],
  ])('cannot be %s: %i', async (_what, status, bytes, part) => {
    const { logoId } = await read();
    expect((await send(bytes, part)).status).toBe(status);
    expect((await read()).logoId).toBe(logoId);
  });

  it('may have just the size of the limit', async () => {
    expect((await send(Buffer.concat([png, Buffer.alloc(portalLogoBytesMax - png.length)]))).status).toBe(
      201,
    );
  });

  it('is nobody else’s', async () => {
    const { logoId } = await read();
    expect((await stranger('getPortalLogo', `GET ${at}/logo/${logoId}`)).status).toBe(404);
    expect((await stranger('deletePortalLogo', `DELETE ${at}/logo`)).status).toBe(404);
    expect((await load(logoId)).status).toBe(200);
  });

  it('is removed once', async () => {
    expect((await api('deletePortalLogo', `DELETE ${at}/logo`)).status).toBe(204);
    expect((await read()).logoId).toBeNull();
    expect((await api('deletePortalLogo', `DELETE ${at}/logo`)).status).toBe(404);
  });

  it('leaves no picture in the audit log', async () => {
    const rows = await leeway.database.query<{ changes: { field: string; masked?: boolean }[] }>(
      `select changes from audit_log where tenant_id = $1 and object_type = 'portalSettings' and part like 'logo%'`,
      [leeway.tenantId],
    );
    expect(rows.length).toBeGreaterThan(3);
    for (const { changes } of rows) {
      for (const change of changes.filter(({ field }) => field === 'bytes')) expect(change.masked).toBe(true);
    }
  });
});
