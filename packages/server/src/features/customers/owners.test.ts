import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';

let leeway: Leeway;
let api: CheckedApi;
let stranger: CheckedApi;
let ann: string;
let bob: string;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
  ann = await newUser('ann');
  bob = await newUser('bob');
});
afterAll(() => leeway?.stop());

const newUser = async (username: string): Promise<string> => {
  const userId = newId('user');
  await leeway.database.transaction(leeway.author, (tx) =>
    tx.query(
      `insert into users (tenant_id, user_id, username, first_name, last_name, email, role, created_at)
       values ($1, $2, $3, $3, 'Lee', $3 || '@acme.example', 'Sales', now())`,
      [leeway.tenantId, userId, username],
    ),
  );
  return userId;
};

const newCustomer = async (name: string): Promise<string> =>
  (await api('createCustomer', 'POST /api/v1/customers', { name })).body.id;

const pathOf = (customerId: string) => `/api/v1/customers/${customerId}/responsibility-owners`;
const put = (customerId: string, body: object, as = api) =>
  as('updateCustomerOwners', `PUT ${pathOf(customerId)}`, body);
const patch = (customerId: string, body: object, as = api) =>
  as('patchCustomerOwners', `PATCH ${pathOf(customerId)}`, body);

/** Sales, customer success, service. */
const ownersOf = async (customerId: string) => {
  const { body } = await api('getCustomerOwners', `GET ${pathOf(customerId)}`);
  return [body.salesOwner, body.customerSuccessOwner, body.serviceOwner];
};

describe('owners of a customer', () => {
  it('are all replaced by PUT', async () => {
    const id = await newCustomer('Put');
    expect((await put(id, { salesOwner: ann, serviceOwner: bob })).status).toBe(204);
    expect(await ownersOf(id)).toEqual([ann, null, bob]);
    expect((await put(id, { customerSuccessOwner: bob })).status).toBe(204);
    expect(await ownersOf(id)).toEqual([null, bob, null]);
    expect((await put(id, {})).status).toBe(204);
    expect(await ownersOf(id)).toEqual([null, null, null]);
  });

  it('are changed by PATCH where it names them, and cleared by null', async () => {
    const id = await newCustomer('Patched');
    await put(id, { salesOwner: ann, customerSuccessOwner: ann, serviceOwner: ann });
    expect((await patch(id, { serviceOwner: bob, salesOwner: null })).status).toBe(204);
    expect(await ownersOf(id)).toEqual([null, ann, bob]);
    expect((await patch(id, {})).status).toBe(204);
    expect(await ownersOf(id)).toEqual([null, ann, bob]);
  });

  it('must be users of the tenant', async () => {
    const id = await newCustomer('Refused');
    await put(id, { salesOwner: ann });
    const unknown = `user_${'x'.repeat(22)}`;
    for (const change of [put, patch]) {
      const answer = await change(id, { salesOwner: bob, serviceOwner: unknown });
      expect([answer.status, answer.body.errorCode, ...faultyFields(answer)]).toEqual([
        422,
        'unknownReference',
        'serviceOwner',
      ]);
    }
    expect(await ownersOf(id)).toEqual([ann, null, null]);
    const theirs = await stranger('createCustomer', 'POST /api/v1/customers', { name: 'Theirs' });
    expect((await put(theirs.body.id, { salesOwner: ann }, stranger)).status).toBe(422);
    expect((await put(id, {}, stranger)).status).toBe(404);
    expect((await patch(id, { salesOwner: null }, stranger)).status).toBe(404);
    expect(await ownersOf(id)).toEqual([ann, null, null]);
  });

  it('are nobody any more when the user is removed', async () => {
    const carl = await newUser('carl');
    const id = await newCustomer('Left behind');
    await put(id, { salesOwner: carl, serviceOwner: ann });
    await leeway.database.transaction(leeway.author, (tx) =>
      tx.query('delete from users where tenant_id = $1 and user_id = $2', [leeway.tenantId, carl]),
    );
    expect(await ownersOf(id)).toEqual([null, null, ann]);
  });
});
