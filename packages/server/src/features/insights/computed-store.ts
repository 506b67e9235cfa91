import type { Queryable } from '../../platform/database.ts';

/** The table renewal_insights as it is written: which rows are to be computed, and what came of it. */

/** The thresholds and the time zone an insight rests on: another text, another insight. */
const basisOf = `md5(concat(t.time_zone, to_jsonb(i)))`;

/**
 * $1 now; $2: moved history is left alone for so long; $3: nothing is older than this; $4 how many. What was never computed
 * comes first, then what is oldest. Across tenants: this serves the worker, no request.
 */
const dueSql = `
  with b as materialized (
    select t.tenant_id, t.time_zone, ${basisOf} as basis
    from tenants t
    left join insight_settings i on i.tenant_id = t.tenant_id
  )
  select s.tenant_id, s.entitlement_id, b.basis, coalesce(c.sequence_read, 0) as sequence_read, b.time_zone
  from b
  join entitlement_states s on s.tenant_id = b.tenant_id
  left join history_cursors c on c.tenant_id = s.tenant_id and c.entitlement_id = s.entitlement_id
  left join renewal_insights r on r.tenant_id = s.tenant_id and r.entitlement_id = s.entitlement_id
  where (s.expiry_date is null or s.expiry_date > $1 or s.told_expiry is null)
    and (
      r.entitlement_id is null or r.basis <> b.basis
      or r.computed_at < $3
      or r.computed_at < $2 and r.sequence_read <> coalesce(c.sequence_read, 0)
    )
  order by r.computed_at nulls first, s.tenant_id, s.entitlement_id
  limit $4`;

export interface DueInsight {
  readonly tenant_id: string;
  readonly entitlement_id: string;
  readonly basis: string;
  readonly sequence_read: bigint;
  readonly time_zone: string;
}

export interface DueAsked {
  readonly now: number;
  readonly movedBefore: number;
  readonly anyBefore: number;
  readonly limit: number;
}

export const insightsDue = (
  db: Queryable,
  { now, movedBefore, anyBefore, limit }: DueAsked,
): Promise<DueInsight[]> =>
  db.query<DueInsight>(dueSql, [new Date(now), new Date(movedBefore), new Date(anyBefore), limit]);

const upsertSql = `
  insert into renewal_insights
  select n.*
  from jsonb_populate_recordset(null::renewal_insights, $1::jsonb) n
  join entitlements e on e.tenant_id = n.tenant_id and e.entitlement_id = n.entitlement_id
  on conflict (tenant_id, entitlement_id) do update
  set computed_at = excluded.computed_at, basis = excluded.basis, sequence_read = excluded.sequence_read,
    class = excluded.class, reasons = excluded.reasons, recommended_low = excluded.recommended_low,
    recommended_mid = excluded.recommended_mid, recommended_high = excluded.recommended_high,
    purchased = excluded.purchased, peak = excluded.peak, p95 = excluded.p95, p99 = excluded.p99,
    average = excluded.average, utilization_rate = excluded.utilization_rate,
    trend_per_month = excluded.trend_per_month, opportunity = excluded.opportunity,
    opportunity_seats = excluded.opportunity_seats, held_ms = excluded.held_ms,
    overdraft_unit_ms = excluded.overdraft_unit_ms, recent_used_ms = excluded.recent_used_ms,
    recent_bought_ms = excluded.recent_bought_ms
  where renewal_insights.computed_at <= excluded.computed_at`;

/** Members are named as the columns are. A row is left out when its entitlement is gone, or what is stored is younger. */
export const storeInsights = async (db: Queryable, rows: readonly object[]): Promise<void> => {
  if (rows.length === 0) return;
  const text = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
  await db.query(upsertSql, [text]);
};

const trendsSql = `
  select entitlement_id as "entitlementId", trend_per_month as "perMonth"
  from renewal_insights
  where tenant_id = $1 and entitlement_id = any($2::text[])`;

/** Seats a month by entitlement, as of when it was last computed; null: too little is known. */
export const trendsOf = async (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
): Promise<Map<string, number | null>> => {
  const rows = await db.query<{ entitlementId: string; perMonth: number | null }>(trendsSql, [
    tenantId,
    entitlementIds,
  ]);
  return new Map(rows.map(({ entitlementId, perMonth }) => [entitlementId, perMonth]));
};
