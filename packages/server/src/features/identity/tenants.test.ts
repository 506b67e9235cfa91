import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { createTenant, findTenant, listTenants } from './index.ts';

describe('tenants', () => {
  let leeway: Leeway;
  beforeAll(async () => {
    leeway = await startLeeway();
  });
  afterAll(() => leeway.stop());

  it('is found by slug and by id, and in UTC unless told otherwise', async () => {
    const tenant = await createTenant(leeway, { name: 'Zürich Optics', slug: 'zurich-optics' });
    expect(tenant.tenantId).toMatch(/^t_[A-Za-z0-9_-]{22}$/);
    expect(await findTenant(leeway, 'zurich-optics')).toEqual(tenant);
    expect(await findTenant(leeway, tenant.tenantId)).toEqual(tenant);
    expect(tenant.timeZone).toBe('UTC');
    expect(await listTenants(leeway)).toContainEqual(tenant);
  });

  it.each(['nobody', 't_0000000000000000000000', '', 'a\u0000b', '../x'])(
    'finds none for %j',
    async (realm) => {
      expect(await findTenant(leeway, realm)).toBeNull();
    },
  );

  it('keeps the time zone given', async () => {
    const tenant = await createTenant(leeway, { name: 'B', slug: 'b', timeZone: 'America/New_York' });
    expect((await findTenant(leeway, 'b'))?.timeZone).toBe('America/New_York');
    expect(tenant.timeZone).toBe('America/New_York');
  });

  it.each([
    { field: 'slug', tenant: { name: 'C', slug: 'With Space' } },
    { field: 'slug', tenant: { name: 'C', slug: 't_0000000000000000000000' } },
    { field: 'slug', tenant: { name: 'C', slug: '-c' } },
    { field: 'slug', tenant: { name: 'C', slug: 'c'.repeat(64) } },
    { field: 'name', tenant: { name: '  ', slug: 'c' } },
    { field: 'name', tenant: { name: 'a\u0000b', slug: 'c' } },
    { field: 'timeZone', tenant: { name: 'C', slug: 'c', timeZone: 'Mars/Olympus' } },
    { field: 'timeZone', tenant: { name: 'C', slug: 'c', timeZone: '+02:00' } },
  ])('refuses a bad $field: $tenant', async ({ field, tenant }) => {
    await expect(createTenant(leeway, tenant)).rejects.toMatchObject({
      code: 'validationFailed',
      extra: { fields: [{ propertyName: field }] },
    });
  });

  it('gives a slug to one tenant only, also when ten ask at once', async () => {
    const tries = Array.from({ length: 10 }, () => createTenant(leeway, { name: 'D', slug: 'raced' }));
    const results = await Promise.allSettled(tries);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(9);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'duplicate' });
    expect((await listTenants(leeway)).filter(({ slug }) => slug === 'raced')).toHaveLength(1);
  });
});
