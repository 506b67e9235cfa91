import { systemAuthor } from '../../../platform/author.ts';
import { checkedApi } from '../../../testing/checked-api.ts';
import type { Answer, Leeway } from '../../../testing/leeway.ts';

/** The calls that move an entitlement through its life, and what they leave behind. */

export const dayMs = 86_400_000;

interface Told {
  readonly code: string;
  readonly at: Date;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever members it asserts on
  readonly payload: any;
}

const selectTold = `
  select event_code as code, at, payload
  from outbox
  where entitlement_id = $1 and event_code <> 'entitlement.created'
  order by sequence`;

const selectClosings = `
  select feature_key as key, period_start as "from", period_end as until, used, overdraft_used as over
  from usage_closings
  where entitlement_id = $1
  order by period_end, feature_key`;

interface Closing {
  readonly key: string;
  readonly from: Date;
  readonly until: Date;
  readonly used: bigint;
  readonly over: bigint;
}

export const openLife = (leeway: Leeway) => {
  const api = checkedApi(leeway);
  const patch =
    (operationId: string, path: string) =>
    (entitlementId: string, body?: unknown, query = ''): Promise<Answer> =>
      api(operationId, `PATCH /api/v1/entitlements/${entitlementId}/${path}${query}`, body);
  const provision = (operationId: string, method: string) => (entitlementId: string) =>
    api(operationId, `${method} /api/v1/entitlements/${entitlementId}/provision`);
  return {
    start: patch('activateEntitlement', 'activate'),
    setStart: patch('setEntitlementStart', 'start'),
    renew: patch('renewEntitlement', 'renew'),
    renewWith: (entitlementId: string, body: object, query = '') =>
      api('renewEntitlementWithLimits', `POST /api/v1/entitlements/${entitlementId}/renew${query}`, body),
    changeOffering: patch('changeEntitlementOffering', 'change-offering'),
    resetOverrides: patch('resetEntitlementOverrides', 'reset-overrides'),
    disable: patch('disableEntitlement', 'disable'),
    enable: patch('enableEntitlement', 'enable'),
    provision: provision('provisionEntitlement', 'POST'),
    clearProvision: provision('clearEntitlementProvision', 'DELETE'),
    resetUsage: (entitlementId: string, featureId: string) =>
      patch('resetEntitlementFeatureUsage', `feature/${featureId}/reset`)(entitlementId),
    settle: () => leeway.runStep('admission.settle'),
    /** What the entitlement has told, in order. */
    told: (entitlementId: string) => leeway.database.query<Told>(selectTold, [entitlementId]),
    codes: async (entitlementId: string) =>
      (await leeway.database.query<Told>(selectTold, [entitlementId])).map(({ code }) =>
        code.replace('entitlement.', ''),
      ),
    closings: (entitlementId: string) => leeway.database.query<Closing>(selectClosings, [entitlementId]),
    /** Moves the tenant to another zone; what is sold from then on is of that zone. */
    moveTo: (timeZone: string) =>
      leeway.database.transaction(systemAuthor, (tx) =>
        tx.query('update tenants set time_zone = $2 where tenant_id = $1', [leeway.tenantId, timeZone]),
      ),
    /** Moves the clock until `at`, an ISO date. */
    travelTo: (at: string) => leeway.clock.advance(Date.parse(at) - leeway.clock.now()),
  };
};
