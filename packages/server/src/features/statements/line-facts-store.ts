import type { Queryable } from '../../platform/database.ts';
import type { PageAsked } from '../../platform/http/paging.ts';
import type { LineRow, StatementRow } from './statements-store.ts';

/** The rows of the log that make the figures of a line. */

export interface LineFactRow {
  readonly at: Date;
  readonly sequence: bigint;
  readonly operation: string;
  readonly seat_id: string;
  readonly used: bigint | null;
  readonly bought: bigint | null;
  readonly hard_cap: bigint | null;
  readonly amount: bigint | null;
}

// $4, $5: the period; $6: up to which sequence the log was read; $3: the feature, null: the seats. What an activation
// held of a pool comes back with its end, so these rows belong to a pool too.
const relevant = `
    select at, sequence, operation, seat_id,
      case when $3::text is null then seats_used::bigint when feature_key is null then null else feature_used end
        as used,
      case when $3::text is null then bought::bigint else feature_bought end as bought,
      case when $3::text is null then hard_cap else feature_hard_cap end as hard_cap,
      amount
    from activity_log
    where tenant_id = $1 and entitlement_id = $2 and sequence between 0 and $6 and case
      when $3::text is null then operation in ('activate', 'deactivate', 'leaseExpired')
      else (feature_key = $3 and operation in ('featureCheckout', 'featureReturn'))
        or ($7::boolean and operation in ('deactivate', 'leaseExpired'))
      end
    union all
    select at, sequence, 'limitsChanged', '', null, bought::bigint, hard_cap, null
    from limit_changes
    where tenant_id = $1 and entitlement_id = $2 and sequence between 0 and $6 and $3::text is null`;

const factsSql = `
  with relevant as (${relevant}),
  opening as (
    (select * from relevant where at < $4 and operation <> 'limitsChanged' order by at desc, sequence desc limit 1)
    union all
    (select * from relevant where at < $4 and operation = 'limitsChanged' order by at desc, sequence desc limit 1)
  ),
  facts as (
    select * from opening
    union all
    select * from relevant where at >= $4 and at < $5
  )
  select *, count(*) over ()::int as total
  from facts
  order by at, sequence
  limit $8 offset $9`;

/** A page of them, oldest first, led by those that were in force when the period began; with their number. */
export const pageOfLineFacts = async (
  db: Queryable,
  tenantId: string,
  line: LineRow,
  { period_start, period_end }: StatementRow,
  { pageSize, offset }: PageAsked,
): Promise<{ readonly rows: LineFactRow[]; readonly total: number }> => {
  const isPool = line.used === null;
  const named = [
    tenantId,
    line.entitlement_id,
    line.feature_key,
    period_start,
    period_end,
    line.sequence_read,
    isPool,
  ];
  const rows = await db.query<LineFactRow & { total: number }>(factsSql, [...named, pageSize, offset]);
  if (rows.length > 0 || offset === 0) return { rows, total: rows[0]?.total ?? 0 };
  const [first] = await db.query<{ total: number }>(factsSql, [...named, 1, 0]);
  return { rows, total: first?.total ?? 0 };
};
