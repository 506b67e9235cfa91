import { operations } from '@leeway/contract';
import type { RoomContext } from '../../platform/room.ts';
import { bucketsAsked, rangeAsked } from './asked-range.ts';
import type { HistoryReader } from './history-reader.ts';
import { timeZoneOf } from './log-store.ts';
import { usageTotals } from './usage-totals.ts';

export const registerRoutes = ({ route, database, clock }: RoomContext, reader: HistoryReader): void => {
  route(operations.getUsageHistory, ({ tenantId, params: { entitlementId }, query }) =>
    reader.usageHistory(tenantId, entitlementId, query),
  );

  route(operations.getUsageTotals, async ({ tenantId, query }) => {
    const {
      bucket = 'day',
      customerId = null,
      offeringId = null,
      productId = null,
      ownerUserId = null,
    } = query;
    const timeZone = await timeZoneOf(database, tenantId);
    const now = clock.now();
    const range = rangeAsked(query, now, timeZone);
    const spans = bucketsAsked(bucket, range, timeZone, now);
    const scope = { tenantId, customerId, offeringId, productId, ownerUserId };
    return usageTotals(database, { scope, bucket, range, spans, timeZone, now });
  });

  route(operations.listOverdraftEpisodes, ({ tenantId, params: { entitlementId }, query }) =>
    reader.overdraftEpisodes(tenantId, entitlementId, query),
  );

  route(operations.getDenials, ({ tenantId, params: { entitlementId }, query }) =>
    reader.denials(tenantId, entitlementId, query),
  );

  route(operations.getConcurrency, ({ tenantId, params: { entitlementId }, query }) =>
    reader.concurrency(tenantId, entitlementId, query),
  );
};
