import type { OverdraftLimitApiRequest } from '@leeway/contract';
import type { Answer, Leeway } from './leeway.ts';

/** Sells an offering through the API, as a vendor would: what most tests start from. */

interface FeatureSold {
  readonly key: string;
  readonly type: 'bool' | 'elementPool' | 'usageCount';
  readonly value?: number | null;
  readonly overdraftLimit?: OverdraftLimitApiRequest;
}

interface Interval {
  readonly type: string;
  readonly count?: number | null;
}

export interface Terms {
  readonly seatCount?: number;
  readonly overdraft?: OverdraftLimitApiRequest;
  readonly concurrencyMode?: 'concurrent' | 'nodeLock';
  readonly licenseType?: 'subscription' | 'perpetual';
  readonly licenseStartType?: string;
  readonly licenseDuration?: Interval;
  readonly leasePeriod?: Interval;
  readonly gracePeriod?: Interval;
  readonly usageResetSchedule?: 'never' | 'onRenewal' | 'monthly';
  readonly features?: readonly FeatureSold[];
}

export interface Sold {
  readonly productId: string;
  readonly editionId: string;
  readonly planId: string;
  readonly offeringId: string;
  readonly sku: string;
  readonly groupId: string;
  readonly entitlementId: string;
  readonly code: string;
  /** Asks for a seat with the group's code. */
  activate(seatId: string, more?: Record<string, unknown>): Promise<Answer>;
  refresh(activationId: string): Promise<Answer>;
  release(activationId: string): Promise<Answer>;
  checkout(
    activationId: string,
    key: string,
    amount: number,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  giveBack(activationId: string, key: string, amount: number): Promise<Answer>;
  entitlement(expand?: string): Promise<Answer['body']>;
  log(): Promise<Answer['body'][]>;
}

let sold = 0;

const expectStatus = (answer: Answer, status: number) => {
  if (answer.status !== status) throw new Error(`expected ${status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
};

export const sell = async ({ api }: Pick<Leeway, 'api'>, terms: Terms = {}): Promise<Sold> => {
  sold += 1;
  const named = `${process.pid}-${sold}`;
  const create = async (path: string, body: unknown) => expectStatus(await api('POST', path, body), 201);
  const { id: productId } = await create('/api/v1/products', { name: `Product ${named}` });
  const periods = {
    leasePeriod: terms.leasePeriod ?? { type: 'hour', count: 1 },
    gracePeriod: terms.gracePeriod ?? { type: 'none' },
  };
  expectStatus(await api('PATCH', `/api/v1/products/${productId}`, periods), 204);
  for (const feature of terms.features ?? []) await create(`/api/v1/products/${productId}/features`, feature);
  const { id: editionId } = await create(`/api/v1/products/${productId}/editions`, { name: 'Standard' });
  const licenseType = terms.licenseType ?? 'subscription';
  const { id: planId } = await create('/api/v1/plans', {
    name: `Plan ${named}`,
    licenseType,
    licenseStartType: terms.licenseStartType ?? 'entitlementCreation',
    ...(licenseType === 'subscription'
      ? { licenseDuration: terms.licenseDuration ?? { type: 'year', count: 1 } }
      : {}),
  });
  const sku = `SKU-${named}`;
  const { id: offeringId } = await create('/api/v1/offerings', {
    name: `Offering ${named}`,
    sku,
    editionId,
    planId,
    seatCount: terms.seatCount ?? 100,
    overdraftSeatLimit: terms.overdraft ?? { type: 'none' },
    concurrencyMode: terms.concurrencyMode ?? 'concurrent',
    usageResetSchedule: terms.usageResetSchedule ?? 'never',
  });
  const group = await create('/api/v1/entitlements/groups', { skus: [sku] });
  const code = group.activationCodes[0] as string;
  const entitlementId = group.entitlements[0].id as string;
  const seatsPath = '/api/v1/entitlements/activations';

  return {
    productId,
    editionId,
    planId,
    offeringId,
    sku,
    groupId: group.id,
    entitlementId,
    code,
    activate: (seatId, more = {}) =>
      api('POST', seatsPath, {
        productId,
        activationCredentials: { type: 'activationCode', code },
        seatId,
        ...more,
      }),
    refresh: (activationId) => api('PATCH', seatsPath, { activationId }),
    release: (activationId) => api('DELETE', `${seatsPath}/${activationId}`),
    checkout: (activationId, key, amount, headers) =>
      api('PATCH', `${seatsPath}/${activationId}/features/checkout`, { key, amount }, headers),
    giveBack: (activationId, key, amount) =>
      api('PATCH', `${seatsPath}/${activationId}/features/return`, { key, amount }),
    entitlement: async (expand) =>
      (await api('GET', `/api/v1/entitlements/${entitlementId}${expand ? `?expand=${expand}` : ''}`)).body,
    log: async () =>
      (await api('GET', `/api/v1/entitlements/${entitlementId}/activations-log?pageSize=1000`)).body.items,
  };
};
