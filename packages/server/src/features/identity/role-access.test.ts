import { operations, rolePermits, roles } from '@leeway/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { signedIn } from '../../testing/people.ts';

describe('rule 42: the role decides what the API allows', () => {
  let leeway: Leeway;
  beforeAll(async () => {
    leeway = await startLeeway();
  });
  afterAll(() => leeway.stop());

  const nothing = 'A'.repeat(22);
  const ids: Record<string, string> = {
    customerId: `cust_${nothing}`,
    contactId: `con_${nothing}`,
    activationId: `act_${nothing}`,
    entitlementGroupId: `eg_${nothing}`,
    userId: `user_${nothing}`,
    roleId: `role_${nothing}`,
  };
  const asked = [
    operations.createProduct,
    operations.listProducts,
    operations.createCustomer,
    operations.createContact,
    operations.createCustomerNote,
    operations.createEntitlementGroup,
    operations.deleteActivation,
    operations.createActivation,
    operations.createUser,
    operations.listUsers,
    operations.createApiClient,
    operations.getAccountKey,
    operations.getSecuritySettings,
    operations.listTenants,
    operations.getCustomerPortalUrl,
    operations.findEntitlementGroup,
  ];

  it.each(roles)('$name', async ({ name }) => {
    const { call } = await signedIn(leeway, name.replaceAll(' ', ''), name);
    const permitted: string[] = [];
    for (const { id, method, path, body } of asked) {
      const url = path.replaceAll(/\{(\w+)\}/g, (_, key) => ids[key] ?? nothing);
      const answer = await call(method, url, body ? {} : undefined);
      if (answer.body.errorCode !== 'roleForbids') permitted.push(id);
      else expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringContaining(name) } });
      expect([id, answer.status < 500]).toEqual([id, true]);
    }
    const expected = asked.filter((operation) => rolePermits(name, operation)).map(({ id }) => id);
    expect(permitted).toEqual(expected);
    expect(permitted.length).toBeLessThan(asked.length);
    expect(permitted.length).toBeGreaterThan(1);
  });
});
