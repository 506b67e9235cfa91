import type { Span } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { dates } from './read-store.ts';

/** What was denied of the seats of several entitlements in one span, as far as their logs have been read. */

const deniedOfManySql = `
  select entitlement_id as "entitlementId", sum(attempts)::int as attempts, count(distinct seat_id)::int as seats,
    max(at) as "lastDeniedAt"
  from history_denials
  where tenant_id = $1 and entitlement_id = any($2::text[]) and feature_key = '' and at >= $3 and at < $4
  group by entitlement_id`;

export interface DeniedSeats {
  readonly entitlementId: string;
  readonly attempts: number;
  /** Distinct. */
  readonly seats: number;
  readonly lastDeniedAt: Date;
}

/** By entitlement; one of which nothing was denied has no entry. */
export const deniedSeatsOf = async (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
  span: Span,
): Promise<Map<string, DeniedSeats>> => {
  const rows = await db.query<DeniedSeats>(deniedOfManySql, [tenantId, entitlementIds, ...dates(span)]);
  return new Map(rows.map((row) => [row.entitlementId, row]));
};
