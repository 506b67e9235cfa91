import { operations } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import type { RoomContext } from '../../platform/room.ts';
import { bucketsAsked, rangeAsked } from './asked-range.ts';
import { concurrencyOf } from './concurrency.ts';
import { deniedSeats } from './denied-seats.ts';
import { timeZoneOf } from './log-store.ts';
import { type HistoryParts, openMeter } from './meter-history.ts';
import { overdraftEpisodes } from './overdraft-episodes.ts';
import { usageTotals } from './usage-totals.ts';
import { usageInBuckets, usageInSteps } from './usage-view.ts';

export interface HistorySettings extends Pick<HistoryParts, 'settle'> {
  /** Rule 30: the tenant's cool-down. */
  readonly coolDownMinutes: (tenantId: string) => Promise<number>;
}

export const registerRoutes = (
  { route, database, clock }: RoomContext,
  { settle, coolDownMinutes }: HistorySettings,
): void => {
  const parts = { database, clock, settle };

  route(operations.getUsageHistory, async ({ tenantId, params: { entitlementId }, query }) => {
    const history = await openMeter(parts, tenantId, entitlementId, query.feature);
    const range = rangeAsked(query, history.now, history.timeZone);
    const { bucket = 'day' } = query;
    return bucket === 'raw'
      ? usageInSteps(parts, history, range)
      : usageInBuckets(parts, history, bucket, range);
  });

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

  route(operations.listOverdraftEpisodes, async ({ tenantId, params: { entitlementId }, query }) => {
    const history = await openMeter(parts, tenantId, entitlementId, query.feature);
    const range = rangeAsked(query, history.now, history.timeZone);
    const coolDownMs = (query.coolDownMinutes ?? (await coolDownMinutes(tenantId))) * 60_000;
    const page = pageAsked(query);
    const { items, total } = await overdraftEpisodes(parts, history, range, coolDownMs, page);
    return pageReply(page, items, total);
  });

  route(operations.getDenials, async ({ tenantId, params: { entitlementId }, query }) => {
    const history = await openMeter(parts, tenantId, entitlementId, query.feature);
    const range = rangeAsked(query, history.now, history.timeZone);
    return deniedSeats(parts, history, range, pageAsked(query));
  });

  route(operations.getConcurrency, async ({ tenantId, params: { entitlementId }, query }) => {
    const history = await openMeter(parts, tenantId, entitlementId, query.feature);
    return concurrencyOf(parts, history, rangeAsked(query, history.now, history.timeZone));
  });
};
