import type { InsightClass, Opportunity, OpportunityKind, RecommendedSeats } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import {
  type Asked,
  type DashboardFilter,
  findPage,
  inScope,
  isLive,
  pageOfFound,
  scopeValues,
} from './dashboard-scope.ts';

/** The table renewal_insights as it is read. */

export interface InsightRow {
  readonly entitlement_id: string;
  readonly computed_at: Date;
  readonly class: InsightClass;
  readonly reasons: string[];
  readonly recommended_low: bigint | null;
  readonly recommended_mid: bigint | null;
  readonly recommended_high: bigint | null;
  readonly purchased: bigint;
  readonly peak: bigint;
  readonly p95: bigint;
  readonly p99: bigint;
  readonly average: number;
  readonly utilization_rate: number | null;
  readonly trend_per_month: number | null;
  readonly opportunity: OpportunityKind | null;
  readonly opportunity_seats: bigint | null;
  readonly held_ms: bigint;
  readonly overdraft_unit_ms: string;
}

const recommendedOf = (row: InsightRow): RecommendedSeats | null => {
  const { recommended_low: low, recommended_mid: mid, recommended_high: high } = row;
  return low === null || mid === null || high === null ? null : { low, mid, high };
};

/** As the API shows it. */
export const insightOf = (row: InsightRow) => ({
  ...{ computedAt: row.computed_at.toISOString(), class: row.class, reasons: row.reasons },
  ...{
    recommended: recommendedOf(row),
    purchased: row.purchased,
    peak: row.peak,
    p95: row.p95,
    p99: row.p99,
  },
  ...{ average: row.average, utilizationRate: row.utilization_rate, trendPerMonth: row.trend_per_month },
});

export const opportunityOfRow = (row: InsightRow): Opportunity => ({
  kind: row.opportunity ?? 'expand',
  seats: row.opportunity_seats ?? 0n,
});

/** When the oldest of these was computed; null: there is none. */
export const asOf = (computed: readonly (Date | null)[]): string | null => {
  const instants = computed.flatMap((at) => (at === null ? [] : [at.getTime()]));
  return instants.length === 0 ? null : new Date(Math.min(...instants)).toISOString();
};

const insightColumns = `
  r.computed_at, r.class, r.reasons, r.recommended_low, r.recommended_mid, r.recommended_high, r.purchased, r.peak, r.p95,
  r.p99, r.average, r.utilization_rate, r.trend_per_month, r.opportunity, r.opportunity_seats, r.held_ms,
  r.overdraft_unit_ms`;

/** A page of what was found, each with its insight, if one is computed. `order`: of the columns of `found`. */
const pageWithInsight = (order: string, pageSize: string, offset: string) => `
  select p.*, ${insightColumns}
  from (${pageOfFound(order, pageSize, offset)}) p
  left join renewal_insights r on r.tenant_id = $1 and r.entitlement_id = p.entitlement_id
  order by ${order
    .split(', ')
    .map((column) => `p.${column}`)
    .join(', ')}`;

/** What expires from now until $7, and is not switched off. */
const expiring = (filter: DashboardFilter) => `
  entitlement_states s
  left join renewal_insights r on r.tenant_id = $1 and r.entitlement_id = s.entitlement_id
  where s.tenant_id = $1 and s.expiry_date > $6 and s.expiry_date <= $7
    and s.disabled_date is null and not s.customer_disabled and ${inScope(filter, 's.entitlement_id')}`;

/** $8 the class, null: any; $9 the time zone; $10 and $11: the page. */
export const renewalsSql = (filter: DashboardFilter) => `
  with found as (
    select s.entitlement_id, s.expiry_date,
      (s.expiry_date at time zone $9)::date - ($6::timestamptz at time zone $9)::date as days_left
    from ${expiring(filter)} and ($8::text is null or r.class = $8)
  )
  ${pageWithInsight('expiry_date, entitlement_id', '$10', '$11')}`;

interface Expiring {
  readonly entitlement_id: string;
  readonly expiry_date: Date;
  readonly days_left: number;
}

/** Null: no insight is computed yet. */
type RenewalRow = Expiring & (InsightRow | { readonly computed_at: null });

export interface RenewalsAsked {
  readonly until: number;
  readonly class: InsightClass | null;
  readonly timeZone: string;
}

/** What expires until an instant, the next one first. */
export const pageOfRenewals = (
  db: Queryable,
  asked: Asked,
  { until, class: kind, timeZone }: RenewalsAsked,
  { pageSize, offset }: PageAsked,
) =>
  findPage<RenewalRow>(db, renewalsSql(asked.filter), [
    ...[...scopeValues(asked), new Date(until), kind, timeZone, pageSize, offset],
  ]);

export const classesSql = (filter: DashboardFilter) => `
  select r.class, count(*)::int as count, min(r.computed_at) as computed_at
  from ${expiring(filter)}
  group by r.class`;

interface ClassRow {
  /** Null: not computed yet. */
  readonly class: InsightClass | null;
  readonly count: number;
  readonly computed_at: Date | null;
}

/** How many of those that expire until an instant are of which class. */
export const renewalClasses = (db: Queryable, asked: Asked, until: number): Promise<ClassRow[]> =>
  db.query<ClassRow>(classesSql(asked.filter), [...scopeValues(asked), new Date(until)]);

/** $7 the kind, null: both; $8 and $9: the page. */
export const opportunitiesSql = (filter: DashboardFilter) => `
  with found as (
    select o.entitlement_id, o.opportunity_seats as seats, s.expiry_date
    from renewal_insights o
    join entitlement_states s on s.tenant_id = $1 and s.entitlement_id = o.entitlement_id
    where o.tenant_id = $1 and o.opportunity is not null and ($7::text is null or o.opportunity = $7)
      and ${inScope(filter, 'o.entitlement_id')} and ${isLive}
  )
  ${pageWithInsight('seats desc, expiry_date, entitlement_id', '$8', '$9')}`;

interface OpportunityRow extends InsightRow {
  readonly expiry_date: Date | null;
}

/** Who should buy more and who may buy fewer, the most seats first, of equal ones who expires first. */
export const pageOfOpportunities = (
  db: Queryable,
  asked: Asked,
  kind: OpportunityKind | null,
  { pageSize, offset }: PageAsked,
) =>
  findPage<OpportunityRow>(db, opportunitiesSql(asked.filter), [
    ...scopeValues(asked),
    kind,
    pageSize,
    offset,
  ]);

// What was used exactly as bought is in the bucket below 100.
const utilisationSql = (filter: DashboardFilter) => `
  select
    case
      when r.recent_used_ms > r.recent_bought_ms then 10
      when r.recent_bought_ms > 0 then least(div(r.recent_used_ms * 10, r.recent_bought_ms), 9)
    end::int as bucket,
    r.entitlement_id is null as is_pending, count(*)::int as entitlements, min(r.computed_at) as computed_at
  from entitlement_states s
  left join renewal_insights r on r.tenant_id = $1 and r.entitlement_id = s.entitlement_id
  where s.tenant_id = $1 and ${inScope(filter, 's.entitlement_id')} and ${isLive}
  group by 1, 2`;

interface UtilisationRow {
  /** 0 to 9, in tens of per cent; 10: more than 100. Null: nothing is known. */
  readonly bucket: number | null;
  readonly is_pending: boolean;
  readonly entitlements: number;
  readonly computed_at: Date | null;
}

export const utilisationRows = (db: Queryable, asked: Asked): Promise<UtilisationRow[]> =>
  db.query<UtilisationRow>(utilisationSql(asked.filter), scopeValues(asked));
