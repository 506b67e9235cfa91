import { operations } from '@leeway/contract';
import { invalid, notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { customersById } from '../customers/index.ts';
import { billingCalendar, soldTo } from '../statements/index.ts';
import { type InsightParts, openEntitlement, rangeAsked } from './asked.ts';
import { insightOfCustomer, insightOfEntitlement } from './renewal-insight.ts';
import { insightSettings, settingsFault, storeInsightSettings } from './settings-store.ts';
import { whatIf } from './what-if.ts';

const registerSettings = ({ route, database }: RoomContext): void => {
  route(operations.getInsightSettings, ({ tenantId }) => insightSettings(database, tenantId));

  route(operations.updateInsightSettings, ({ tenantId, author, body }) => {
    const fault = settingsFault(body);
    if (fault) throw invalid(...fault);
    return database.transaction(author, async (tx) => {
      await storeInsightSettings(tx, tenantId, body);
      return undefined;
    });
  });
};

export const registerRoutes = (context: RoomContext, settle: InsightParts['settle']): void => {
  const { route, database, clock } = context;
  const parts = { database, clock, settle };
  registerSettings(context);

  route(operations.getRenewalInsight, async ({ tenantId, params: { entitlementId }, query }) => {
    const found = await openEntitlement(parts, tenantId, entitlementId);
    const range = rangeAsked(query, clock.now(), found.timeZone);
    const settings = await insightSettings(database, tenantId);
    return insightOfEntitlement(parts, tenantId, entitlementId, found, range, settings);
  });

  route(operations.getCustomerRenewalInsight, async ({ tenantId, params: { customerId }, query }) => {
    if (!(await customersById(database, tenantId, [customerId])).has(customerId))
      throw notFound('customer', customerId);
    const { timeZone } = await billingCalendar(database, tenantId);
    const range = rangeAsked(query, clock.now(), timeZone);
    const settings = await insightSettings(database, tenantId);
    const sold = await soldTo(database, tenantId, customerId, range.end);
    const ids = sold.map(({ entitlementId }) => entitlementId);
    return insightOfCustomer(parts, { tenantId, customerId }, ids, timeZone, range, settings);
  });

  route(operations.askWhatIf, ({ tenantId, params: { entitlementId }, body }) =>
    whatIf(parts, tenantId, entitlementId, body),
  );
};
