import type { PlanModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import { intervalSql } from './columns.ts';

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

const selectPlansSql = `
  select ${columns}
  from plans
  where tenant_id = $1
  order by created_at, plan_id
  limit $2 offset $3`;

const countPlansSql = `
  select count(*)::int as total
  from plans
  where tenant_id = $1`;

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

export const listPlans = async (db: Queryable, tenantId: string, page: PageAsked) => {
  const items = await db.query<PlanModel>(selectPlansSql, [tenantId, page.pageSize, page.offset]);
  const [count] = await db.query<{ total: number }>(countPlansSql, [tenantId]);
  return { items, total: count?.total ?? 0 };
};
