import type { CheckedApi } from '../../../testing/checked-api.ts';
import type { Answer } from '../../../testing/leeway.ts';
import type { Sold } from '../../../testing/sell.ts';

/** Short ways to ask for history. */

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** A range of epoch milliseconds as a query. */
export const rangeQuery = (from: number, to: number, more = ''): string =>
  `from=${encodeURIComponent(new Date(from).toISOString())}&to=${encodeURIComponent(new Date(to).toISOString())}${more}`;

/** The answer's body; throws when there is none. */
const ask = async (api: CheckedApi, operationId: string, path: string): Promise<Answer['body']> => {
  const { status, body } = await api(operationId, `GET ${path}`);
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`);
  return body;
};

export const askHistory = (api: CheckedApi, { entitlementId }: Sold, query: string) =>
  ask(api, 'getUsageHistory', `/api/v1/entitlements/${entitlementId}/usage-history?${query}`);
export const askEpisodes = (api: CheckedApi, { entitlementId }: Sold, query: string) =>
  ask(api, 'listOverdraftEpisodes', `/api/v1/entitlements/${entitlementId}/overdraft-episodes?${query}`);
export const askDenials = (api: CheckedApi, { entitlementId }: Sold, query: string) =>
  ask(api, 'getDenials', `/api/v1/entitlements/${entitlementId}/denials?${query}`);
export const askConcurrency = (api: CheckedApi, { entitlementId }: Sold, query: string) =>
  ask(api, 'getConcurrency', `/api/v1/entitlements/${entitlementId}/concurrency?${query}`);
export const askTotals = (api: CheckedApi, query: string) =>
  ask(api, 'getUsageTotals', `/api/v1/usage-history?${query}`);
