import { type Operation, operations } from '@leeway/contract';
import { checkReply, malformedRequests } from '@leeway/contract/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leeway, startLeeway } from './testing/leeway.ts';
import { sell } from './testing/sell.ts';

/**
 * Requests with exactly one thing wrong, made from the schemas, against objects that exist: nothing but that one thing
 * keeps them from succeeding. None may give a 5xx, none may change a row, each answer names the field and the reason.
 */

const perOperation = 40;

let leeway: Leeway;
let present: Record<string, string>;

beforeAll(async () => {
  leeway = await startLeeway();
  const sold = await sell(leeway, {
    features: [{ key: 'cores', type: 'elementPool', value: 10 }],
  });
  const activation = await sold.activate('seat');
  const { body: customer } = await leeway.api('POST', '/api/v1/customers', { name: 'Customer' });
  const { body: contact } = await leeway.api('POST', `/api/v1/customers/${customer.id}/contacts`, {
    email: 'ada@example.com',
  });
  const { body: features } = await leeway.api('GET', `/api/v1/products/${sold.productId}/features`);
  const { body: client } = await leeway.api('POST', '/api/v1/account/api-clients', { clientId: 'spare' });
  present = {
    productId: sold.productId,
    editionId: sold.editionId,
    planId: sold.planId,
    offeringId: sold.offeringId,
    entitlementGroupId: sold.groupId,
    entitlementId: sold.entitlementId,
    activationId: activation.body.id,
    customerId: customer.id,
    contactId: contact.id,
    featureId: features.items[0].id,
    apiId: client.id,
  };
});
afterAll(() => leeway.stop());

/** Every row of every table, as one hash a table. */
const contents = async (): Promise<Record<string, string>> => {
  const tables = await leeway.database.query<{ name: string }>(
    `select relname as name from pg_class
     where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relispartition
     order by relname`,
  );
  const hashes: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await leeway.database.query<{ hash: string | null }>(
      `select md5(string_agg(t::text, '|' order by t::text)) as hash from ${name} t`,
    );
    hashes[name] = row?.hash ?? 'empty';
  }
  return hashes;
};

type Malformed = ReturnType<typeof malformedRequests>[number];

const send = async (operation: Operation, malformed: Malformed) => {
  const params = Object.entries(malformed.params).map(([name, value]) => [
    name,
    malformed.place === 'params' ? value : (present[name] ?? value),
  ]);
  const path = params.reduce(
    (url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(String(value))),
    operation.path,
  );
  const query = new URLSearchParams(malformed.query).toString();
  const body =
    malformed.rawBody ?? (malformed.body === undefined ? undefined : JSON.stringify(malformed.body));
  const response = await fetch(`${leeway.baseUrl}${path}${query ? `?${query}` : ''}`, {
    method: operation.method,
    headers: {
      authorization: `Bearer ${leeway.token}`,
      ...(malformed.contentType ? { 'content-type': malformed.contentType } : {}),
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? null : JSON.parse(text) };
};

/** Why an answer is not good enough, or null. */
const faultOf = (operation: Operation, malformed: Malformed, answer: Awaited<ReturnType<typeof send>>) => {
  if (answer.status < 400 || answer.status >= 500) return `status ${answer.status}`;
  const shape = operation.id.endsWith('Legacy') ? null : checkReply(operation.id, answer.status, answer.body);
  if (shape && operation.id !== 'getAvailability') return JSON.stringify(shape);
  if (!answer.body.detail) return 'no reason';
  if (malformed.field === null || answer.status === 400) return null;
  const named: string[] = (answer.body.validationErrors ?? []).map(
    (error: { propertyName: string }) => error.propertyName,
  );
  const wanted = malformed.field;
  const meets = named.some(
    (name) => name === wanted || name.startsWith(`${wanted}.`) || wanted.startsWith(`${name}.`),
  );
  return meets ? null : `names ${named.join(', ') || 'nothing'} instead of ${wanted}`;
};

describe('malformed requests', () => {
  it('give no 5xx, change nothing, and name the field', async () => {
    const served = Object.values(operations).filter((operation) =>
      leeway.app.hasRoute({
        method: operation.method,
        url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      }),
    ) as Operation[];
    const before = await contents();
    const wrong: string[] = [];
    let sent = 0;
    for (const [index, operation] of served.entries()) {
      const requests = malformedRequests(operation, index + 1, perOperation);
      const answers = await Promise.all(requests.map((malformed) => send(operation, malformed)));
      sent += answers.length;
      for (const [position, answer] of answers.entries()) {
        const malformed = requests[position] as Malformed;
        const fault = faultOf(operation, malformed, answer);
        if (fault)
          wrong.push(`${operation.id} ${malformed.place} ${malformed.field} ${malformed.fault}: ${fault}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(2000);
    expect(await contents()).toEqual(before);
  }, 120_000);

  it('every operation of the contract package is served', () => {
    const missing = Object.values(operations).filter(
      (operation) =>
        !leeway.app.hasRoute({
          method: operation.method,
          url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
        }),
    );
    expect(missing.map((operation) => operation.id)).toEqual([]);
  });
});
