import { checkedApi } from './checked-api.ts';
import type { Answer, Leeway } from './leeway.ts';

/** A small catalogue and the ways to sell from it, over HTTP, as tests need them. */

const year = { type: 'year', count: 1 };

interface Sold {
  readonly groupId: string;
  readonly entitlementId: string;
  readonly code: string;
}

let offeringsMade = 0;

export const openShop = async (leeway: Leeway, name = 'CAD') => {
  const api = checkedApi(leeway);
  const productId: string = (await api('createProduct', 'POST /api/v1/products', { name })).body.id;
  const editions = `POST /api/v1/products/${productId}/editions`;
  const editionId: string = (await api('createEdition', editions, { name: 'Pro' })).body.id;

  const feature = async (asked: object): Promise<string> =>
    (await api('createProductFeature', `POST /api/v1/products/${productId}/features`, asked)).body.id;

  const customer = async (asked: object = {}): Promise<string> =>
    (await api('createCustomer', 'POST /api/v1/customers', { name: 'Globex', ...asked })).body.id;

  /** An offering of a plan of its own; answers its SKU. By default it starts when it is sold. */
  const offer = async (asked: object = {}, plan: object = {}): Promise<string> => {
    offeringsMade += 1;
    const planMade = await api('createPlan', 'POST /api/v1/plans', {
      name: `Plan ${offeringsMade}`,
      licenseType: 'subscription',
      licenseStartType: 'entitlementCreation',
      licenseDuration: year,
      ...plan,
    });
    const offering = await api('createOffering', 'POST /api/v1/offerings', {
      name: `Offering ${offeringsMade}`,
      sku: `SKU-${offeringsMade}`,
      editionId,
      planId: planMade.body.id,
      seatCount: 10,
      concurrencyMode: 'concurrent',
      ...asked,
    });
    return offering.body.sku;
  };

  const order = (asked: object): Promise<Answer> =>
    api('createEntitlementGroup', 'POST /api/v1/entitlements/groups', asked);

  /** One entitlement of a new offering, in a group of its own. */
  const sell = async (asked: object = {}, plan: object = {}): Promise<Sold> => {
    const { body } = await order({ skus: [await offer(asked, plan)] });
    return { groupId: body.id, entitlementId: body.entitlements[0].id, code: body.activationCodes[0] };
  };

  const read = async (entitlementId: string, expand = '') =>
    (await api('getEntitlement', `GET /api/v1/entitlements/${entitlementId}?expand=${expand}`)).body;

  const edit = (entitlementId: string, body: unknown, query = ''): Promise<Answer> =>
    api('updateEntitlement', `PATCH /api/v1/entitlements/${entitlementId}${query}`, body);

  const group = async (groupId: string, expand = '') =>
    (await api('getEntitlementGroup', `GET /api/v1/entitlements/groups/${groupId}?expand=${expand}`)).body;

  const activate = ({ code }: Pick<Sold, 'code'>, seatId: string): Promise<Answer> =>
    api('createActivation', 'POST /api/v1/entitlements/activations', {
      productId,
      seatId,
      activationCredentials: { type: 'activationCode', code },
    });

  /** Takes `count` seats; answers the activation ids. */
  const takeSeats = async (sold: Pick<Sold, 'code'>, count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let seat = 1; seat <= count; seat += 1) {
      const answer = await activate(sold, `seat-${seat}`);
      if (answer.status !== 201) throw new Error(`seat ${seat}: ${JSON.stringify(answer.body)}`);
      ids.push(answer.body.id);
    }
    return ids;
  };

  const checkout = (activationId: string, key: string, amount: number): Promise<Answer> =>
    api('checkoutFeature', `PATCH /api/v1/entitlements/activations/${activationId}/features/checkout`, {
      key,
      amount,
    });

  return {
    ...{ api, productId, editionId, feature, customer, offer, order, sell, read, edit, group },
    ...{ activate, takeSeats, checkout },
  };
};

export type Shop = Awaited<ReturnType<typeof openShop>>;
