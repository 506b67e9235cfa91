import { Type } from 'typebox';
import {
  DashboardDenialsModel,
  DashboardOverdraftsModel,
  DashboardRenewalsModel,
  DashboardSummaryModel,
  DashboardUtilisationModel,
  OpportunitiesModel,
  OpportunityKind,
  PaginatedListOfEntitlementInOverdraftModel,
} from '../models/dashboard.ts';
import { InsightClass } from '../models/insights.ts';
import { operation } from '../operation.ts';
import { DateTime, Id, Int32, Words } from '../schema.ts';
import { listFile } from './list-file.ts';
import { PagingQuery } from './paging.ts';

/** The dashboard, ours alone. A range that is left out is the last 30 days; it is widened to whole days. */

const tag = 'dashboard';
const scopes = ['entitlements:read', 'entitlements:admin'] as const;

const FilterQuery = {
  productId: Type.Optional(Id('prod')),
  offeringId: Type.Optional(Id('off')),
  customerId: Type.Optional(Id('cust')),
  /** A user who is an owner of the customer, of whichever kind. */
  ownerUserId: Type.Optional(Id('user')),
};
const RangeQuery = {
  from: Type.Optional(DateTime()),
  to: Type.Optional(DateTime()),
};
/** 90 when left out. */
const WithinDays = Type.Optional(Int32({ minimum: 1, maximum: 3660 }));

export const listDashboardOverdrafts = operation(
  'listDashboardOverdrafts',
  'GET /api/v1/dashboard/overdrafts',
  {
    tag,
    summary: 'Lists the highest overdrafts of a range, by the peak above the bought seats, with their days.',
    scopes,
    query: Type.Object({ ...FilterQuery, ...RangeQuery, ...PagingQuery.properties }),
    success: { status: 200, reply: DashboardOverdraftsModel },
  },
);

export const listEntitlementsInOverdraft = operation(
  'listEntitlementsInOverdraft',
  'GET /api/v1/dashboard/in-overdraft',
  {
    tag,
    summary: 'Lists the entitlements that are in overdraft now, the highest first.',
    scopes,
    query: Type.Object({ ...FilterQuery, ...PagingQuery.properties }),
    success: { status: 200, reply: PaginatedListOfEntitlementInOverdraftModel },
  },
);

export const getDashboardSummary = operation('getDashboardSummary', 'GET /api/v1/dashboard/summary', {
  tag,
  summary: 'Returns the figures at the top of the dashboard: overdraft, seats, denials and renewals.',
  scopes,
  query: Type.Object({ ...FilterQuery, ...RangeQuery }),
  success: { status: 200, reply: DashboardSummaryModel },
});

const DenialsQuery = {
  ...FilterQuery,
  ...RangeQuery,
  /** `attempts` when left out; `latest`: the one that denied last first. */
  sort: Type.Optional(Words(['attempts', 'latest'])),
};

export const listDashboardDenials = operation('listDashboardDenials', 'GET /api/v1/dashboard/denials', {
  tag,
  summary: 'Lists the entitlements that denied seats in a range, the most attempts first.',
  scopes,
  query: Type.Object({ ...DenialsQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: DashboardDenialsModel },
});

export const exportDashboardDenials = listFile(
  'exportDashboardDenials',
  listDashboardDenials,
  'Returns the entitlements that denied seats in a range as CSV or XLSX.',
  DenialsQuery,
);

const RenewalsQuery = { ...FilterQuery, days: WithinDays, class: Type.Optional(InsightClass) };

export const listDashboardRenewals = operation('listDashboardRenewals', 'GET /api/v1/dashboard/renewals', {
  tag,
  summary: 'Lists the entitlements that expire soon, the next one first, with what to renew.',
  scopes,
  query: Type.Object({ ...RenewalsQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: DashboardRenewalsModel },
});

export const exportDashboardRenewals = listFile(
  'exportDashboardRenewals',
  listDashboardRenewals,
  'Returns the entitlements that expire soon as CSV or XLSX, with what to renew and why.',
  RenewalsQuery,
);

export const getDashboardUtilisation = operation(
  'getDashboardUtilisation',
  'GET /api/v1/dashboard/utilisation',
  {
    tag,
    summary: 'Returns how many entitlements use how much of what was bought, in buckets of ten per cent.',
    scopes,
    query: Type.Object(FilterQuery),
    success: { status: 200, reply: DashboardUtilisationModel },
  },
);

const OpportunitiesQuery = {
  ...FilterQuery,
  /** Both when left out. */
  kind: Type.Optional(OpportunityKind),
};

export const listOpportunities = operation('listOpportunities', 'GET /api/v1/dashboard/opportunities', {
  tag,
  summary: 'Lists who should buy more seats and who may buy fewer, the most seats first.',
  scopes,
  query: Type.Object({ ...OpportunitiesQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: OpportunitiesModel },
});

export const exportOpportunities = listFile(
  'exportOpportunities',
  listOpportunities,
  'Returns who should buy more seats and who may buy fewer as CSV or XLSX.',
  OpportunitiesQuery,
);
