import type { Answer, Leeway } from '../../../testing/leeway.ts';
import { roleIdOf } from '../../../testing/people.ts';
import type { Sold } from '../../../testing/sell.ts';

/** The lists of settings that take `name` and `sort`, each with four rows of its own that have "zq" in what names them. */

export type ListedRow = Answer['body'];
type Value = string | number | boolean | null;

export interface ChosenList {
  /** As in `listProducts` and `exportProducts`. */
  readonly of: string;
  /** Below /api/v1. */
  readonly path: string;
  /** The column of the file that has the id. */
  readonly id: string;
  /** What names a row; left out: its `name`. */
  readonly texts?: (row: ListedRow) => (string | null | undefined)[];
  /** What a word of `sort` orders by where it is not the member itself. */
  readonly by?: Readonly<Record<string, (row: ListedRow) => Value[]>>;
  /** More of the query, for what the order is found out from. */
  readonly expand?: string;
}

const seconds: Readonly<Record<string, number>> = {
  hour: 3600,
  day: 86_400,
  month: 2_592_000,
  year: 31_104_000,
};
const lengthOf = (member: string) => (row: ListedRow) => {
  const { type, count } = row[member];
  return [count === null ? null : count * (seconds[type] ?? 0)];
};

const people = [
  ['Cora', 'Zqx', 'zq.three', 'c%zq@example.com', 'Sales'],
  ['anna', 'Zqy', 'Zq.four', 'd.zq@example.com', 'Account Administrator'],
  ['Bert', 'zqa', 'zq.one', 'a.zq@example.com', 'Product Management'],
  ['Dora', 'Zqd', 'zq.two', 'b.zq@example.com', 'Sales'],
] as const;

/** Roles are sorted by their names, which rows do not have. */
const roleOf = (row: ListedRow) => people.find(([, , username]) => username === row.username)?.[4] ?? null;

const byPlace = ({ offeringName, customerName }: ListedRow) => [offeringName, customerName];

export const chosenLists: readonly ChosenList[] = [
  {
    ...{ of: 'Products', path: 'products', id: 'productId' },
    by: {
      leasePeriod: lengthOf('leasePeriod'),
      gracePeriod: lengthOf('gracePeriod'),
      offlineLeasePeriod: lengthOf('offlineLeasePeriod'),
    },
  },
  { of: 'Plans', path: 'plans', id: 'planId', by: { licenseDuration: lengthOf('licenseDuration') } },
  {
    ...{ of: 'Offerings', path: 'offerings', id: 'offeringId', expand: '&expand=edition,plan' },
    texts: ({ name, sku }) => [name, sku],
    by: { edition: ({ edition }) => [edition.product.name, edition.name], plan: ({ plan }) => [plan.name] },
  },
  { of: 'Features', path: 'features', id: 'featureId', texts: ({ key }) => [key] },
  { of: 'Attributes', path: 'attributes', id: 'attributeId', texts: ({ key }) => [key] },
  {
    ...{ of: 'Users', path: 'account/users', id: 'userId' },
    texts: ({ firstName, lastName, username, email }) => [`${firstName} ${lastName}`, username, email],
    by: {
      name: ({ firstName, lastName }) => [`${firstName} ${lastName}`],
      roleId: (row) => [roleOf(row)],
    },
  },
  {
    ...{ of: 'ApiClients', path: 'account/api-clients', id: 'apiId' },
    texts: ({ clientId, clientName }) => [clientId, clientName],
  },
  { of: 'Webhooks', path: 'account/webhooks', id: 'webhookListenerId', texts: ({ uri }) => [uri] },
  {
    ...{ of: 'Thresholds', path: 'account/thresholds', id: 'thresholdId' },
    texts: ({ featureKey, offeringId }) => [featureKey, offeringId && 'zq a offering'],
    by: { value: ({ measure, value }) => [measure, value] },
  },
  {
    ...{ of: 'CustomFields', path: 'account/custom-fields', id: 'customFieldId' },
    texts: ({ displayName, key }) => [displayName, key],
    by: { displayName: ({ displayName, key }) => [displayName ?? key] },
  },
  {
    ...{ of: 'Rates', path: 'rates', id: 'rateId' },
    texts: ({ featureKey, offeringName, customerName }) => [featureKey, offeringName, customerName],
    by: {
      offeringName: byPlace,
      customerName: (row) => byPlace(row).reverse(),
      amount: ({ currency, amount }) => [currency, amount],
    },
  },
];

const day = (count: number) => ({ type: 'day', count });
const none = { type: 'none' };

/** Makes the rows. */
export const fillLists = async (leeway: Leeway, sold: Sold): Promise<void> => {
  const create = async (path: string, body: object): Promise<ListedRow> => {
    leeway.clock.advance(1000);
    const made = await leeway.api('POST', `/api/v1/${path}`, body);
    if (made.status >= 300) throw new Error(`${path}: ${JSON.stringify(made.body)}`);
    return made.body;
  };
  const change = async (path: string, body: object) => {
    const { status } = await leeway.api('PATCH', `/api/v1/${path}`, body);
    if (status !== 204) throw new Error(`${path}: ${status}`);
  };

  const products: ListedRow[] = [];
  const periods = [
    [{ type: 'year', count: 1 }, none, day(30)],
    [day(400), day(9), none],
    [{ type: 'hour', count: 1 }, day(2), day(7)],
    [none, { type: 'month', count: 1 }, { type: 'month', count: 7 }],
  ] as const;
  for (const [index, name] of ['zq c_1', 'ZQ a%1', 'Zq d\\1', 'zq b1'].entries()) {
    const description = index === 2 ? null : `the ${4 - index}th`;
    const product = await create('products', { name, description });
    const [leasePeriod, gracePeriod, offlineLeasePeriod] = periods[index] ?? [];
    await change(`products/${product.id}`, { leasePeriod, gracePeriod, offlineLeasePeriod });
    products.push(product);
  }

  const ends = { licenseType: 'subscription', licenseStartType: 'activation' };
  const plans = [
    { name: 'zq C_', ...ends, licenseDuration: { type: 'year', count: 1 }, description: 'b' },
    { name: 'zq d', ...ends, licenseDuration: { type: 'month', count: 11 }, planType: 'trial' },
    { name: 'zQ a%', licenseType: 'perpetual', licenseStartType: 'entitlementCreation', description: 'A' },
    { name: 'ZQ b', ...ends, licenseDuration: day(20), planType: 'paid', description: 'c' },
  ];
  const planIds: string[] = [];
  for (const plan of plans) planIds.push((await create('plans', plan)).id);

  const offeringIds: string[] = [];
  for (const [index, name] of [
    'zq b offering',
    'Zq d offering',
    'zq a offering',
    'ZQ C offering',
  ].entries()) {
    const productId = products[index]?.id;
    const edition = await create(`products/${productId}/editions`, { name: `edition ${index}` });
    const asked = { name, sku: ['X%ZQ-3', 'zq_2', 'zq-9', 'ZQ-1'][index], editionId: edition.id };
    const seatCount = [20, 7, 3, 100][index];
    const concurrencyMode = index % 2 === 0 ? 'nodeLock' : 'concurrent';
    const description = ['x', null, 'Y', 'a'][index];
    const plan = { planId: planIds[index], seatCount, concurrencyMode, description };
    offeringIds.push((await create('offerings', { ...asked, ...plan })).id);
  }

  await create('features', { key: 'zq_c', type: 'usageCount', value: 7, description: 'b' });
  await create('features', { key: 'ZQ%d', type: 'elementPool', value: 12 });
  await create('features', { key: 'zq\\a', type: 'bool', value: 1, description: 'A' });
  await create('features', { key: 'zqb', type: 'usageCount', description: 'c' });
  await create('attributes', { key: 'zq_c', type: 'string', value: 'North' });
  await create('attributes', { key: 'ZQ%d', type: 'number', value: '3' });
  await create('attributes', { key: 'zq\\a', type: 'string' });
  await create('attributes', { key: 'zqb', type: 'string', value: 'east' });

  const users: ListedRow[] = [];
  for (const [firstName, lastName, username, email, role] of people) {
    const roleId = await roleIdOf(leeway, role);
    users.push(await create('account/users', { firstName, lastName, username, email, roleId }));
  }
  await leeway.database.transaction(leeway.author, async (tx) => {
    const { tenantId } = leeway;
    await tx.query('update users set disabled_date = now() where tenant_id = $1 and user_id = $2', [
      ...[tenantId, users[0]?.id],
    ]);
    await tx.query(`update users set password_hash = 'x' where tenant_id = $1 and user_id = $2`, [
      ...[tenantId, users[3]?.id],
    ]);
    await tx.query(
      `insert into second_factors (tenant_id, user_id, secret, enabled_at, recovery_hashes, last_step)
       values ($1, $2, '', now(), '{}', 0)`,
      [tenantId, users[1]?.id],
    );
  });

  for (const [index, clientName] of ['zq C_', null, 'Zq a%', 'zq b'].entries())
    await create('account/api-clients', { clientId: ['zq-d', 'ZQ-c', 'zq-a', 'zq-b'][index], clientName });

  const subscriptions = ['customer.created'];
  for (const name of ['c/_', 'A/%25', 'd/', 'b/'])
    await create('account/webhooks', { uri: `https://example.com/zq/${name}`, subscriptions });
  await leeway.database.transaction(leeway.author, (tx) =>
    tx.query(
      `update webhook_listeners set disabled_date = now() where tenant_id = $1 and uri like '%/zq/A/%'`,
      [leeway.tenantId],
    ),
  );

  const offeringId = offeringIds[2];
  await create('account/thresholds', { measure: 'percentOfBought', value: 90, featureKey: 'zq_c' });
  await create('account/thresholds', { measure: 'absolute', value: 95, featureKey: 'ZQ%d' });
  await create('account/thresholds', { measure: 'percentOfBought', value: 80, offeringId });
  await create('account/thresholds', { measure: 'percentOfHardCap', value: 5, featureKey: 'zqb' });

  const entityType = 'customer';
  await create('account/custom-fields', { entityType, key: 'zq_c', displayName: 'Cost', group: 'B' });
  await create('account/custom-fields', { entityType: 'offering', key: 'zq.d', displayName: 'a%' });
  await create('account/custom-fields', { entityType, key: 'zq-a', group: 'a', unique: true });
  await create('account/custom-fields', { entityType, key: 'zqb', displayName: 'ZQ B', group: 'c' });

  const customer = await create('customers', { name: 'Zq customer' });
  await change(`entitlements/groups/${sold.groupId}`, { customerId: customer.id });
  const price = { kind: 'overdraftSeatHour', amount: 5, currency: 'JPY' };
  await create('rates', { ...price, entitlementId: sold.entitlementId, validFrom: '2026-03-01' });
  await create('rates', { ...price, currency: 'EUR', amount: 900, offeringId: offeringIds[0] });
  const unit = { kind: 'overdraftUnit', currency: 'EUR' };
  await create('rates', { ...unit, amount: 1000, featureKey: 'zq_c', offeringId, validFrom: '2026-02-01' });
  await create('rates', { ...unit, amount: 30, featureKey: 'ZQ%b', validFrom: '2026-04-01' });
};
