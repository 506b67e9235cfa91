import type { Queryable } from '../../platform/database.ts';

/** The table statement_cursors: how far the billing periods of each customer are closed. */

export interface CustomerKey {
  readonly tenantId: string;
  readonly customerId: string;
}

// Across tenants: this serves the worker, no request. What was billed to another customer before the order went to this
// one begins where that ended.
const newCustomersSql = `
  select g.tenant_id as "tenantId", g.customer_id as "customerId", min(coalesce(b.until, e.created_at)) as since
  from entitlement_groups g
  join entitlements e on e.tenant_id = g.tenant_id and e.entitlement_group_id = g.entitlement_group_id
  left join lateral (
    select max(t.period_end) as until
    from statement_sources r
    join statements t on t.tenant_id = r.tenant_id and t.statement_id = r.statement_id
    where r.tenant_id = e.tenant_id and r.entitlement_id = e.entitlement_id
  ) b on true
  where g.customer_id is not null and not exists (
    select from statement_cursors c where c.tenant_id = g.tenant_id and c.customer_id = g.customer_id
  )
  group by g.tenant_id, g.customer_id
  limit $1`;

/** Customers that hold something and whose periods nobody follows yet, with the instant of the first sale. */
export const newCustomers = (db: Queryable, limit: number): Promise<(CustomerKey & { since: Date })[]> =>
  db.query(newCustomersSql, [limit]);

const insertSql = `
  insert into statement_cursors (tenant_id, customer_id, period_start, due_at)
  select $1, $2, $3::timestamptz, $3::timestamptz
  from customers
  where tenant_id = $1 and customer_id = $2
  on conflict do nothing`;

export const insertCursor = async (
  db: Queryable,
  { tenantId, customerId }: CustomerKey,
  periodStart: number,
): Promise<void> => {
  await db.query(insertSql, [tenantId, customerId, new Date(periodStart)]);
};

const dueSql = `
  select tenant_id as "tenantId", customer_id as "customerId"
  from statement_cursors
  where due_at <= $1
  order by due_at
  limit $2`;

export const dueCustomers = (db: Queryable, now: number, limit: number): Promise<CustomerKey[]> =>
  db.query(dueSql, [new Date(now), limit]);

const lockSql = `
  select period_start, due_at
  from statement_cursors
  where tenant_id = $1 and customer_id = $2
  for update skip locked`;

export interface Cursor {
  readonly periodStart: number;
  readonly dueAt: number;
}

/** Undefined: there is none, or another worker is at it. */
export const lockCursor = async (
  tx: Queryable,
  { tenantId, customerId }: CustomerKey,
): Promise<Cursor | undefined> => {
  const [row] = await tx.query<{ period_start: Date; due_at: Date }>(lockSql, [tenantId, customerId]);
  return row && { periodStart: row.period_start.getTime(), dueAt: row.due_at.getTime() };
};

const findSql = `select period_start from statement_cursors where tenant_id = $1 and customer_id = $2`;

/** Where the open period of a customer begins; undefined: nobody follows its periods yet. */
export const openPeriodStart = async (
  db: Queryable,
  { tenantId, customerId }: CustomerKey,
): Promise<number | undefined> =>
  (await db.query<{ period_start: Date }>(findSql, [tenantId, customerId]))[0]?.period_start.getTime();

const moveSql = `
  update statement_cursors
  set period_start = $3, due_at = $4
  where tenant_id = $1 and customer_id = $2`;

export const moveCursor = async (
  tx: Queryable,
  { tenantId, customerId }: CustomerKey,
  { periodStart, dueAt }: Cursor,
): Promise<void> => {
  await tx.query(moveSql, [tenantId, customerId, new Date(periodStart), new Date(dueAt)]);
};
