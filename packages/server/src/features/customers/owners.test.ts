import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';

let leeway: Leeway;
let api: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const newCustomer = async (name: string) =>
  (await api('createCustomer', 'POST /api/v1/customers', { name })).body.id as string;

describe('owners of a customer', () => {
  it('are users of the console; while there are none they can only be cleared', async () => {
    const id = await newCustomer('Owned');
    const at = `/api/v1/customers/${id}/responsibility-owners`;
    const user = `user_${'x'.repeat(22)}`;
    const put = await api('updateCustomerOwners', `PUT ${at}`, { salesOwner: user });
    expect([put.status, put.body.errorCode, ...faultyFields(put)]).toEqual([
      422,
      'unknownReference',
      'salesOwner',
    ]);
    const patch = await api('patchCustomerOwners', `PATCH ${at}`, { serviceOwner: user });
    expect([patch.status, ...faultyFields(patch)]).toEqual([422, 'serviceOwner']);
    expect((await api('updateCustomerOwners', `PUT ${at}`, {})).status).toBe(204);
  });

  it('are all replaced by PUT; PATCH clears only those it names', async () => {
    const id = await newCustomer('Owned twice');
    const at = `/api/v1/customers/${id}/responsibility-owners`;
    const key = [leeway.tenantId, id];
    const where = 'where tenant_id = $1 and customer_id = $2';
    const owners = () =>
      leeway.database.query(
        `select sales_owner, customer_success_owner, service_owner from customers ${where}`,
        key,
      );
    const someone = { sales_owner: 'user_a', customer_success_owner: 'user_b', service_owner: 'user_c' };
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query(
        `update customers set sales_owner = 'user_a', customer_success_owner = 'user_b', service_owner = 'user_c' ${where}`,
        key,
      ),
    );
    await api('patchCustomerOwners', `PATCH ${at}`, { customerSuccessOwner: null });
    expect(await owners()).toEqual([{ ...someone, customer_success_owner: null }]);
    await api('updateCustomerOwners', `PUT ${at}`, { salesOwner: null });
    expect(await owners()).toEqual([
      { sales_owner: null, customer_success_owner: null, service_owner: null },
    ]);
  });
});
