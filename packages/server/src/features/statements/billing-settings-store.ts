import type { BillingPeriodLength } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** The calendar that billing periods follow: the table billing_settings, and the tenant's time zone. */

export interface BillingCalendar {
  readonly length: BillingPeriodLength;
  readonly timeZone: string;
}

const calendarSql = `
  select coalesce(b.billing_period_length, 'month') as length, t.time_zone as "timeZone"
  from tenants t
  left join billing_settings b on b.tenant_id = t.tenant_id
  where t.tenant_id = $1`;

export const billingCalendar = async (db: Queryable, tenantId: string): Promise<BillingCalendar> => {
  const [calendar] = await db.query<BillingCalendar>(calendarSql, [tenantId]);
  if (!calendar) throw new Error(`there is no tenant ${tenantId}`);
  return calendar;
};

const upsertSql = `
  insert into billing_settings (tenant_id, billing_period_length)
  values ($1, $2)
  on conflict (tenant_id) do update set billing_period_length = excluded.billing_period_length`;

// Open periods may now end earlier: the worker looks at each of them again.
const wakeSql = `update statement_cursors set due_at = $2 where tenant_id = $1`;

export const storePeriodLength = async (
  tx: Queryable,
  tenantId: string,
  length: BillingPeriodLength,
  now: number,
): Promise<void> => {
  await tx.query(upsertSql, [tenantId, length]);
  await tx.query(wakeSql, [tenantId, new Date(now)]);
};
