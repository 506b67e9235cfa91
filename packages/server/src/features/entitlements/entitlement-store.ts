import type {
  ConcurrencyMode,
  IntervalType,
  LicenseStartType,
  LicenseType,
  OverdraftType,
  UsageResetSchedule,
} from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** Rows of entitlements with their moving part, their product's periods and their tenant's time zone. */

export interface EntitlementRow {
  entitlement_id: string;
  entitlement_group_id: string;
  offering_id: string;
  product_id: string;
  edition_id: string;
  sku: string;
  offering_name: string;
  plan_name: string;
  plan_type: 'trial' | 'paid' | 'notForResale' | 'internal' | 'beta' | 'free' | null;
  license_type: LicenseType;
  license_start_type: LicenseStartType;
  license_duration_type: IntervalType;
  license_duration_count: number | null;
  concurrency_mode: ConcurrencyMode;
  seat_count: number;
  seat_count_edited: boolean;
  overdraft_type: OverdraftType;
  overdraft_value: number | null;
  overdraft_edited: boolean;
  /** Seats that the customer allows itself; null: as many as the hard cap. */
  own_cap: number | null;
  /** Null type: the product's holds. The same with the two periods below. */
  lease_period_type: IntervalType | null;
  lease_period_count: number | null;
  offline_lease_period_type: IntervalType | null;
  offline_lease_period_count: number | null;
  grace_period_type: IntervalType | null;
  grace_period_count: number | null;
  grace_period_edited: boolean;
  usage_reset_schedule: UsageResetSchedule;
  usage_reset_schedule_edited: boolean;
  has_maintenance: boolean;
  maintenance_duration_type: IntervalType;
  maintenance_duration_count: number | null;
  provisioning_date: Date | null;
  created_at: Date;
}

export interface StateRow {
  seats_used: number;
  sequence: bigint;
  due_at: Date | null;
  activation_date: Date | null;
  expiry_date: Date | null;
  maintenance_expiry_date: Date | null;
  disabled_date: Date | null;
  customer_disabled: boolean;
  exported: boolean;
  /** Instants at which renewals end a usage period, ascending. */
  usage_resets: Date[];
  told_expiry: Date | null;
  told_maintenance_expiry: Date | null;
}

export interface EntitlementInUseRow extends EntitlementRow, StateRow {
  /** Exact at the instant asked for; `seats_used` still counts leases whose end nobody has recorded yet. */
  seats_in_use: number;
  product_lease_period_type: IntervalType;
  product_lease_period_count: number | null;
  product_offline_lease_period_type: IntervalType;
  product_offline_lease_period_count: number | null;
  product_grace_period_type: IntervalType;
  product_grace_period_count: number | null;
  time_zone: string;
}

/** $1 tenant, $2 the instant of the figures. */
const columns = `
    e.*, s.seats_used, s.sequence, s.due_at, s.activation_date, s.expiry_date, s.maintenance_expiry_date,
    s.disabled_date, s.customer_disabled, s.exported, s.usage_resets, s.told_expiry, s.told_maintenance_expiry,
    seats_in_use(s, $2::timestamptz) as seats_in_use,
    p.lease_period_type as product_lease_period_type,
    p.lease_period_count as product_lease_period_count,
    p.offline_lease_period_type as product_offline_lease_period_type,
    p.offline_lease_period_count as product_offline_lease_period_count,
    p.grace_period_type as product_grace_period_type,
    p.grace_period_count as product_grace_period_count,
    t.time_zone`;

const joins = `
  join entitlement_states s on s.tenant_id = e.tenant_id and s.entitlement_id = e.entitlement_id
  join products p on p.tenant_id = e.tenant_id and p.product_id = e.product_id
  join tenants t on t.tenant_id = e.tenant_id`;

const selectOne = `
  select ${columns}
  from entitlements e ${joins}
  where e.tenant_id = $1 and e.entitlement_id = $3`;

const selectOfGroups = `
  select ${columns}
  from entitlements e ${joins}
  where e.tenant_id = $1 and e.entitlement_group_id = any($3::text[])
  order by e.created_at, e.entitlement_id`;

const filtered = `
  from entitlements e
  join entitlement_groups g
    on g.tenant_id = e.tenant_id and g.entitlement_group_id = e.entitlement_group_id
  where e.tenant_id = $1
    and ($2::text is null or g.customer_id = $2)
    and ($3::text is null or e.product_id = $3)`;

const countFiltered = `select count(*)::int as total ${filtered}`;

// The page is cut from ids first, so that only its own rows are counted and joined.
const selectPage = `
  select ${columns}
  from (
    select e.*
    from entitlements e
    join entitlement_groups g
      on g.tenant_id = e.tenant_id and g.entitlement_group_id = e.entitlement_group_id
    where e.tenant_id = $1
      and ($3::text is null or g.customer_id = $3)
      and ($4::text is null or e.product_id = $4)
    order by e.created_at, e.entitlement_id
    limit $5 offset $6
  ) e ${joins}
  order by e.created_at, e.entitlement_id`;

export const findEntitlement = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
  at: number,
): Promise<EntitlementInUseRow | undefined> =>
  (await db.query<EntitlementInUseRow>(selectOne, [tenantId, new Date(at), entitlementId]))[0];

/** The entitlements of groups, oldest first. */
export const entitlementsOfGroups = (
  db: Queryable,
  tenantId: string,
  entitlementGroupIds: readonly string[],
  at: number,
): Promise<EntitlementInUseRow[]> =>
  db.query<EntitlementInUseRow>(selectOfGroups, [tenantId, new Date(at), entitlementGroupIds]);

export interface EntitlementFilter {
  readonly customerId?: string | undefined;
  readonly productId?: string | undefined;
}

export const countEntitlements = async (db: Queryable, tenantId: string, filter: EntitlementFilter) => {
  const values = [tenantId, filter.customerId ?? null, filter.productId ?? null];
  return (await db.query<{ total: number }>(countFiltered, values))[0]?.total ?? 0;
};

export const pageOfEntitlements = (
  db: Queryable,
  tenantId: string,
  filter: EntitlementFilter,
  page: { readonly pageSize: number; readonly offset: number },
  at: number,
): Promise<EntitlementInUseRow[]> =>
  db.query<EntitlementInUseRow>(selectPage, [
    tenantId,
    new Date(at),
    filter.customerId ?? null,
    filter.productId ?? null,
    page.pageSize,
    page.offset,
  ]);
