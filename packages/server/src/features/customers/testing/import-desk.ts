import { checkReply } from '@leeway/contract/testing';
import { expect } from 'vitest';
import { checkedApi } from '../../../testing/checked-api.ts';
import type { Answer, Leeway } from '../../../testing/leeway.ts';

/** Imports of customers over HTTP, as tests need them. */

let names = 0;

/** Made anew for each test: `ref` gives account references no other test uses. */
export const openImportDesk = (leeway: Leeway) => {
  const api = checkedApi(leeway);
  names += 1;
  const suffix = names;
  const ref = (name: string) => `${name}-${suffix}`;

  /** Tests move the clock past the life of a token. */
  const bearer = async () => {
    const { clientId, clientSecret } = leeway.client;
    return { authorization: `Bearer ${await leeway.tokenFor(clientId, clientSecret)}` };
  };

  const template = async () => {
    const at = `${leeway.baseUrl}/api/v1/customers/import/template`;
    const answer = await fetch(at, { headers: await bearer() });
    return { answer, text: Buffer.from(await answer.arrayBuffer()).toString('utf8') };
  };

  /** @param columns of the form's part `Columns`, after the file */
  const upload = async (
    content: string | Uint8Array<ArrayBuffer>,
    query = '',
    columns?: string,
  ): Promise<Answer> => {
    const form = new FormData();
    form.set('FormFile', new Blob([content]), 'customers.csv');
    if (columns !== undefined) form.set('Columns', columns);
    const response = await fetch(`${leeway.baseUrl}/api/v1/customers/import${query}`, {
      method: 'POST',
      headers: await bearer(),
      body: form,
    });
    const body = JSON.parse(await response.text());
    expect(checkReply('importCustomers', response.status, body)).toBeNull();
    return { status: response.status, headers: response.headers, body };
  };

  const read = async (id: string, query = '') =>
    (await api('getCustomerImport', `GET /api/v1/customers/import/${id}${query}`)).body;

  const work = () => leeway.runStep('customers.import');

  /** Uploads, lets the worker do it and reads what became of it. */
  const imported = async (rows: readonly string[], query = '') => {
    const { status, body } = await upload(rows.join('\r\n'), query);
    expect(status).toBe(201);
    await work();
    const done = await read(body.id);
    expect(done).toMatchObject({ status: 'completed', completedAt: expect.any(String) });
    return done;
  };

  /** The customer with this account reference, or null. */
  const customer = async (accountRefId: string) => {
    const [row] = await leeway.database.query<{ id: string }>(
      'select customer_id as id from customers where tenant_id = $1 and account_ref_id = $2',
      [leeway.tenantId, accountRefId],
    );
    return row ? (await api('getCustomer', `GET /api/v1/customers/${row.id}`)).body : null;
  };

  return { ref, template, upload, read, work, imported, customer };
};

export type ImportDesk = ReturnType<typeof openImportDesk>;

/** Two custom fields: `tier`, and `crm-id`, whose values are unique. */
export const defineFields = async (leeway: Leeway): Promise<void> => {
  for (const field of [{ key: 'tier' }, { key: 'crm-id', unique: true }]) {
    const asked = { entityType: 'customer', ...field };
    const made = await leeway.api('POST', '/api/v1/account/custom-fields', asked);
    expect(made.status).toBe(201);
  }
};

/** Rows created, updated, refused. */
export const counts = (done: Record<string, unknown>) => [
  done.createdCount,
  done.updatedCount,
  done.failedCount,
];

/** Row, field and message of each fault. */
export const errors = (done: { errors: { items: object[] } }) => done.errors.items.map(Object.values);
