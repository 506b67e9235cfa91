import { scopes } from '@leeway/contract';
import { checkReply } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { createApiClient, createTenant, deleteApiClient, listApiClients, scopesFrom } from './index.ts';

const path = '/api/v1/account/api-clients';

describe('API clients', () => {
  let leeway: Leeway;
  beforeAll(async () => {
    leeway = await startLeeway();
  });
  afterAll(() => leeway.stop());

  const create = (body: unknown) => leeway.api('POST', path, body);

  it('shows the secret once, keeps its hash, and the client can get tokens with it', async () => {
    const made = await create({ clientId: 'shop', clientName: 'Web shop' });
    expect(checkReply('createApiClient', made.status, made.body)).toBeNull();
    expect(made.headers.get('cache-control')).toBe('no-store');
    expect(made.body.clientSecret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await leeway.tokenFor('shop', made.body.clientSecret)).toMatch(/^ey/);

    const listed = await leeway.api('GET', path);
    expect(checkReply('listApiClients', listed.status, listed.body)).toBeNull();
    expect(listed.body.items).toContainEqual(
      expect.objectContaining({ id: made.body.id, clientId: 'shop', clientName: 'Web shop' }),
    );
    const stored = await leeway.database.query('select * from api_clients');
    expect(JSON.stringify([stored, listed.body])).not.toContain(made.body.clientSecret);
  });

  it("takes the vendor's own secret and a client without a name", async () => {
    const clientSecret = 'p+ssw%rd of my own, 32 characters';
    const made = await create({ clientId: 'own-secret', clientSecret, clientName: null });
    expect(made).toMatchObject({ status: 200, body: { clientSecret, clientName: null } });
    expect(await leeway.tokenFor('own-secret', clientSecret)).toMatch(/^ey/);
  });

  it('lists in the order of creation with the number of all', async () => {
    await create({ clientId: 'order-b' });
    leeway.clock.advance(1);
    await create({ clientId: 'order-a' });
    const { body } = await leeway.api('GET', path);
    const ids = body.items.map((item: { clientId: string }) => item.clientId);
    expect(ids.indexOf('order-b')).toBeLessThan(ids.indexOf('order-a'));
    expect(body.elementsTotal).toBe(ids.length);
  });

  it('refuses a client id that is taken in the tenant, and takes it in another', async () => {
    await create({ clientId: 'twice' });
    const again = await create({ clientId: 'twice' });
    expect(again).toMatchObject({ status: 409, body: { errorCode: 'duplicate' } });
    expect(checkReply('createApiClient', again.status, again.body)).toBeNull();
    const other = await createTenant(leeway, { name: 'Twice', slug: 'twice' });
    await expect(
      createApiClient(leeway, other.tenantId, { clientId: 'twice', scopes: 'all' }),
    ).resolves.toMatchObject({ clientId: 'twice' });
  });

  it.each([
    { field: 'clientId', body: {} },
    { field: 'clientId', body: { clientId: '1st' } },
    { field: 'clientId', body: { clientId: 'a'.repeat(51) } },
    { field: 'clientName', body: { clientId: 'bad', clientName: 'a'.repeat(51) } },
    { field: 'clientName', body: { clientId: 'bad', clientName: 'a\u0000b' } },
    { field: 'clientSecret', body: { clientId: 'bad', clientSecret: 'short' } },
    { field: 'clientSecret', body: { clientId: 'bad', clientSecret: '' } },
    { field: 'clientSecret', body: { clientId: 'bad', clientSecret: 'a'.repeat(65) } },
  ])('refuses a bad $field and changes nothing: $body', async ({ field, body }) => {
    const before = await listApiClients(leeway, leeway.tenantId);
    const answer = await create(body);
    expect(answer.status).toBe(422);
    expect(answer.body.validationErrors[0].propertyName).toBe(field);
    expect(checkReply('createApiClient', answer.status, answer.body)).toBeNull();
    expect(await listApiClients(leeway, leeway.tenantId)).toEqual(before);
  });

  it('deletes; afterwards it is gone', async () => {
    const { body } = await create({ clientId: 'short-lived' });
    const deleted = await leeway.api('DELETE', `${path}/${body.id}`);
    expect(checkReply('deleteApiClient', deleted.status, deleted.body)).toBeNull();
    expect(deleted.status).toBe(204);
    const again = await leeway.api('DELETE', `${path}/${body.id}`);
    expect(again.status).toBe(404);
    expect(checkReply('deleteApiClient', again.status, again.body)).toBeNull();
    const listed = await listApiClients(leeway, leeway.tenantId);
    expect(listed.map(({ clientId }) => clientId)).not.toContain('short-lived');
  });

  it("rule 41: another tenant's client is not listed and its id is 404", async () => {
    const other = await createTenant(leeway, { name: 'Other', slug: 'other' });
    const foreign = await createApiClient(leeway, other.tenantId, { clientId: 'foreign', scopes: 'all' });
    const listed = await leeway.api('GET', path);
    expect(JSON.stringify(listed.body)).not.toContain('foreign');
    expect((await leeway.api('DELETE', `${path}/${foreign.apiId}`)).status).toBe(404);
    expect(await listApiClients(leeway, other.tenantId)).toHaveLength(1);
  });

  it("holds every scope but the operator's when it is told all, and each once when told which", async () => {
    const all = await createApiClient(leeway, leeway.tenantId, { clientId: 'all', scopes: 'all' });
    expect(all.scopes).toEqual(scopes.filter((scope) => scope !== 'tenants:admin'));
    const some = await createApiClient(leeway, leeway.tenantId, {
      clientId: 'some',
      scopes: scopesFrom(['products:read', 'products:read']),
    });
    expect(some.scopes).toEqual(['products:read']);
    expect(() => scopesFrom(['products:write'])).toThrow(/"products:write" is none of/);
  });

  it('refuses an empty secret also from the command line', async () => {
    const client = { clientId: 'empty', clientSecret: '', scopes: 'all' } as const;
    await expect(createApiClient(leeway, leeway.tenantId, client)).rejects.toMatchObject({
      code: 'validationFailed',
    });
  });

  it('says so when a client to delete does not exist', async () => {
    await expect(
      deleteApiClient(leeway, leeway.tenantId, 'api_0000000000000000000000'),
    ).rejects.toMatchObject({ code: 'notFound' });
  });
});
