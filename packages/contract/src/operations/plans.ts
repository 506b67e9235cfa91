import { Type } from 'typebox';
import { PaginatedListOfPlanModel, PlanApiRequest, PlanModel } from '../models/plans.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { choiceOf, PagingQuery } from './paging.ts';

export const createPlan = operation('createPlan', 'POST /api/v1/plans', {
  tag: 'plans',
  summary: 'Creates a plan.',
  scopes: ['products:admin'],
  body: PlanApiRequest,
  success: { status: 201, reply: PlanModel },
});

const PlansChoice = choiceOf(
  'name',
  'description',
  'licenseType',
  'licenseStartType',
  'licenseDuration',
  'planType',
);

export const listPlans = operation('listPlans', 'GET /api/v1/plans', {
  tag: 'plans',
  summary: 'Lists the plans.',
  scopes: ['products:read', 'products:admin'],
  query: Type.Object({ ...PagingQuery.properties, ...PlansChoice }),
  success: { status: 200, reply: PaginatedListOfPlanModel },
});

export const exportPlans = listFile(
  'exportPlans',
  listPlans,
  'Returns the plans as CSV or XLSX.',
  PlansChoice,
);

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
