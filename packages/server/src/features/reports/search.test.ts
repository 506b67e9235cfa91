import { operations } from '@leeway/contract';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CheckedApi, checkedApi, faultyFields, strangersApi } from '../../testing/checked-api.ts';
import { type Leeway, startLeeway } from '../../testing/leeway.ts';
import { type Sold, sell } from '../../testing/sell.ts';
import { createApiClient } from '../identity/index.ts';
import { searchSql } from './search-store.ts';
import { type ChosenList, chosenLists, fillLists, type ListedRow } from './testing/chosen-lists.ts';

/** One search over everything, of which everybody finds what they may list. */

let leeway: Leeway;
let api: CheckedApi;
let sold: Sold;
let customerId: string;
let groupId: string;
let code: string;

const search = async (q: string, as = api, more = '') => {
  const { status, body } = await as('search', `GET /api/v1/search?q=${encodeURIComponent(q)}${more}`);
  expect(status).toBe(200);
  return body.items as {
    kind: string;
    id: string;
    title: string;
    details: string[];
    entitlementId: string;
  }[];
};
const kindsOf = async (...asked: Parameters<typeof search>) => [
  ...new Set((await search(...asked)).map(({ kind }) => kind)),
];
const clientWith = async (clientId: string, scopes: string[]) => {
  const { clientSecret } = await createApiClient(leeway, leeway.tenantId, { clientId, scopes } as never);
  return checkedApi(leeway, { authorization: `Bearer ${await leeway.tokenFor(clientId, clientSecret)}` });
};

beforeAll(async () => {
  leeway = await startLeeway();
  api = checkedApi(leeway);
  sold = await sell(leeway, { seatCount: 10 });
  ({ id: customerId } = (await leeway.api('POST', '/api/v1/customers', { name: 'Northwind Tools' })).body);
  const order = { skus: [sold.sku], customerId, orderRefId: 'SO-20418' };
  const { body } = await leeway.api('POST', '/api/v1/entitlements/groups', order);
  groupId = body.id;
  code = body.activationCodes[0];
  expect((await sold.activate('WS-North-1')).status).toBe(201);
});
afterAll(() => leeway?.stop());

describe('the search', () => {
  it('finds a customer by any part of its name, with what it has bought', async () => {
    const hits = await search('thwind');
    expect(hits.map(({ kind, title }) => [kind, title])).toEqual([
      ['customer', 'Northwind Tools'],
      ['entitlement', expect.stringMatching(/^Offering/)],
    ]);
    expect(hits[0]).toMatchObject({ id: customerId, details: [] });
    expect(hits[1]?.details).toEqual(['Northwind Tools', sold.sku, 'SO-20418']);
  });

  it.each([
    ['an order by the beginning of its reference', 'so-204', 'order', 'SO-20418'],
    ['a seat by its beginning, in any case', 'ws-north', 'seat', 'WS-North-1'],
  ])('finds %s, and says where it leads', async (_, q, kind, title) => {
    const hit = (await search(q)).find((each) => each.kind === kind);
    expect(hit).toMatchObject({ title, entitlementId: expect.stringMatching(/^ent_/) });
  });

  it('finds a code by its beginning, typed small', async () => {
    const hits = await search(code.slice(0, 9).toLowerCase());
    expect(hits).toMatchObject([
      { kind: 'activationCode', title: code, details: ['Northwind Tools', 'SO-20418'] },
    ]);
    expect(hits[0]?.entitlementId).toMatch(/^ent_/);
  });

  it('finds what was sold and what can be, by name and by SKU', async () => {
    expect(await kindsOf(sold.sku)).toEqual(['entitlement', 'offering']);
    expect(await kindsOf('product')).toEqual(['product']);
    expect((await search(sold.entitlementId)).map(({ id }) => id)).toEqual([sold.entitlementId]);
    expect((await search(groupId)).map(({ id }) => id)).toEqual([groupId]);
  });

  it('takes signs that mean something to a database as they are', async () => {
    for (const q of ['%%', '__', "o'b", '\\\\', '(((']) expect(await search(q)).toEqual([]);
  });

  it('answers of one kind alone, and no more than is asked for', async () => {
    expect(await kindsOf('north', api, '&kind=seat')).toEqual([]);
    expect(await kindsOf('north', api, '&kind=customer')).toEqual(['customer']);
    expect(await search('offering', api, '&kind=entitlement&limit=1')).toHaveLength(1);
  });

  it('refuses what is no search', async () => {
    for (const q of ['', 'a', '%20%20', 'x'.repeat(101)]) {
      const answer = await leeway.api('GET', `/api/v1/search?q=${q}`);
      expect([q, answer.status, faultyFields(answer)]).toEqual([q, 422, ['q']]);
    }
  });

  it('passes over what the caller may not list, and other tenants', async () => {
    expect(await kindsOf('north', await clientWith('crm', ['customers:read']))).toEqual(['customer']);
    const shop = await clientWith('shop', ['products:read']);
    expect(await kindsOf('north', shop)).toEqual([]);
    expect(await kindsOf(sold.sku, shop)).toEqual(['offering']);
    const { status } = await (await clientWith('hooks', ['webhooks:admin']))(
      'search',
      'GET /api/v1/search?q=no',
    );
    expect(status).toBe(403);
    const stranger = await strangersApi(leeway);
    for (const q of ['north', sold.sku, groupId, 'ws-']) expect(await search(q, stranger)).toEqual([]);
  });
});

const inserts = [
  `insert into entitlement_groups (tenant_id, entitlement_group_id, order_ref_id, created_at)
   select $1, 'egr_' || n, 'order-' || n, now() from generate_series(1, 5000) n`,
  `insert into activation_codes select $1, 'CODE-' || n, 'egr_' || n, now() from generate_series(1, 5000) n`,
  `insert into entitlements
   select (jsonb_populate_record(e, jsonb_build_object(
     'entitlement_id', 'ent_' || n, 'entitlement_group_id', 'egr_' || n, 'offering_id', 'off_' || n % 100,
     'sku', 'sku-' || n))).*
   from entitlements e cross join generate_series(1, 5000) n
   where e.tenant_id = $1 and e.entitlement_id = (select min(entitlement_id) from entitlements where tenant_id = $1)`,
  `insert into activations
   select $1, 'act_' || n, 'ent_' || 1 + n % 5000, 'ws-' || n, null, 'activationCode', null, now(), now(), now(), true
   from generate_series(1, 20000) n`,
];

describe('the query plan of the search', () => {
  beforeAll(async () => {
    await leeway.database.transaction(leeway.author, async (tx) => {
      await tx.query('set local session_replication_role = replica');
      for (const text of inserts) await tx.query(text, [leeway.tenantId]);
    });
    await leeway.database.query('analyze');
  });

  /** What grows with what is sold and used. */
  const growing = /Seq Scan on (activations|activation_codes|entitlements|entitlement_groups)\b/;

  it.each([
    ['order', /entitlement_groups_by_reference/],
    ['activationCode', /activation_codes_pkey/],
    ['seat', /activations_by_seat/],
    ['entitlement', /entitlements_by_sku/],
  ] as const)('%s is found through an index', async (kind, index) => {
    const values = [leeway.tenantId, 'ws-01', 5];
    const rows = await leeway.database.query<Record<'QUERY PLAN', string>>(
      `explain ${searchSql[kind]}`,
      values,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(growing);
  });
});

describe('a list of settings', () => {
  /** By what the list says of each row: those without a value last, the same ones by their ids. */
  const inOrder = (rows: readonly ListedRow[], { by }: ChosenList, sort: string): ListedRow[] => {
    const word = sort.replace('-', '');
    const valuesOf = by?.[word] ?? ((row: ListedRow) => [row[word] ?? null]);
    const turn = sort.startsWith('-') ? -1 : 1;
    const small = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value) as string;
    return [...rows].sort((one, other) => {
      for (const [index, value] of valuesOf(one).entries()) {
        const [left, right] = [small(value ?? null), small(valuesOf(other)[index] ?? null)];
        if (left === right) continue;
        if (left === null || right === null) return left === null ? 1 : -1;
        return left < right ? -turn : turn;
      }
      return one.id < other.id ? -1 : 1;
    });
  };

  const idsOf = (rows: readonly ListedRow[]) => rows.map(({ id }) => id);
  beforeAll(() => fillLists(leeway, sold));

  it.each(chosenLists)(
    '$of: is narrowed by a part of a name and sorted, and its file is the same',
    async (list) => {
      const { of, path, id, expand = '', texts = ({ name }) => [name] } = list;
      const read = async (query: string) =>
        (await api(`list${of}`, `GET /api/v1/${path}?${query}${expand}`)).body;
      const every: ListedRow[] = (await read('pageSize=1000')).items;

      const partOf = (part: string) =>
        every.filter((row) => texts(row).some((text) => text?.toLowerCase().includes(part.toLowerCase())));
      for (const part of ['zQ', '%', '_', '\\', ' Zq A ', 'nobody']) {
        const found = await read(`name=${encodeURIComponent(part)}`);
        const expected = partOf(part.trim());
        expect([part, idsOf(found.items)]).toEqual([part, idsOf(expected)]);
        expect(found.elementsTotal ?? expected.length).toBe(expected.length);
      }
      const ours = partOf('zq');
      expect(ours).toHaveLength(4);
      for (const part of ['%', '_']) expect(partOf(part).length).toBeLessThan(every.length);

      const { sort } = operations[`list${of}` as 'listProducts'].query.properties;
      const words = (sort as unknown as { enum: string[] }).enum;
      for (const word of words) {
        const expected = idsOf(inOrder(ours, list, word));
        expect([word, idsOf((await read(`name=zq&sort=${word}`)).items)]).toEqual([word, expected]);
        expect([word, idsOf((await read(`pageSize=1000&sort=${word}`)).items)]).toEqual([
          word,
          idsOf(inOrder(every, list, word)),
        ]);
        const file = await api(`export${of}`, `GET /api/v1/${path}/export?name=zq&sort=${word}`);
        const rows = parse(file.body, { columns: true }) as Record<string, string>[];
        expect([word, rows.map((row) => row[id])]).toEqual([word, expected]);
        const opposite = word.startsWith('-') ? word.slice(1) : `-${word}`;
        expect([word, idsOf(inOrder(ours, list, opposite))]).not.toEqual([word, expected]);
        const second = await read(`name=zq&sort=${word}&pageSize=3&pageNumber=2`);
        if (second.pageNumber === 2)
          expect([idsOf(second.items), second.elementsTotal]).toEqual([expected.slice(3), 4]);
      }

      for (const suffix of ['', '/export']) {
        const operation = `${suffix === '' ? 'list' : 'export'}${of}`;
        const refused = await api(operation, `GET /api/v1/${path}${suffix}?sort=colour`);
        expect([refused.status, faultyFields(refused)]).toEqual([422, ['sort']]);
        expect(refused.body.detail).toContain(words.join(', '));
        const empty = await api(operation, `GET /api/v1/${path}${suffix}?name=${'x'.repeat(201)}`);
        expect([empty.status, faultyFields(empty)]).toEqual([422, ['name']]);
      }
    },
  );
});
