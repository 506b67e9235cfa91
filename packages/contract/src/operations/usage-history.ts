import { Type } from 'typebox';
import {
  ConcurrencyModel,
  DenialsModel,
  HistoryBucket,
  HistoryResolution,
  PaginatedListOfOverdraftEpisodeModel,
  UsageHistoryModel,
  UsageTotalsModel,
} from '../models/usage-history.ts';
import { operation } from '../operation.ts';
import { DateTime, Id, Int32 } from '../schema.ts';
import { PagingQuery } from './paging.ts';

/** Usage history, ours alone. A range that is left out is the last 30 days. */

const scopes = ['entitlements:read', 'entitlements:admin'] as const;
const params = Type.Object({ entitlementId: Id('ent') });

const RangeQuery = {
  from: Type.Optional(DateTime()),
  to: Type.Optional(DateTime()),
};
const MeterQuery = {
  ...RangeQuery,
  /** Key of a metered feature; the seats when left out. */
  feature: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
};

export const getUsageHistory = operation(
  'getUsageHistory',
  'GET /api/v1/entitlements/{entitlementId}/usage-history',
  {
    tag: 'usageHistory',
    summary: 'Returns what was in use and what was bought over time, exact, in buckets or as raw steps.',
    scopes,
    params,
    query: Type.Object({ ...MeterQuery, bucket: Type.Optional(HistoryResolution) }),
    success: { status: 200, reply: UsageHistoryModel },
  },
);

export const getUsageTotals = operation('getUsageTotals', 'GET /api/v1/usage-history', {
  tag: 'usageHistory',
  summary:
    'Returns the seats of all entitlements together over time, or of those of a customer, offering or product.',
  scopes,
  query: Type.Object({
    ...RangeQuery,
    bucket: Type.Optional(HistoryBucket),
    customerId: Type.Optional(Id('cust')),
    offeringId: Type.Optional(Id('off')),
    productId: Type.Optional(Id('prod')),
    /** A user who is an owner of the customer, of whichever kind. */
    ownerUserId: Type.Optional(Id('user')),
  }),
  success: { status: 200, reply: UsageTotalsModel },
});

export const listOverdraftEpisodes = operation(
  'listOverdraftEpisodes',
  'GET /api/v1/entitlements/{entitlementId}/overdraft-episodes',
  {
    tag: 'usageHistory',
    summary: 'Lists the times in overdraft, newest first; short gaps are merged.',
    scopes,
    params,
    query: Type.Object({
      ...MeterQuery,
      /** Shorter gaps are merged; as the insight settings say when left out. */
      coolDownMinutes: Type.Optional(Int32({ minimum: 0, maximum: 1440 })),
      ...PagingQuery.properties,
    }),
    success: { status: 200, reply: PaginatedListOfOverdraftEpisodeModel },
  },
);

export const getDenials = operation('getDenials', 'GET /api/v1/entitlements/{entitlementId}/denials', {
  tag: 'usageHistory',
  summary: 'Returns what was denied: attempts and true denials, by seat and by reason, and unmet demand.',
  scopes,
  params,
  query: Type.Object({ ...MeterQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: DenialsModel },
});

export const getConcurrency = operation(
  'getConcurrency',
  'GET /api/v1/entitlements/{entitlementId}/concurrency',
  {
    tag: 'usageHistory',
    summary: 'Returns the time at each level of use, and time-weighted percentiles.',
    scopes,
    params,
    query: Type.Object(MeterQuery),
    success: { status: 200, reply: ConcurrencyModel },
  },
);
