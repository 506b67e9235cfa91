import { Type } from 'typebox';
import {
  CustomerRenewalInsightModel,
  InsightSettingsModel,
  RenewalInsightModel,
  UpdateInsightSettingsApiRequest,
  WhatIfApiRequest,
  WhatIfModel,
} from '../models/insights.ts';
import { operation } from '../operation.ts';
import { DateTime, Id } from '../schema.ts';

/** Ours, not the contract's: rules 38 and 39. A range that is left out is the last 365 days. */

const tag = 'insights';
const scopes = ['entitlements:read', 'entitlements:admin'] as const;
const query = Type.Object({ from: Type.Optional(DateTime()), to: Type.Optional(DateTime()) });

export const getRenewalInsight = operation(
  'getRenewalInsight',
  'GET /api/v1/entitlements/{entitlementId}/renewal-insight',
  {
    tag,
    summary: 'Tells how many seats the next term needs, and why.',
    scopes,
    params: Type.Object({ entitlementId: Id('ent') }),
    query,
    success: { status: 200, reply: RenewalInsightModel },
  },
);

export const getCustomerRenewalInsight = operation(
  'getCustomerRenewalInsight',
  'GET /api/v1/customers/{customerId}/renewal-insight',
  {
    tag,
    summary: 'Tells the same of a customer: of all entitlements together and of each.',
    scopes,
    params: Type.Object({ customerId: Id('cust') }),
    query,
    success: { status: 200, reply: CustomerRenewalInsightModel },
  },
);

export const askWhatIf = operation('askWhatIf', 'POST /api/v1/entitlements/{entitlementId}/what-if', {
  tag,
  summary: 'Replays the recorded requests at another seat count and overdraft; changes nothing.',
  scopes,
  params: Type.Object({ entitlementId: Id('ent') }),
  body: WhatIfApiRequest,
  success: { status: 200, reply: WhatIfModel },
});

export const getInsightSettings = operation('getInsightSettings', 'GET /api/v1/account/insight-settings', {
  tag,
  summary: 'Returns the thresholds of renewal insight.',
  scopes: ['settings:admin'],
  success: { status: 200, reply: InsightSettingsModel },
});

export const updateInsightSettings = operation(
  'updateInsightSettings',
  'PUT /api/v1/account/insight-settings',
  {
    tag,
    summary: 'Replaces the thresholds of renewal insight; what is left out goes back to its default.',
    scopes: ['settings:admin'],
    body: UpdateInsightSettingsApiRequest,
    success: { status: 204 },
  },
);
