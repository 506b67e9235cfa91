import { operations, type PlanApiRequest } from '@leeway/contract';
import { noInterval } from '@leeway/rules';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { invalid, notFound } from '../../platform/http/problem.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { planColumns } from './list-columns.ts';
import { findPlan, insertPlan, listPlans, type PlanSettings, updatePlan } from './plans-store.ts';
import { intervalFrom, refuseBlank } from './terms.ts';

/** A subscription must end some day: without a duration 422. A perpetual licence has none, whatever was sent. */
const planSettings = (body: PlanApiRequest): PlanSettings => {
  refuseBlank('name', body.name);
  const { name, description = null, licenseType, licenseStartType, planType = null } = body;
  const perpetual = licenseType === 'perpetual';
  const licenseDuration = perpetual ? noInterval : intervalFrom('licenseDuration', body.licenseDuration);
  if (!perpetual && licenseDuration.type === 'none')
    throw invalid('licenseDuration.type', 'must be a unit of time for a subscription', 'required');
  return { name, description, licenseType, licenseStartType, licenseDuration, planType };
};

export const registerPlans = ({ route, database, clock, sendList }: RoomContext): void => {
  route(operations.createPlan, async ({ tenantId, author, body }) => {
    const at = clock.now();
    const plan = { id: newId('plan', at), ...planSettings(body) };
    const creation = database.transaction(author, (tx) => insertPlan(tx, tenantId, plan, at));
    await orDuplicate('name', plan.name, creation);
    return plan;
  });

  route(operations.listPlans, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { items, total } = await listPlans(database, tenantId, query, page);
    return pageReply(page, items, total);
  });

  route(operations.exportPlans, (asked) =>
    sendList(asked, {
      ...{ title: 'Plans', columns: planColumns },
      read: async (db, page) => {
        const { items, total } = await listPlans(db, asked.tenantId, asked.query, page);
        return { items, elementsTotal: total };
      },
    }),
  );

  route(operations.getPlan, async ({ tenantId, params: { planId } }) => {
    const plan = await findPlan(database, tenantId, planId);
    if (!plan) throw notFound('plan', planId);
    return plan;
  });

  route(operations.updatePlan, async ({ tenantId, author, params: { planId }, body }) => {
    const settings = planSettings(body);
    const update = database.transaction(author, (tx) => updatePlan(tx, tenantId, planId, settings));
    if (!(await orDuplicate('name', settings.name, update))) throw notFound('plan', planId);
    return undefined;
  });
};
