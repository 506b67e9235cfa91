import { customerImportDays } from '@leeway/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { sell } from '../../testing/sell.ts';
import { counts, defineFields, errors, type ImportDesk, openImportDesk } from './testing/import-desk.ts';

let leeway: Leeway;
let desk: ImportDesk;
let api: CheckedApi;
let stranger: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  stranger = await strangersApi(leeway);
  await defineFields(leeway);
});
afterAll(() => leeway?.stop());
beforeEach(() => {
  desk = openImportDesk(leeway);
});

const customersThere = async (): Promise<number> =>
  (await api('listCustomers', 'GET /api/v1/customers?pageSize=1')).body.elementsTotal;

describe('an import', () => {
  it('is queued, worked on and told of', async () => {
    const { body } = await desk.upload(`name,accountRefId\nOne,${desk.ref('A')}\nTwo,${desk.ref('B')}\n`);
    const queued = {
      id: expect.stringMatching(/^imp_/),
      fileName: 'customers.csv',
      columns: ['name', 'accountRefId'].map((name) => ({ name, column: name, guessed: false })),
      dryRun: false,
      status: 'queued',
      rowCount: 2,
      processedCount: 0,
      createdCount: 0,
      updatedCount: 0,
      failedCount: 0,
      createdAt: expect.any(String),
      completedAt: null,
    };
    const { knownColumns, columns, ...started } = body;
    const examples = columns.map(({ example }: { example: string }) => example);
    expect({ ...started, columns: queued.columns }).toEqual(queued);
    expect(examples).toEqual(['One', desk.ref('A')]);
    expect(knownColumns.slice(-2)).toEqual(['customFields.tier', 'customFields.crm-id']);
    expect(await desk.customer(desk.ref('A'))).toBeNull();
    await desk.work();
    const done = { status: 'completed', processedCount: 2, createdCount: 2, completedAt: expect.any(String) };
    const none = { items: [], pageSize: 50, pageNumber: 1, elementsTotal: 0 };
    expect(await desk.read(body.id)).toEqual({ ...queued, ...done, errors: none });
    expect(await desk.customer(desk.ref('A'))).toMatchObject({ name: 'One', status: 'active' });
  });

  it('updates the customer a row names: what the file has not stays, what is empty is cleared', async () => {
    const before = {
      name: 'Initech',
      description: 'Reports',
      accountRefId: desk.ref('UP'),
      website: 'https://initech.example',
      contractValue: 5,
      address: { city: 'Austin', country: 'US', postalCode: '73301' },
      customFields: { tier: 'gold', 'crm-id': desk.ref('X') },
    };
    const { body } = await api('createCustomer', 'POST /api/v1/customers', before);
    leeway.clock.advance(1000);
    const done = await desk.imported([
      'accountRefId,description,address.city,customFields.tier,contractValue',
      `${desk.ref('UP')},,Dallas,,7.50`,
    ]);
    expect(counts(done)).toEqual([0, 1, 0]);
    const after = await desk.customer(desk.ref('UP'));
    expect(after).toEqual({
      ...body,
      description: null,
      contractValue: 7.5,
      address: { ...body.address, city: 'Dallas' },
      customFields: { 'crm-id': desk.ref('X') },
      updatedAt: expect.any(String),
    });
    expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(body.createdAt));
  });

  it('tells what is wrong with each row, and does the others', async () => {
    await api('createCustomer', 'POST /api/v1/customers', { name: 'Kept', accountRefId: desk.ref('KEPT') });
    const done = await desk.imported([
      'name,accountRefId,type,contractValue,address.country,website,customFields.tier',
      `Good,${desk.ref('A')},prospect,1,DE,,`,
      `,${desk.ref('B')},,,,,`,
      `Bad,${desk.ref('C')},friend,-1,Germany,nowhere,`,
      `${'x'.repeat(256)},,,,,,`,
      'Country,,,,D1,,',
      'Money,,,"1,5",,,',
      `,${desk.ref('KEPT')},,,,,`,
      'Few,cells',
      'Many,,,,,,,surplus',
      `Twice,${desk.ref('A')},,,,,`,
      '',
      `Also good,${desk.ref('Z')},,,,,`,
    ]);
    expect(counts(done)).toEqual([2, 0, 9]);
    expect(done).toMatchObject({ rowCount: 11, processedCount: 11 });
    expect(errors(done)).toEqual([
      [3, 'name', 'is required'],
      [4, 'type', 'must be one of customer, prospect, lostCustomer, lostProspect, remove'],
      [4, 'website', 'must match format "uri"'],
      [4, 'contractValue', 'must be >= 0'],
      [4, 'address.country', 'must NOT have more than 2 characters'],
      [5, 'name', 'must NOT have more than 255 characters'],
      [6, 'address.country', 'must be a country code of two letters'],
      [7, 'contractValue', 'must be number'],
      [8, 'name', 'is required'],
      [9, null, 'has 2 cells, the header 7'],
      [10, null, 'has 8 cells, the header 7'],
      [11, 'accountRefId', `"${desk.ref('A')}" is in row 2 already`],
    ]);
    expect(await desk.customer(desk.ref('A'))).toMatchObject({ name: 'Good', type: 'prospect' });
    expect(await desk.customer(desk.ref('Z'))).toMatchObject({ name: 'Also good' });
    expect(await desk.customer(desk.ref('KEPT'))).toMatchObject({ name: 'Kept' });
    const page = (await desk.read(done.id, '?pageSize=2&pageNumber=6')).errors;
    expect(page).toMatchObject({ pageSize: 2, pageNumber: 6, elementsTotal: 12 });
    expect(page.items.map(Object.values)).toEqual(errors(done).slice(10));
  });

  it('on trial changes nothing and tells the same', async () => {
    await api('createCustomer', 'POST /api/v1/customers', { name: 'Old', accountRefId: desk.ref('OLD') });
    const lines = [
      'name,accountRefId,status,customFields.crm-id',
      `New,${desk.ref('NEW')},,${desk.ref('one')}`,
      `Renamed,${desk.ref('OLD')},disabled,${desk.ref('two')}`,
      `Third,${desk.ref('THIRD')},,${desk.ref('one')}`,
      'Bad,,gone,',
    ];
    const there = await customersThere();
    const contents = () =>
      leeway.database.query(
        `select (select count(*) from customers)::int as customers, (select count(*) from audit_log)::int as changes,
           (select count(*) from custom_field_values)::int as "values"`,
      );
    const before = await contents();
    const trial = await desk.imported(lines, '?dryRun=true');
    expect(trial).toMatchObject({ dryRun: true, createdCount: 1, updatedCount: 1, failedCount: 2 });
    expect(await contents()).toEqual(before);
    expect(await desk.customer(desk.ref('OLD'))).toMatchObject({ name: 'Old', status: 'active' });
    const real = await desk.imported(lines);
    expect(counts(real)).toEqual(counts(trial));
    expect(real.errors).toEqual(trial.errors);
    expect(await customersThere()).toBe(there + 1);
  });

  it('rule 26: that disables a customer takes its entitlements along', async () => {
    const accountRefId = desk.ref('OFF');
    const { body } = await api('createCustomer', 'POST /api/v1/customers', { name: 'Off', accountRefId });
    const { groupId, entitlementId } = await sell(leeway);
    const group = `PATCH /api/v1/entitlements/groups/${groupId}`;
    await api('updateEntitlementGroup', group, { customerId: body.id });
    const entitlement = async () =>
      (await api('getEntitlement', `GET /api/v1/entitlements/${entitlementId}`)).body.status;
    const before = await entitlement();
    await desk.imported(['accountRefId,status', `${accountRefId},disabled`]);
    expect(await desk.customer(accountRefId)).toMatchObject({
      status: 'disabled',
      disabledDate: expect.any(String),
    });
    expect(await entitlement()).toBe('customerDisabled');
    await desk.imported(['accountRefId,status', `${accountRefId},`]);
    expect(await desk.customer(accountRefId)).toMatchObject({ status: 'disabled' });
    await desk.imported(['accountRefId,status', `${accountRefId},active`]);
    expect(await desk.customer(accountRefId)).toMatchObject({
      id: body.id,
      status: 'active',
      disabledDate: null,
    });
    expect(await entitlement()).toBe(before);
  });

  it('keeps unique custom fields unique, also when values change hands', async () => {
    const header = 'name,accountRefId,customFields.crm-id';
    const [a, b, c] = [desk.ref('A'), desk.ref('B'), desk.ref('C')];
    await desk.imported([header, `A,${a},${desk.ref('1')}`, `B,${b},${desk.ref('2')}`]);
    const taken = await desk.imported([header, `C,${c},${desk.ref('1')}`]);
    expect(errors(taken)).toEqual([[2, 'customFields.crm-id', `"${desk.ref('1')}" is taken`]]);
    const twice = await desk.imported([header, `A,${a},${desk.ref('3')}`, `B,${b},${desk.ref('3')}`]);
    expect(errors(twice)).toEqual([[3, 'customFields.crm-id', `"${desk.ref('3')}" is in row 2 already`]]);
    const passed = await desk.imported([
      header,
      `A,${a},`,
      `C,${c},${desk.ref('3')}`,
      `B,${b},${desk.ref('2')}`,
    ]);
    expect(counts(passed)).toEqual([1, 2, 0]);
    const again = { name: 'D', customFields: { 'crm-id': desk.ref('3') } };
    expect((await api('createCustomer', 'POST /api/v1/customers', again)).status).toBe(409);
  });

  it('rule 42: is in the audit log as its uploader’s', async () => {
    await desk.imported(['name,accountRefId', `Audited,${desk.ref('AUDIT')}`]);
    const { id } = await desk.customer(desk.ref('AUDIT'));
    const entries = await leeway.database.query(
      `select author_kind, author_id, action from audit_log where tenant_id = $1 and object_id = $2`,
      [leeway.tenantId, id],
    );
    expect(entries).toEqual([{ author_kind: 'client', author_id: 'test', action: 'create' }]);
  });

  it('rule 41: is not there for another tenant, and does not see its customers', async () => {
    const accountRefId = desk.ref('THEIRS');
    const theirs = await stranger('createCustomer', 'POST /api/v1/customers', {
      name: 'Theirs',
      accountRefId,
    });
    const done = await desk.imported(['name,accountRefId', `Ours,${accountRefId}`]);
    expect(counts(done)).toEqual([1, 0, 0]);
    const found = await stranger('getCustomer', `GET /api/v1/customers/${theirs.body.id}`);
    expect(found.body.name).toBe('Theirs');
    const at = `GET /api/v1/customers/import/${done.id}`;
    expect((await stranger('getCustomerImport', at)).status).toBe(404);
  });

  it('is forgotten in the end', async () => {
    const { id } = await desk.imported(['name', 'Forgotten']);
    const unfinished = await desk.upload('name\nStill to do');
    leeway.clock.advance(customerImportDays * 86_400_000);
    await leeway.runStep('customers.forget');
    expect((await api('getCustomerImport', `GET /api/v1/customers/import/${id}`)).status).toBe(404);
    expect(await desk.read(unfinished.body.id)).toMatchObject({ status: 'queued' });
    await desk.work();
  });
});

it('a customer that is made while a step runs is updated by the same import', async () => {
  const { body } = await desk.upload(`name,accountRefId\nFrom the file,${desk.ref('RACE')}`);
  let working: Promise<void> | undefined;
  await leeway.database.transaction(leeway.author, async (tx) => {
    await tx.query(
      `insert into customers (tenant_id, customer_id, name, account_ref_id, created_at)
       values ($1, $2, 'By hand', $3, now())`,
      [leeway.tenantId, `cust_${'r'.repeat(22)}`, desk.ref('RACE')],
    );
    working = desk.work();
    const waiters = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await leeway.database.query(waiters)).length === 0);
  });
  await working;
  expect(counts(await desk.read(body.id))).toEqual([0, 1, 0]);
  expect(await desk.customer(desk.ref('RACE'))).toMatchObject({ name: 'From the file' });
});
