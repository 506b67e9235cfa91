import { Type } from 'typebox';
import {
  PaginatedListOfPortalSeatModel,
  PortalCapacityModel,
  PortalEntitlementDetailModel,
  PortalOverviewModel,
} from '../models/portal-overview.ts';
import {
  ConcurrencyModel,
  DenialsModel,
  HistoryResolution,
  PaginatedListOfOverdraftEpisodeModel,
  UsageHistoryModel,
} from '../models/usage-history.ts';
import { operation } from '../operation.ts';
import { DateTime, Id, Words } from '../schema.ts';
import { PagingQuery } from './paging.ts';

/** What a customer's people see in the portal. Figures over time are the console's own, from the same functions. */

const entitlements = '/portal/api/v1/entitlements' as const;
const reading = { tag: 'portal', scopes: [] } as const;
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
const HistoryQuery = { ...MeterQuery, bucket: Type.Optional(HistoryResolution) };
const FileQuery = { format: Words(['csv', 'xlsx']) };

export const getPortalOverview = operation('getPortalOverview', 'GET /portal/api/v1/overview', {
  ...reading,
  summary: 'Returns what the customer bought and how much of it is used, worst first.',
  portal: 'signedIn',
  success: { status: 200, reply: PortalOverviewModel },
});

export const getPortalEntitlement = operation('getPortalEntitlement', `GET ${entitlements}/{entitlementId}`, {
  ...reading,
  summary: 'Returns one entitlement with its features.',
  portal: 'signedIn',
  params,
  success: { status: 200, reply: PortalEntitlementDetailModel },
});

export const getPortalUsageHistory = operation(
  'getPortalUsageHistory',
  `GET ${entitlements}/{entitlementId}/usage-history`,
  {
    ...reading,
    summary: 'Returns what was in use and what was bought over time: the same answer as the console has.',
    portal: 'graph',
    params,
    query: Type.Object(HistoryQuery),
    success: { status: 200, reply: UsageHistoryModel },
  },
);

export const listPortalOverdraftEpisodes = operation(
  'listPortalOverdraftEpisodes',
  `GET ${entitlements}/{entitlementId}/overdraft-episodes`,
  {
    ...reading,
    summary: 'Lists the times in overdraft, newest first; short gaps are merged as the vendor has set it.',
    portal: 'graph',
    params,
    query: Type.Object({ ...MeterQuery, ...PagingQuery.properties }),
    success: { status: 200, reply: PaginatedListOfOverdraftEpisodeModel },
  },
);

export const getPortalDenials = operation('getPortalDenials', `GET ${entitlements}/{entitlementId}/denials`, {
  ...reading,
  summary: 'Returns who was denied and when, attempts and true denials.',
  portal: 'graph',
  params,
  query: Type.Object({ ...MeterQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: DenialsModel },
});

export const getPortalConcurrency = operation(
  'getPortalConcurrency',
  `GET ${entitlements}/{entitlementId}/concurrency`,
  {
    ...reading,
    summary: 'Returns the time at each level of use, and time-weighted percentiles.',
    portal: 'graph',
    params,
    query: Type.Object(MeterQuery),
    success: { status: 200, reply: ConcurrencyModel },
  },
);

export const getPortalCapacity = operation(
  'getPortalCapacity',
  `GET ${entitlements}/{entitlementId}/capacity`,
  {
    ...reading,
    summary: 'Tells in which month the use reaches what was bought and the limit, at the present growth.',
    portal: 'graph',
    params,
    success: { status: 200, reply: PortalCapacityModel },
  },
);

export const listPortalSeats = operation(
  'listPortalSeats',
  `GET ${entitlements}/{entitlementId}/activations`,
  {
    ...reading,
    summary: 'Lists the seats in use, longest held first.',
    portal: 'seats',
    params,
    query: PagingQuery,
    success: { status: 200, reply: PaginatedListOfPortalSeatModel },
  },
);

export const exportPortalUsage = operation(
  'exportPortalUsage',
  `GET ${entitlements}/{entitlementId}/usage-history/file`,
  {
    ...reading,
    summary: 'Sends usage history as a file, a line a bucket.',
    portal: 'graph',
    params,
    query: Type.Object({ ...HistoryQuery, ...FileQuery }),
    success: { status: 200, binary: true },
  },
);

export const exportPortalSeats = operation(
  'exportPortalSeats',
  `GET ${entitlements}/{entitlementId}/activations/file`,
  {
    ...reading,
    summary: 'Sends the seats in use as a file.',
    portal: 'seats',
    params,
    query: Type.Object(FileQuery),
    success: { status: 200, binary: true },
  },
);

export const exportPortalDenials = operation(
  'exportPortalDenials',
  `GET ${entitlements}/{entitlementId}/denials/file`,
  {
    ...reading,
    summary: 'Sends who was denied and when as a file, attempts within a minute taken together.',
    portal: 'graph',
    params,
    query: Type.Object({ ...MeterQuery, ...FileQuery }),
    success: { status: 200, binary: true },
  },
);
