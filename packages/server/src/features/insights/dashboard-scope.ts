import type { operations, QueryOf } from '@leeway/contract';
import { limitsInUse } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** What the dashboard is asked about, and the names it shows. Other rooms' tables are only read here. */

export type DashboardFilter = QueryOf<typeof operations.getDashboardUtilisation>;

export interface Asked {
  readonly tenantId: string;
  readonly filter: DashboardFilter;
  /** Epoch ms. */
  readonly now: number;
}

/** The first parameters of every statement of the dashboard: tenant, product, offering, customer, owner, now. */
export const scopeValues = ({ tenantId, filter, now }: Asked): unknown[] => [
  ...[tenantId, filter.productId ?? null, filter.offeringId ?? null, filter.customerId ?? null],
  ...[filter.ownerUserId ?? null, new Date(now)],
];

const ofCustomers = ({ customerId, ownerUserId }: DashboardFilter) => `
  e.entitlement_group_id in (
    select g.entitlement_group_id
    from entitlement_groups g
    join customers c on c.tenant_id = g.tenant_id and c.customer_id = g.customer_id
    where g.tenant_id = $1 and ${customerId === undefined ? '$4::text is null' : 'g.customer_id = $4'}
      and ${
        ownerUserId === undefined
          ? '$5::text is null'
          : '$5 in (c.sales_owner, c.customer_success_owner, c.service_owner)'
      }
  )`;

/**
 * Condition on a column of entitlements' ids: what the filter leaves. Without a filter no look is taken at the
 * entitlements; the parameters are named all the same.
 */
export const inScope = (filter: DashboardFilter, column: string): string => {
  const { productId, offeringId, customerId, ownerUserId } = filter;
  const isAny = [productId, offeringId, customerId, ownerUserId].every((id) => id === undefined);
  if (isAny) return 'coalesce($2::text, $3::text, $4::text, $5::text) is null';
  return `${column} in (
    select e.entitlement_id
    from entitlements e
    where e.tenant_id = $1 and ${productId === undefined ? '$2::text is null' : 'e.product_id = $2'}
      and ${offeringId === undefined ? '$3::text is null' : 'e.offering_id = $3'}
      and ${
        customerId === undefined && ownerUserId === undefined
          ? 'coalesce($4::text, $5::text) is null'
          : ofCustomers(filter)
      }
  )`;
};

/**
 * Condition on `entitlement_states s`: active, or in its grace period. When an entitlement is over, after grace, is known
 * from its event (rule 23), which is written within seconds.
 */
export const isLive = `
  s.disabled_date is null and not s.customer_disabled and not s.exported and s.activation_date <= $6
  and (s.expiry_date is null or s.expiry_date > $6 or s.told_expiry is null)`;

/** A page of what was found, and how many there are: one row at least. `found` is a common table expression. */
export const pageOfFound = (order: string, pageSize: string, offset: string) => `
  select t.total, p.*
  from (select count(*)::int as total from found) t
  left join (
    select * from found order by ${order} limit ${pageSize} offset ${offset}
  ) p on true
  order by ${order}`;

interface FoundRow {
  /** Null: there is nothing on this page. */
  readonly entitlement_id: string | null;
  readonly total: number;
}

/** Runs such a statement. */
export const findPage = async <Row extends { readonly entitlement_id: string }>(
  db: Queryable,
  text: string,
  values: readonly unknown[],
): Promise<{ readonly total: number; readonly rows: Row[] }> => {
  const rows = await db.query<FoundRow & Row>(text, values);
  return { total: rows[0]?.total ?? 0, rows: rows.filter((row) => row.entitlement_id !== null) };
};

export const subjectsSql = `
  select e.entitlement_id, g.customer_id, c.name as customer_name, e.product_id, p.name as product_name,
    e.edition_id, d.name as edition_name, e.offering_id, e.offering_name, e.sku, e.seat_count, s.expiry_date,
    coalesce(m.used, 0) as used, coalesce(m.bought, e.seat_count) as bought, m.hard_cap
  from unnest($2::text[]) k (entitlement_id)
  join entitlements e on e.tenant_id = $1 and e.entitlement_id = k.entitlement_id
  join entitlement_states s on s.tenant_id = $1 and s.entitlement_id = k.entitlement_id
  join entitlement_groups g on g.tenant_id = $1 and g.entitlement_group_id = e.entitlement_group_id
  join products p on p.tenant_id = $1 and p.product_id = e.product_id
  left join customers c on c.tenant_id = $1 and c.customer_id = g.customer_id
  left join editions d on d.tenant_id = $1 and d.edition_id = e.edition_id
  left join history_meters m on m.tenant_id = $1 and m.entitlement_id = k.entitlement_id and m.feature_key = ''`;

interface SubjectRow {
  readonly entitlement_id: string;
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly product_id: string;
  readonly product_name: string;
  readonly edition_id: string;
  readonly edition_name: string | null;
  readonly offering_id: string;
  readonly offering_name: string;
  readonly sku: string;
  readonly seat_count: number;
  readonly expiry_date: Date | null;
  readonly used: bigint;
  readonly bought: bigint;
  readonly hard_cap: bigint | null;
}

const subjectOf = (row: SubjectRow) => ({
  seatCount: row.seat_count,
  expiryDate: row.expiry_date,
  subject: {
    entitlementId: row.entitlement_id,
    customer: row.customer_id === null ? null : { id: row.customer_id, name: row.customer_name ?? '' },
    product: { id: row.product_id, name: row.product_name },
    edition: { id: row.edition_id, name: row.edition_name ?? '' },
    offering: { id: row.offering_id, name: row.offering_name, sku: row.sku },
  },
  present: presentOf(row),
});

const presentOf = ({ used, bought, hard_cap }: Pick<SubjectRow, 'used' | 'bought' | 'hard_cap'>) => {
  const allowance = hard_cap === null ? null : hard_cap - bought;
  const { hardCap, overdraftUsed, state } = limitsInUse({ bought, allowance, hardCap: hard_cap }, used);
  return { used, bought, hardCap, overdraftUsed, state };
};

export type Subject = ReturnType<typeof subjectOf>;

/** Names, present seats and end of each entitlement that still is there. */
const subjectsOf = async (
  db: Queryable,
  tenantId: string,
  entitlementIds: readonly string[],
): Promise<Map<string, Subject>> => {
  if (entitlementIds.length === 0) return new Map();
  const rows = await db.query<SubjectRow>(subjectsSql, [tenantId, entitlementIds]);
  return new Map(rows.map((row) => [row.entitlement_id, subjectOf(row)]));
};

/** The lines of a page, made of what was found and the subjects; who was deleted in between has none. */
export const linesOf = async <Row extends { readonly entitlement_id: string }, Line>(
  db: Queryable,
  tenantId: string,
  rows: readonly Row[],
  lineOf: (row: Row, subject: Subject) => Line,
): Promise<Line[]> => {
  const subjects = await subjectsOf(
    db,
    tenantId,
    rows.map(({ entitlement_id }) => entitlement_id),
  );
  return rows.flatMap((row) => {
    const subject = subjects.get(row.entitlement_id);
    return subject ? [lineOf(row, subject)] : [];
  });
};
