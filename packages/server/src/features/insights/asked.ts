import type { Span } from '@leeway/rules';
import { addDays } from '@leeway/rules';
import { invalid, notFound } from '../../platform/http/problem.ts';
import { instantFrom } from '../../platform/http/validation.ts';
import type { RoomContext } from '../../platform/room.ts';
import { type AskedEntitlement, findAsked } from './demand-store.ts';

/** What a question is about: an entitlement whose log is complete, and a range. */

export interface InsightParts extends Pick<RoomContext, 'database' | 'clock'> {
  /** Records what time alone has done to an entitlement. */
  readonly settle: (tenantId: string, entitlementId: string) => Promise<unknown>;
}

const daysDefault = 365;
const daysMax = 3650;
const dayMs = 86_400_000;

/** The range asked for, or the last 365 days; nothing is known of the future. */
export const rangeAsked = (
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: number,
  timeZone: string,
): Span => {
  const end = Math.min(to === undefined ? now : instantFrom(to), now);
  const start = from === undefined ? addDays(end, -daysDefault, timeZone) : instantFrom(from);
  if (start >= end) throw invalid('from', 'must be before to, and before now');
  if (end - start > daysMax * dayMs) throw invalid('from', `must be at most ${daysMax} days before to`);
  return { start, end };
};

/** 404 when there is no such entitlement. */
export const openEntitlement = async (
  { database, clock, settle }: InsightParts,
  tenantId: string,
  entitlementId: string,
): Promise<AskedEntitlement> => {
  const found = await findAsked(database, tenantId, entitlementId);
  if (!found) throw notFound('entitlement', entitlementId);
  if (found.dueAt !== null && found.dueAt.getTime() <= clock.now()) await settle(tenantId, entitlementId);
  return found;
};
