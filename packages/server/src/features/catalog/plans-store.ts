import type { operations, PlanModel, SortOf } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { type ListChoice, namedSql, namePart, orderSqlOf } from '../../platform/http/list-choice.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { intervalSql, lengthSql } from './columns.ts';

export type PlanSettings = Omit<PlanModel, 'id'>;

const columns = `
  plan_id as "id",
  name,
  description,
  license_type as "licenseType",
  license_start_type as "licenseStartType",
  ${intervalSql('plans', 'license_duration')} as "licenseDuration",
  plan_type as "planType"`;

const insertPlanSql = `
  insert into plans (
    tenant_id, plan_id, name, description, license_type, license_start_type, license_duration_type,
    license_duration_count, plan_type, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;

const updatePlanSql = `
  update plans
  set name = $3, description = $4, license_type = $5, license_start_type = $6, license_duration_type = $7,
    license_duration_count = $8, plan_type = $9
  where tenant_id = $1 and plan_id = $2
  returning plan_id`;

const selectPlanSql = `
  select ${columns}
  from plans
  where tenant_id = $1 and plan_id = $2`;

type PlansChoice = ListChoice<SortOf<typeof operations.listPlans>>;

const orderSql = orderSqlOf<SortOf<typeof operations.listPlans>>({
  by: {
    name: 'lower(plans.name)',
    description: 'lower(plans.description)',
    licenseType: 'plans.license_type',
    licenseStartType: 'plans.license_start_type',
    licenseDuration: lengthSql('plans', 'license_duration'),
    planType: 'plans.plan_type',
  },
  createdAt: 'created_at',
  id: 'plan_id',
});

const selectPlansSql = (sort: PlansChoice['sort']) => `
  select ${columns}
  from plans
  where tenant_id = $1 and ${namedSql('$2', 'name')}
  ${orderSql(sort)}
  limit $3 offset $4`;

const countPlansSql = `
  select count(*)::int as total
  from plans
  where tenant_id = $1 and ${namedSql('$2', 'name')}`;

const settingsValues = (plan: PlanSettings) => [
  plan.name,
  plan.description,
  plan.licenseType,
  plan.licenseStartType,
  plan.licenseDuration.type,
  plan.licenseDuration.count,
  plan.planType,
];

/** @param at epoch ms */
export const insertPlan = async (db: Queryable, tenantId: string, plan: PlanModel, at: number) => {
  await db.query(insertPlanSql, [tenantId, plan.id, ...settingsValues(plan), new Date(at)]);
};

/** False: there is no such plan. */
export const updatePlan = async (
  db: Queryable,
  tenantId: string,
  planId: string,
  settings: PlanSettings,
): Promise<boolean> => {
  const rows = await db.query(updatePlanSql, [tenantId, planId, ...settingsValues(settings)]);
  return rows.length > 0;
};

export const findPlan = async (db: Queryable, tenantId: string, planId: string) => {
  const [row] = await db.query<PlanModel>(selectPlanSql, [tenantId, planId]);
  return row ?? null;
};

export const listPlans = async (
  db: Queryable,
  tenantId: string,
  { name, sort }: PlansChoice,
  page: PageAsked,
) => {
  const asked = [tenantId, namePart(name)];
  const items = await db.query<PlanModel>(selectPlansSql(sort), [...asked, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countPlansSql, asked);
  return { items, total: count?.total ?? 0 };
};
