import type {
  ConcurrencyModel,
  DenialsModel,
  OverdraftEpisodeModel,
  UsageHistoryModel,
} from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { rangeAsked } from './asked-range.ts';
import { concurrencyOf } from './concurrency.ts';
import { deniedSeats } from './denied-seats.ts';
import { type HistoryParts, openMeter } from './meter-history.ts';
import { overdraftEpisodes } from './overdraft-episodes.ts';
import { usageInBuckets, usageInSteps } from './usage-view.ts';

/** History of one entitlement as whoever may read it asks for it: the console and the portal have the same answers. */

interface MeterQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Key of a metered feature; the seats when left out. */
  readonly feature?: string | undefined;
}

interface PagedQuery extends MeterQuery {
  readonly pageNumber?: number;
  readonly pageSize?: number;
}

export interface HistorySettings extends Pick<HistoryParts, 'settle'> {
  /** Rule 30: the tenant's cool-down. */
  readonly coolDownMinutes: (tenantId: string) => Promise<number>;
}

/** All of them throw ApiProblem: 404 without the entitlement, 422 for a range or a feature that there is not. */
export const createHistoryReader = (
  parts: Omit<HistoryParts, 'settle'>,
  { settle, coolDownMinutes }: HistorySettings,
) => {
  const settled: HistoryParts = { database: parts.database, clock: parts.clock, settle };

  const open = async (tenantId: string, entitlementId: string, query: MeterQuery) => {
    const history = await openMeter(settled, tenantId, entitlementId, query.feature);
    return { history, range: rangeAsked(query, history.now, history.timeZone) };
  };

  return {
    usageHistory: async (
      tenantId: string,
      entitlementId: string,
      query: MeterQuery & { readonly bucket?: UsageHistoryModel['bucket'] },
    ): Promise<UsageHistoryModel> => {
      const { history, range } = await open(tenantId, entitlementId, query);
      const { bucket = 'day' } = query;
      return bucket === 'raw'
        ? usageInSteps(settled, history, range)
        : usageInBuckets(settled, history, bucket, range);
    },

    overdraftEpisodes: async (
      tenantId: string,
      entitlementId: string,
      query: PagedQuery & { readonly coolDownMinutes?: number },
    ) => {
      const { history, range } = await open(tenantId, entitlementId, query);
      const minutes = query.coolDownMinutes ?? (await coolDownMinutes(tenantId));
      const page = pageAsked(query);
      const { items, total } = await overdraftEpisodes(settled, history, range, minutes * 60_000, page);
      return pageReply<OverdraftEpisodeModel>(page, items, total);
    },

    denials: async (tenantId: string, entitlementId: string, query: PagedQuery): Promise<DenialsModel> => {
      const { history, range } = await open(tenantId, entitlementId, query);
      return deniedSeats(settled, history, range, pageAsked(query));
    },

    concurrency: async (
      tenantId: string,
      entitlementId: string,
      query: MeterQuery,
    ): Promise<ConcurrencyModel> => {
      const { history, range } = await open(tenantId, entitlementId, query);
      return concurrencyOf(settled, history, range);
    },

    /** Brings the seats' history up to now, for what reads the figures of several entitlements at once. */
    catchUp: async (tenantId: string, entitlementId: string): Promise<void> => {
      await openMeter(settled, tenantId, entitlementId, undefined);
    },
  };
};

export type HistoryReader = ReturnType<typeof createHistoryReader>;
