import { bucketAt, denialWindowMs, denialWindowPatienceMs, type HistoryBucket } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';

/** The table of denials: each row of the log, with what came of it. */

export interface NewDenial {
  readonly featureKey: string;
  readonly at: number;
  readonly sequence: bigint;
  readonly seatId: string;
  readonly attempts: number;
  readonly reasons: readonly string[];
}

export interface Grant {
  readonly featureKey: string;
  readonly at: number;
  readonly sequence: bigint;
  readonly seatId: string;
}

const lastDenialsSql = `
  select k.feature_key, k.seat_id, (
    select max(at) from history_denials d
    where d.tenant_id = $1 and d.entitlement_id = $2 and d.feature_key = k.feature_key and d.seat_id = k.seat_id
  ) as at
  from unnest($3::text[], $4::text[]) k (feature_key, seat_id)`;

const keyOf = (featureKey: string, seatId: string) => `${featureKey}\u0000${seatId}`;

/** When each seat was denied last, by its key. */
const lastDenials = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  denials: readonly NewDenial[],
): Promise<Map<string, number>> => {
  const named = new Map(denials.map((denial) => [keyOf(denial.featureKey, denial.seatId), denial]));
  const seats = [...named.values()];
  const rows = await tx.query<{ feature_key: string; seat_id: string; at: Date | null }>(lastDenialsSql, [
    ...[tenantId, entitlementId],
    ...[seats.map(({ featureKey }) => featureKey), seats.map(({ seatId }) => seatId)],
  ]);
  return new Map(
    rows.flatMap(({ feature_key, seat_id, at }) =>
      at ? [[keyOf(feature_key, seat_id), at.getTime()] as const] : [],
    ),
  );
};

const insertDenialsSql = `
  insert into history_denials (
    tenant_id, entitlement_id, feature_key, at, sequence, seat_id, attempts, reasons, hour_start, hour_first, day_first,
    month_first
  )
  select $1, $2, d.* from jsonb_to_recordset($3::jsonb) as d (
    feature_key text, at timestamptz(3), sequence bigint, seat_id text, attempts int, reasons text[],
    hour_start timestamptz(3), hour_first boolean, day_first boolean, month_first boolean
  )`;

/** New denials in their order, each with whether it is the seat's first one of its hour, day and month. */
export const insertDenials = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  denials: readonly NewDenial[],
  timeZone: string,
): Promise<void> => {
  if (denials.length === 0) return;
  const last = await lastDenials(tx, tenantId, entitlementId, denials);
  const rows = denials.map(({ featureKey, at, sequence, seatId, attempts, reasons }) => {
    const key = keyOf(featureKey, seatId);
    const before = last.get(key) ?? Number.NEGATIVE_INFINITY;
    last.set(key, at);
    const isFirst = (bucket: HistoryBucket) => before < bucketAt(bucket, at, timeZone).start;
    return {
      ...{ feature_key: featureKey, at: new Date(at), sequence: sequence.toString(), seat_id: seatId },
      ...{ attempts, reasons, hour_start: new Date(bucketAt('hour', at, timeZone).start) },
      ...{ hour_first: isFirst('hour'), day_first: isFirst('day'), month_first: isFirst('month') },
    };
  });
  await tx.query(insertDenialsSql, [tenantId, entitlementId, JSON.stringify(rows)]);
};

const growDenialsSql = `
  update history_denials d
  set attempts = l.attempts
  from activity_log l
  where d.tenant_id = $1 and d.entitlement_id = $2 and d.at > $3
    and l.tenant_id = $1 and l.entitlement_id = $2 and l.at = d.at and l.sequence = d.sequence
    and l.at > $3 and l.attempts <> d.attempts`;

/**
 * Rule 16: attempts of denials that may have grown since the log was read up to `readTo`. What was denied a minute before
 * that, or earlier, has a row of its own when it is denied again.
 */
export const growDenials = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  readTo: number,
): Promise<void> => {
  await tx.query(growDenialsSql, [tenantId, entitlementId, new Date(readTo - denialWindowMs)]);
};

const openDenialsSql = `
  select feature_key, at, sequence, seat_id
  from history_denials
  where tenant_id = $1 and entitlement_id = $2 and granted_at is null and at > $3 and at <= $4
  order by at, sequence`;

const grantDenialsSql = `
  update history_denials d
  set granted_at = g.granted_at
  from jsonb_to_recordset($3::jsonb) as g (
    feature_key text, at timestamptz(3), sequence bigint, granted_at timestamptz(3)
  )
  where d.tenant_id = $1 and d.entitlement_id = $2 and d.feature_key = g.feature_key and d.at = g.at
    and d.sequence = g.sequence`;

interface OpenRow {
  readonly feature_key: string;
  readonly at: Date;
  readonly sequence: bigint;
  readonly seat_id: string;
}

/** Rule 31: a denial is no true one when its seat is granted within 15 minutes. Grants in the order they were made. */
export const grantDenials = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  grants: readonly Grant[],
): Promise<void> => {
  const [first] = grants;
  const last = grants.at(-1);
  if (!first || !last) return;
  const open = await tx.query<OpenRow>(openDenialsSql, [
    tenantId,
    entitlementId,
    new Date(first.at - denialWindowPatienceMs),
    new Date(last.at),
  ]);
  if (open.length === 0) return;
  const bySeat = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = keyOf(grant.featureKey, grant.seatId);
    const known = bySeat.get(key);
    if (known) known.push(grant);
    else bySeat.set(key, [grant]);
  }
  const granted = open.flatMap((row) => {
    const at = row.at.getTime();
    const grant = bySeat
      .get(keyOf(row.feature_key, row.seat_id))
      ?.find((each) => each.at > at || (each.at === at && each.sequence > row.sequence));
    if (!grant || grant.at >= at + denialWindowPatienceMs) return [];
    const { feature_key, sequence } = row;
    return [{ feature_key, at: row.at, sequence: sequence.toString(), granted_at: new Date(grant.at) }];
  });
  if (granted.length > 0) await tx.query(grantDenialsSql, [tenantId, entitlementId, JSON.stringify(granted)]);
};
