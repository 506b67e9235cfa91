import { activationCodesMax, licenseFileBytesMax } from '@leeway/contract';
import { checkReply } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { openShop, type Shop } from '../../testing/shop.ts';
import { candidatesOf } from './index.ts';

let leeway: Leeway;
let api: CheckedApi;
let shop: Shop;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  shop = await openShop(leeway);
});
afterAll(() => leeway?.stop());

const groups = '/api/v1/entitlements/groups';

describe('activation codes', () => {
  const change = (groupId: string, verb: string, body: object) =>
    api(`${verb}ActivationCodes`, `PATCH ${groups}/${groupId}/activation-codes/${verb}`, body);
  const codesOf = async (groupId: string): Promise<string[]> => (await shop.group(groupId)).activationCodes;

  it('are added and removed', async () => {
    const { groupId, code } = await shop.sell();
    const added = ['SITE-A1', 'SITE-A2'];
    expect((await change(groupId, 'add', { activationCodes: added })).status).toBe(204);
    expect(await codesOf(groupId)).toEqual([code, ...added]);
    expect((await change(groupId, 'remove', { activationCodes: [code, 'SITE-A1'] })).status).toBe(204);
    expect(await codesOf(groupId)).toEqual(['SITE-A2']);
  });

  it('a taken or repeated one refuses the call whole, unless duplicates are ignored', async () => {
    const { groupId, code } = await shop.sell();
    const taken = await change(groupId, 'add', { activationCodes: ['SITE-B1', code] });
    expect(taken).toMatchObject({ status: 409, body: { errorCode: 'duplicate' } });
    expect(faultyFields(taken)).toEqual(['activationCodes.1']);
    const repeated = await change(groupId, 'add', { activationCodes: ['SITE-B1', 'SITE-B1'] });
    expect(faultyFields(repeated)).toEqual(['activationCodes.1']);
    expect(await codesOf(groupId)).toEqual([code]);
    const all = ['SITE-B1', code, 'SITE-B1'];
    expect((await change(groupId, 'add', { activationCodes: all, ignoreDuplicates: true })).status).toBe(204);
    expect(await codesOf(groupId)).toEqual([code, 'SITE-B1']);
  });

  it('of another order are never passed over', async () => {
    const [one, other] = [await shop.sell(), await shop.sell()];
    const asked = { activationCodes: ['SITE-C1', other.code], ignoreDuplicates: true };
    expect((await change(one.groupId, 'add', asked)).status).toBe(409);
    expect(await codesOf(one.groupId)).toEqual([one.code]);
    const removed = await change(one.groupId, 'remove', { activationCodes: [other.code] });
    expect(removed).toMatchObject({ status: 422, body: { errorCode: 'unknownReference' } });
    expect(await codesOf(other.groupId)).toEqual([other.code]);
  });

  it('missing ones are refused by position, unless that is ignored', async () => {
    const { groupId, code } = await shop.sell();
    const asked = { activationCodes: [code, 'NO-SUCH'] };
    expect(faultyFields(await change(groupId, 'remove', asked))).toEqual(['activationCodes.1']);
    expect(await codesOf(groupId)).toEqual([code]);
    expect((await change(groupId, 'remove', { ...asked, ignoreMissing: true })).status).toBe(204);
    expect(await codesOf(groupId)).toEqual([]);
  });

  it('are generated, all different, and answered', async () => {
    const { groupId, code } = await shop.sell();
    const { status, body } = await change(groupId, 'generate', { count: 100 });
    expect(status).toBe(200);
    expect(new Set(body.activationCodes).size).toBe(100);
    expect((await codesOf(groupId)).sort()).toEqual([code, ...body.activationCodes].sort());
  });

  it(`are at most ${activationCodesMax} in a group, also when added at the same time`, async () => {
    const { groupId } = await shop.sell();
    const batch = (letter: string) => ({
      activationCodes: Array.from({ length: 600 }, (_, index) => `MANY-${letter}-${index}`),
    });
    const answers = await Promise.all(['X', 'Y'].map((letter) => change(groupId, 'add', batch(letter))));
    expect(answers.map((answer) => answer.status).sort()).toEqual([204, 409]);
    expect(await codesOf(groupId)).toHaveLength(601);
  });

  it('open the entitlements of their group with the product, oldest first', async () => {
    const skus = [await shop.offer(), await shop.offer()];
    const { body } = await shop.order({ skus });
    const [code] = body.activationCodes;
    const ids = body.entitlements.map((one: { id: string }) => one.id);
    const { productId, editionId } = shop;
    const found = await candidatesOf(leeway.database, leeway.tenantId, [
      { code, productId, editionId: null },
      { code: 'NO-SUCH', productId, editionId: null },
      { code, productId, editionId },
      { code, productId, editionId: 'ed_other' },
      { code, productId: 'prod_other', editionId: null },
    ]);
    expect(found.map((one) => one.ids)).toEqual([ids, [], ids, [], []]);
  });
});

describe('authorized contacts', () => {
  const contactOf = async (customerId: string, email: string): Promise<string> =>
    (await api('createContact', `POST /api/v1/customers/${customerId}/contacts`, { email })).body.id;
  const ofGroup = (groupId: string) => `${groups}/${groupId}/authorized-contacts`;
  const assign = (groupId: string, id: string) =>
    api('assignAuthorizedContact', `POST ${ofGroup(groupId)}`, { id });
  const list = async (groupId: string) =>
    (await api('listAuthorizedContacts', `GET ${ofGroup(groupId)}`)).body;

  it("are contacts of the group's customer", async () => {
    const [customerId, otherId] = [await shop.customer(), await shop.customer()];
    const { body: group } = await shop.order({ skus: [await shop.offer()], customerId });
    const ann = await contactOf(customerId, 'ann@globex.test');
    expect((await assign(group.id, ann)).status).toBe(204);
    expect((await assign(group.id, ann)).status).toBe(204);
    expect(await list(group.id)).toMatchObject({
      elementsTotal: 1,
      items: [{ id: ann, email: 'ann@globex.test' }],
    });
    const bob = await contactOf(otherId, 'bob@initech.test');
    const refused = await assign(group.id, bob);
    expect(refused).toMatchObject({ status: 422, body: { errorCode: 'unknownReference' } });
    expect(faultyFields(refused)).toEqual(['id']);
    const remove = () => api('removeAuthorizedContact', `DELETE ${ofGroup(group.id)}/${ann}`);
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await list(group.id)).items).toEqual([]);
  });

  it('lose their right when the group goes to another customer; a group without one has none', async () => {
    const [customerId, otherId] = [await shop.customer(), await shop.customer()];
    const { body: group } = await shop.order({ skus: [await shop.offer()], customerId });
    await assign(group.id, await contactOf(customerId, 'carl@globex.test'));
    await api('updateEntitlementGroup', `PATCH ${groups}/${group.id}`, { customerId: otherId });
    expect((await list(group.id)).elementsTotal).toBe(0);
    const { groupId } = await shop.sell();
    expect((await assign(groupId, await contactOf(otherId, 'dora@initech.test'))).status).toBe(422);
  });
});

describe('the licence file', () => {
  const fileOf = (groupId: string) => `${leeway.baseUrl}${groups}/${groupId}/license-file`;
  const bearer = () => ({ authorization: `Bearer ${leeway.token}` });
  const upload = async (groupId: string, content: Blob, name: string, part = 'FormFile') => {
    const form = new FormData();
    form.set('comment', 'for you');
    form.set(part, content, name);
    const response = await fetch(fileOf(groupId), { method: 'POST', headers: bearer(), body: form });
    const text = await response.text();
    const body = text === '' ? undefined : JSON.parse(text);
    expect(checkReply('setLicenseFile', response.status, body)).toBeNull();
    return { status: response.status, headers: response.headers, body };
  };
  const download = (groupId: string, headers = {}) =>
    fetch(fileOf(groupId), { headers: { ...bearer(), ...headers } });

  it('comes back as it was sent, as a download that no browser interprets', async () => {
    const { groupId } = await shop.sell();
    const html = new Blob(['<script>alert(1)</script>'], { type: 'text/html' });
    expect((await upload(groupId, html, "Lizenz für Ann's.html")).status).toBe(204);
    expect((await shop.group(groupId)).licenseFile).toMatchObject({ fileName: "Lizenz für Ann's.html" });
    const answer = await download(groupId);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="Lizenz f_r Ann's.html"; filename*=UTF-8''Lizenz%20f%C3%BCr%20Ann%27s.html`,
    );
    expect(await answer.text()).toBe('<script>alert(1)</script>');
  });

  it('of bytes is sent as bytes, whole or the part asked for', async () => {
    const { groupId } = await shop.sell();
    const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 256);
    await upload(groupId, new Blob([bytes]), 'license.bin');
    const part = async (range: string) => {
      const answer = await download(groupId, { range });
      const length = (await answer.arrayBuffer()).byteLength;
      return [answer.status, answer.headers.get('content-range'), length];
    };
    expect((await download(groupId)).headers.get('content-type')).toBe('application/octet-stream');
    expect(Buffer.from(await (await download(groupId)).arrayBuffer()).equals(bytes)).toBe(true);
    expect(await part('bytes=10-19')).toEqual([206, 'bytes 10-19/1000', 10]);
    expect(await part('bytes=990-')).toEqual([206, 'bytes 990-999/1000', 10]);
    expect(await part('bytes=-5')).toEqual([206, 'bytes 995-999/1000', 5]);
    expect(await part('bytes=5000-')).toEqual([200, null, 1000]);
    expect(await part('bytes=0-1,5-6')).toEqual([200, null, 1000]);
  });

  it('is replaced and removed', async () => {
    const { groupId } = await shop.sell();
    await upload(groupId, new Blob(['one']), 'one.lic');
    await upload(groupId, new Blob(['two']), 'two.lic');
    expect(await (await download(groupId)).text()).toBe('two');
    const remove = () => api('removeLicenseFile', `DELETE ${groups}/${groupId}/license-file`);
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    const gone = await download(groupId);
    expect(checkReply('getLicenseFile', gone.status, await gone.json())).toBeNull();
    expect(gone.status).toBe(404);
    expect((await shop.group(groupId)).licenseFile).toBeNull();
  });

  it('is refused when empty, too large, nameless, in another part or not in a form', async () => {
    const { groupId } = await shop.sell();
    expect(faultyFields(await upload(groupId, new Blob([]), 'empty.lic'))).toEqual(['FormFile']);
    expect(faultyFields(await upload(groupId, new Blob(['x']), ' '))).toEqual(['FormFile']);
    expect(faultyFields(await upload(groupId, new Blob(['x']), 'x.lic', 'file'))).toEqual(['FormFile']);
    const large = new Blob([new Uint8Array(licenseFileBytesMax + 1)]);
    const answer = await upload(groupId, large, 'large.lic');
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'bodyTooLarge' } });
    const json = await leeway.api('POST', `${groups}/${groupId}/license-file`, { FormFile: 'x' });
    expect(json).toMatchObject({ status: 400, body: { errorCode: 'unsupportedMediaType' } });
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x']) {
      const headers = { ...bearer(), 'content-type': type };
      const broken = await fetch(fileOf(groupId), { method: 'POST', headers, body: '--x\r\nnot a form' });
      expect(broken.status).toBe(400);
      expect(await broken.json()).toMatchObject({ errorCode: 'malformedBody' });
    }
    expect((await shop.group(groupId)).licenseFile).toBeNull();
    const full = await upload(groupId, new Blob([new Uint8Array(licenseFileBytesMax)]), 'full.lic');
    expect(full.status).toBe(204);
  });

  it('and no other operation takes a form', async () => {
    const body = new FormData();
    body.set('skus', '[]');
    const answer = await fetch(leeway.baseUrl + groups, { method: 'POST', headers: bearer(), body });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errorCode: 'unsupportedMediaType' });
  });
});
