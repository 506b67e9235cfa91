import { type Span, type Step, seatsKey } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { dates, type MeterKey } from './read-store.ts';

/** What was in use, step by step, as the log tells it. */

// The last row of an instant is what the instant left.
export const seatStepsSql = `
  select distinct on (at) at, seats_used::bigint as used
  from activity_log
  where tenant_id = $1 and entitlement_id = $2 and at >= $3 and at < $4 and operation <> 'refresh'
  order by at, sequence desc
  limit $5`;

// The pool's own rows, what seats that went gave back to it, and counters that began anew (first of their instant).
export const featureStepsSql = `
  select distinct on (at) at, used
  from (
    (
      select distinct on (at) at, sequence, feature_used as used
      from activity_log
      where tenant_id = $1 and entitlement_id = $2 and at >= $3 and at < $4
        and feature_key = $6 and feature_used is not null
      order by at, sequence desc
      limit $5
    )
    union all
    (
      select at, sequence, used from history_returns
      where tenant_id = $1 and entitlement_id = $2 and feature_key = $6 and at >= $3 and at < $4
      order by at, sequence
      limit $5
    )
    union all
    (
      select period_end, 0, 0 from usage_closings
      where tenant_id = $1 and entitlement_id = $2 and feature_key = $6 and period_end >= $3 and period_end < $4
      order by period_end
      limit $5
    )
  ) s
  order by at, sequence desc
  limit $5`;

interface StepRow {
  readonly at: Date;
  readonly used: bigint;
}

const stepFrom = ({ at, used }: StepRow): Step => ({ at: at.getTime(), value: used });

/** What was in use after each instant of the range at which something happened. */
export const selectSteps = async (
  db: Queryable,
  { tenantId, entitlementId, featureKey }: MeterKey,
  range: Span,
  limit: number,
): Promise<Step[]> => {
  const values = [tenantId, entitlementId, ...dates(range), limit];
  const rows =
    featureKey === seatsKey
      ? await db.query<StepRow>(seatStepsSql, values)
      : await db.query<StepRow>(featureStepsSql, [...values, featureKey]);
  return rows.map(stepFrom);
};

export const seatStepsInSql = `
  select distinct s.at, s.used
  from unnest($3::timestamptz[], $4::timestamptz[]) as span (since, until)
  cross join lateral (
    (
      select span.since as at, seats_used::bigint as used
      from activity_log
      where tenant_id = $1 and entitlement_id = $2 and at <= span.since and operation <> 'refresh'
      order by activity_log.at desc, sequence desc
      limit 1
    )
    union all
    (
      select distinct on (l.at) l.at, l.seats_used::bigint
      from activity_log l
      where tenant_id = $1 and entitlement_id = $2 and l.at > span.since and l.at < span.until
        and operation <> 'refresh'
      order by l.at, l.sequence desc
    )
  ) s
  order by s.at
  limit $5`;

/** Seats in use in each of the spans, from its start on. */
export const selectSeatStepsIn = async (
  db: Queryable,
  { tenantId, entitlementId }: MeterKey,
  spans: readonly Span[],
  limit: number,
): Promise<Step[]> => {
  const rows = await db.query<StepRow>(seatStepsInSql, [
    ...[tenantId, entitlementId],
    ...[spans.map(({ start }) => new Date(start)), spans.map(({ end }) => new Date(end))],
    limit,
  ]);
  return rows.map(stepFrom);
};
