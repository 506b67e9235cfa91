import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { signedIn } from '../../testing/people.ts';
import { type Sold, sell } from '../../testing/sell.ts';

let leeway: Leeway;
let api: CheckedApi;

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
});
afterAll(() => leeway?.stop());

const terms = {
  ...{ seatCount: 2, overdraft: { type: 'absolute', value: 1 } as const },
  features: [{ key: 'cores', type: 'elementPool', value: 8 }] as const,
};

/** With seats, a denial, units held, a note and a threshold. */
const sellInUse = async (): Promise<Sold> => {
  const sold = await sell(leeway, terms);
  for (const seat of ['A', 'B', 'C', 'D']) await sold.activate(seat);
  const { body } = await sold.activate('A');
  expect((await sold.checkout(body.id, 'cores', 3)).status).toBe(200);
  const path = `/api/v1/entitlements/${sold.entitlementId}`;
  await api('createEntitlementNote', `POST ${path}/notes`, { note: 'Called.' });
  const threshold = { entitlementId: sold.entitlementId, measure: 'absolute', value: 2 };
  await api('createThreshold', 'POST /api/v1/account/thresholds', threshold);
  return sold;
};

const remove = (entitlementId: string, as = api) =>
  as('deleteEntitlement', `DELETE /api/v1/entitlements/${entitlementId}`);

/** What was told and audited stays. */
const told = ['audit_log', 'deliveries', 'event_messages', 'outbox', 'threshold_mails'];

/** Every table that has an id in one of its columns. */
const tablesNaming = async (id: string): Promise<string[]> => {
  const columns = await leeway.database.query<{ table_name: string; column_name: string }>(
    `select c.table_name, c.column_name
     from information_schema.columns c
     join pg_class t on t.relname = c.table_name and t.relkind in ('r', 'p') and not t.relispartition
     where c.table_schema = 'public' and c.data_type = 'text'`,
    [],
  );
  const named = await Promise.all(
    columns.map(async ({ table_name: table, column_name: column }) => {
      const rows = await leeway.database.query(`select from ${table} where ${column} = $1 limit 1`, [id]);
      return rows.length > 0 ? table : null;
    }),
  );
  return [...new Set(named.filter((table) => table !== null))].sort();
};

const usedOf = async () => (await api('getDashboardSummary', 'GET /api/v1/dashboard/summary')).body;

describe('rule 27: an entitlement', () => {
  it('is deleted with everything that belongs to it; what was told and audited stays', async () => {
    const before = await usedOf();
    const sold = await sellInUse();
    for (const step of ['events.tell', 'history.derive', 'history.sums']) await leeway.runStep(step);
    expect((await tablesNaming(sold.entitlementId)).length).toBeGreaterThan(8);
    expect((await remove(sold.entitlementId)).status).toBe(204);
    await leeway.runStep('history.sums');
    expect((await tablesNaming(sold.entitlementId)).filter((table) => !told.includes(table))).toEqual([]);
    expect(await usedOf()).toEqual(before);
    expect((await api('getEntitlement', `GET /api/v1/entitlements/${sold.entitlementId}`)).status).toBe(404);
    expect((await remove(sold.entitlementId)).status).toBe(404);
  });

  it('is in the audit log as deleted, with what it was', async () => {
    const sold = await sellInUse();
    await remove(sold.entitlementId);
    const [entry] = await leeway.database.query<{ author_name: string; changes: object[] }>(
      `select author_name, changes from audit_log
       where tenant_id = $1 and object_id = $2 and action = 'delete' and part is null`,
      [leeway.tenantId, sold.entitlementId],
    );
    expect(entry?.changes).toContainEqual({ field: 'seat_count', old: '2', new: null });
  });

  it('takes the order with it when it was all of it, and its code activates nothing any more', async () => {
    const sold = await sellInUse();
    await remove(sold.entitlementId);
    const path = `GET /api/v1/entitlements/groups/${sold.groupId}`;
    expect((await api('getEntitlementGroup', path)).status).toBe(404);
    const late = await sold.activate('E');
    expect([late.status, late.body.errorCode]).toEqual([402, 'credentialsRejected']);
  });

  it('leaves the order where there is more in it', async () => {
    const sold = await sellInUse();
    const path = `/api/v1/entitlements/groups/${sold.groupId}`;
    await api('extendEntitlementGroup', `POST ${path}/extend`, { skus: [sold.sku] });
    await remove(sold.entitlementId);
    const { body } = await api('getEntitlementGroup', `GET ${path}?expand=entitlements`);
    expect(body.entitlements).toHaveLength(1);
    expect((await sold.activate('E')).status).toBe(201);
  });

  it('while seats are asked for: each is granted before, or refused after', async () => {
    const sold = await sell(leeway, { ...terms, seatCount: 50 });
    const asked = Array.from({ length: 30 }, (_, seat) => sold.activate(`s${seat}`));
    const [deleted, ...answers] = await Promise.all([remove(sold.entitlementId), ...asked]);
    expect(deleted?.status).toBe(204);
    for (const { status } of answers) expect([201, 402]).toContain(status);
    expect(
      await leeway.database.query('select from activations where entitlement_id = $1', [sold.entitlementId]),
    ).toEqual([]);
  });

  it('is deleted by an Account Administrator alone, and not by another tenant', async () => {
    const { entitlementId } = await sell(leeway);
    const stranger = await strangersApi(leeway);
    expect((await remove(entitlementId, stranger)).status).toBe(404);
    const path = `/api/v1/entitlements/${entitlementId}`;
    for (const role of ['Back Office Integration', 'Sales', 'Support'] as const) {
      expect(
        (await (await signedIn(leeway, role.replaceAll(' ', ''), role)).call('DELETE', path)).status,
      ).toBe(403);
    }
    const administrator = await signedIn(leeway, 'admin', 'Account Administrator');
    expect((await administrator.call('DELETE', path)).status).toBe(204);
  });
});

describe('rule 27: a customer', () => {
  it('is deleted with its contacts, orders, statements and notes', async () => {
    const sold = await sellInUse();
    const { body: customer } = await api('createCustomer', 'POST /api/v1/customers', { name: 'Initech' });
    const path = `/api/v1/customers/${customer.id}`;
    await api('updateEntitlementGroup', `PATCH /api/v1/entitlements/groups/${sold.groupId}`, {
      customerId: customer.id,
    });
    await api('createContact', `POST ${path}/contacts`, { email: 'ann@initech.example' });
    await api('createCustomerNote', `POST ${path}/notes`, { note: 'Called.' });
    for (const step of ['events.tell', 'history.derive']) await leeway.runStep(step);
    expect((await api('deleteCustomer', `DELETE ${path}`)).status).toBe(204);
    expect((await api('deleteCustomer', `DELETE ${path}`)).status).toBe(404);
    for (const id of [customer.id, sold.groupId, sold.entitlementId]) {
      expect((await tablesNaming(id)).filter((table) => !told.includes(table))).toEqual([]);
    }
  });
});
