import { Type } from 'typebox';
import { PaginatedListOfPlanModel, PlanApiRequest, PlanModel } from '../models/plans.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { PagingQuery } from './paging.ts';

export const createPlan = operation('createPlan', 'POST /api/v1/plans', {
  tag: 'plans',
  summary: 'Creates a plan.',
  scopes: ['products:admin'],
  body: PlanApiRequest,
  success: { status: 201, reply: PlanModel },
});

export const listPlans = operation('listPlans', 'GET /api/v1/plans', {
  tag: 'plans',
  summary: 'Lists the plans.',
  scopes: ['products:read', 'products:admin'],
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfPlanModel },
});

export const exportPlans = listFile('exportPlans', listPlans, 'Returns the plans as CSV or XLSX.');

export const getPlan = operation('getPlan', 'GET /api/v1/plans/{planId}', {
  tag: 'plans',
  summary: 'Returns one plan.',
  scopes: ['products:read', 'products:admin'],
  params: Type.Object({ planId: Id('plan') }),
  success: { status: 200, reply: PlanModel },
});

export const updatePlan = operation('updatePlan', 'PUT /api/v1/plans/{planId}', {
  tag: 'plans',
  summary: 'Replaces a plan.',
  scopes: ['products:admin'],
  params: Type.Object({ planId: Id('plan') }),
  body: PlanApiRequest,
  success: { status: 204 },
});
