import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { createApiClient } from '../identity/index.ts';

/** Reports under a name: whose they are, who sees them. */

let leeway: Leeway;
let api: CheckedApi;
let colleague: CheckedApi;
let sold: Sold;

const definition = {
  subject: 'entitlements',
  columns: ['sku', 'seatsUsed'],
  filter: [{ column: 'seatsUsed', operator: 'gt', value: 0 }],
};

const save = async (body: object, as = api) =>
  as('createReport', 'POST /api/v1/reports', { definition, ...body });
const namesOf = async (as: CheckedApi, query = '') =>
  (await as('listReports', `GET /api/v1/reports${query}`)).body.items.map(
    ({ name }: { name: string }) => name,
  );

const clientWith = async (clientId: string, scopes: string[]) => {
  const { clientSecret } = await createApiClient(leeway, leeway.tenantId, { clientId, scopes } as never);
  return checkedApi(leeway, { authorization: `Bearer ${await leeway.tokenFor(clientId, clientSecret)}` });
};

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  colleague = await clientWith('colleague', ['entitlements:read']);
  sold = await sell(leeway);
  await sold.activate('a');
});
afterAll(() => leeway?.stop());

describe('a saved report', () => {
  it('is kept as it was asked for, with its owner, and runs again', async () => {
    const { status, body } = await save({ name: ' In use ' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'In use', shared: false, own: true, updatedDate: null });
    expect(body.owner).toMatchObject({ kind: 'client', name: 'test' });
    expect(body.definition).toEqual({ ...definition, sort: [], groupBy: [], aggregates: [] });
    expect((await api('getReport', `GET /api/v1/reports/${body.id}`)).body).toEqual(body);
    const page = await api('runSavedReport', `GET /api/v1/reports/${body.id}/rows?pageSize=5`);
    expect(page.body).toMatchObject({ items: [{ sku: sold.sku, seatsUsed: 1 }], pageSize: 5 });
    const file = await api('exportSavedReport', `GET /api/v1/reports/${body.id}/export?format=csv`);
    expect(file.body).toBe(`sku,seatsUsed\r\n${sold.sku},1\r\n`);
    expect(file.headers.get('content-disposition')).toMatch(/filename="In use-\d{4}-\d\d-\d\d\.csv"/);
  });

  it('keeps integers of 64 bits', async () => {
    const text = `{"name": "Large", "definition": {"subject": "activity",
      "filter": [{"column": "amount", "operator": "in", "value": [9223372036854775806, 1]}]}}`;
    const { body } = await leeway.api('POST', '/api/v1/reports', text);
    expect(body.definition.filter[0].value).toEqual(['9223372036854775806', 1]);
    expect((await api('runSavedReport', `GET /api/v1/reports/${body.id}/rows`)).status).toBe(200);
  });

  it('is seen by others once it is shared, and changed by its owner alone', async () => {
    const { body } = await save({ name: 'Shared later' });
    const path = `/api/v1/reports/${body.id}`;
    for (const [id, request] of [
      ['getReport', `GET ${path}`],
      ['runSavedReport', `GET ${path}/rows`],
      ['exportSavedReport', `GET ${path}/export?format=csv`],
      ['deleteReport', `DELETE ${path}`],
    ] as const)
      expect((await colleague(id, request)).status, id).toBe(404);
    expect(await namesOf(colleague)).toEqual([]);

    const edit = { name: 'Shared', shared: true, definition: { subject: 'customers' } };
    expect((await api('updateReport', `PUT ${path}`, { ...edit, definition })).status).toBe(204);
    expect(await namesOf(colleague)).toEqual(['Shared']);
    const seen = (await colleague('getReport', `GET ${path}`)).body;
    expect(seen).toMatchObject({ name: 'Shared', own: false, updatedDate: expect.any(String) });
    expect((await colleague('runSavedReport', `GET ${path}/rows`)).body.items).toHaveLength(1);
    const others = { name: 'Mine', definition };
    expect((await colleague('updateReport', `PUT ${path}`, others)).status).toBe(409);
    expect((await colleague('deleteReport', `DELETE ${path}`)).status).toBe(409);

    // Shared is the question, not the right to its answer.
    expect((await api('updateReport', `PUT ${path}`, edit)).status).toBe(204);
    expect((await colleague('runSavedReport', `GET ${path}/rows`)).body.errorCode).toBe('missingScope');
    expect((await api('deleteReport', `DELETE ${path}`)).status).toBe(204);
    expect((await api('getReport', `GET ${path}`)).status).toBe(404);
  });

  it('has a name of its own among its owner’s', async () => {
    await save({ name: 'Monthly' });
    const again = await save({ name: 'Monthly' });
    expect(again.status).toBe(409);
    expect(faultyFields(again)).toEqual(['name']);
    expect((await save({ name: 'Monthly' }, colleague)).status).toBe(201);
    expect((await save({ name: '  ' })).status).toBe(422);
  });

  it('is refused when it cannot be asked, or not by who saves it', async () => {
    const wrong = await save({ name: 'Wrong', definition: { ...definition, columns: ['nothing'] } });
    expect(faultyFields(wrong)).toEqual(['definition.columns.0']);
    const theirs = await save({ name: 'Customers', definition: { subject: 'customers' } }, colleague);
    expect(theirs.status).toBe(403);
  });

  it('is listed by name, of one subject when asked so', async () => {
    await save({ name: 'Zeta', definition: { subject: 'denials' } });
    await save({ name: 'Alpha', definition: { subject: 'denials' } });
    expect(await namesOf(api, '?subject=denials')).toEqual(['Alpha', 'Zeta']);
    expect(await namesOf(api, '?subject=denials&pageSize=1&pageNumber=2')).toEqual(['Zeta']);
  });

  it('is nothing to another tenant', async () => {
    const stranger = await strangersApi(leeway);
    const { body } = await save({ name: 'Ours', shared: true });
    expect(await namesOf(stranger)).toEqual([]);
    expect((await stranger('getReport', `GET /api/v1/reports/${body.id}`)).status).toBe(404);
    expect((await stranger('runSavedReport', `GET /api/v1/reports/${body.id}/rows`)).status).toBe(404);
  });

  it('leaves its changes in the audit log', async () => {
    const { body } = await save({ name: 'Audited' });
    const log = await leeway.api('GET', `/api/v1/audit-log?objectType=report&objectId=${body.id}`);
    expect(log.body.items[0]).toMatchObject({ action: 'create', author: { name: 'test' } });
  });
});
