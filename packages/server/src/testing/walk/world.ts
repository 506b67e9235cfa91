import type { Operation } from '@leeway/contract';
import { createApiClient } from '../../features/identity/index.ts';
import { systemAuthor } from '../../platform/author.ts';
import type { Answer, Leeway } from '../leeway.ts';
import { type Sold, sell, type Terms } from '../sell.ts';
import { openPortal } from './portal-people.ts';

/** What a walk over the API's operations finds to work on: objects made through the API itself, fresh each time. */

export interface FormFile {
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

/** A valid request of one operation. */
export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly file?: FormFile;
}

/** Makes what the operation works on, and answers the request. */
export type Recipe = (world: World) => Promise<Asked> | Asked;
/** By operation id. */
export type Recipes = Readonly<Record<string, Recipe>>;

/** A request that wants something to be there, and does not name it. */
export const given = async (made: Promise<unknown>, asked: Asked = {}): Promise<Asked> => {
  await made;
  return asked;
};

/** What a call of the walk came to; the body is parsed JSON, else the text. */
export type Call = (method: string, path: string, asked?: Asked) => Promise<Answer>;

const pathOf = (path: string, { params = {}, query = {} }: Asked): string => {
  const filled = Object.entries(params).reduce(
    (url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const search = new URLSearchParams(query).toString();
  return search ? `${filled}?${search}` : filled;
};

const sentBody = ({ body, file }: Asked) => {
  if (!file) return body === undefined ? undefined : JSON.stringify(body);
  const form = new FormData();
  form.append('FormFile', new Blob([file.content]), file.name);
  return form;
};

/** Calls the server with a token, or without one. */
export const callerOf =
  (baseUrl: string, token: string | null, headers: Readonly<Record<string, string>> = {}): Call =>
  async (method, path, asked = {}) => {
    const body = sentBody(asked);
    const response = await fetch(baseUrl + pathOf(path, asked), {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: json && text ? JSON.parse(text) : text,
    };
  };

export const year = { type: 'year', count: 1 };

const catalogOf = (create: Create, named: (what: string) => string) => {
  const product = async (): Promise<string> => (await create('/products', { name: named('Product') })).id;
  const edition = async (productId: string): Promise<string> =>
    (await create(`/products/${productId}/editions`, { name: named('Edition') })).id;
  const plan = async (): Promise<string> =>
    (
      await create('/plans', {
        ...{ name: named('Plan'), licenseType: 'subscription', licenseStartType: 'entitlementCreation' },
        licenseDuration: year,
      })
    ).id;
  const offeringBody = async () => ({
    name: named('Offering'),
    sku: named('SKU'),
    editionId: await edition(await product()),
    planId: await plan(),
    seatCount: 10,
    concurrencyMode: 'concurrent',
  });
  return {
    product,
    edition,
    plan,
    offeringBody,
    offering: async () => create('/offerings', await offeringBody()),
    /** A product with a feature and an edition. */
    productWithFeature: async () => {
      const productId = await product();
      const feature = { key: 'cores', type: 'elementPool', value: 10 };
      const { id: featureId } = await create(`/products/${productId}/features`, feature);
      return { productId, featureId, editionId: await edition(productId) };
    },
    /** A product with an attribute and an edition. */
    productWithAttribute: async () => {
      const productId = await product();
      const attribute = { key: 'region', type: 'string', value: 'north' };
      const { id: attributeId } = await create(`/products/${productId}/attributes`, attribute);
      return { productId, attributeId, editionId: await edition(productId) };
    },
  };
};

// biome-ignore lint/suspicious/noExplicitAny: recipes read whatever members they need
type Create = (path: string, body?: unknown) => Promise<any>;

const peopleOf = (create: Create, named: (what: string) => string) => {
  const customer = async (): Promise<string> => (await create('/customers', { name: named('Customer') })).id;
  return {
    customer,
    contact: async () => {
      const customerId = await customer();
      const email = `${named('ada')}@example.com`;
      const { id } = await create(`/customers/${customerId}/contacts`, { email, firstName: 'Ada' });
      return { customerId, contactId: id as string, email };
    },
    /** A console user who has been invited and has not signed in. */
    user: async () => {
      const email = `${named('grace')}@example.com`;
      const { items } = await create('GET /account/roles');
      const roleId = items[0].id as string;
      const body = { username: named('grace'), firstName: 'Grace', lastName: 'Hopper', email, roleId };
      const { id } = await create('/account/users', body);
      return { userId: id as string, email, roleId };
    },
  };
};

/** A client with every scope, and one that may do what only the operator of the installation may. */
export const openWorld = async (leeway: Leeway) => {
  const { database, clock, baseUrl, tenantId } = leeway;
  const operator = await createApiClient({ database, clock, author: systemAuthor }, tenantId, {
    ...{ clientId: 'operator', scopes: ['tenants:admin'] },
  });
  const operatorToken = await leeway.tokenFor(operator.clientId, operator.clientSecret);
  const asTenant = callerOf(baseUrl, leeway.token);
  const asOperator = callerOf(baseUrl, operatorToken);
  let count = 0;
  const named = (what: string) => {
    count += 1;
    return `${what}-${count}`;
  };
  /** Asks and answers the body; throws unless it succeeded. POST unless the path says otherwise. */
  const create: Create = async (at, body) => {
    const [path = '', method = 'POST'] = at.split(' ').reverse();
    const call = path.startsWith('/tenants') ? asOperator : asTenant;
    const answer = await call(method, `/api/v1${path}`, { body });
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const portal = await openPortal(leeway, create, named, () => sell(leeway));
  /** Of the one of the two clients that may call it, or of the portal's admin. */
  const tokenFor = ({ scopes, portal: access }: Pick<Operation, 'scopes' | 'portal'>): string => {
    if (access !== null) return portal.admin.token;
    return scopes.includes('tenants:admin') ? operatorToken : leeway.token;
  };
  return {
    leeway,
    portal,
    asTenant,
    tokenFor,
    callerFor: (operation: Pick<Operation, 'scopes' | 'portal'>): Call =>
      callerOf(baseUrl, tokenFor(operation)),
    named,
    create,
    ...catalogOf(create, named),
    ...peopleOf(create, named),
    sell: (terms: Terms = {}): Promise<Sold> => sell(leeway, terms),
    /** An entitlement with a metered feature and one seat taken. */
    sellWithSeat: async () => {
      const sold = await sell(leeway, { features: [{ key: 'cores', type: 'elementPool', value: 10 }] });
      const { body } = await sold.activate('seat-1');
      return { ...sold, activationId: body.id as string };
    },
    tenant: async (): Promise<string> => {
      const name = named('tenant').toLowerCase();
      return (await create('/tenants', { name, displayName: name })).id;
    },
  };
};

export type World = Awaited<ReturnType<typeof openWorld>>;
