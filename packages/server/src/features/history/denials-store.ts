import { bucketAt, denialWindowMs, denialWindowPatienceMs, type HistoryBucket } from '@leeway/rules';
import type { Queryable } from '../../platform/database.ts';
import { type EntitlementKey, keyColumns, rowsText } from './log-store.ts';

/** The table of denials: each row of the log, with what came of it. */

interface OfSeat extends EntitlementKey {
  readonly featureKey: string;
  readonly seatId: string;
}

export interface NewDenial extends OfSeat {
  /** Whose hours, days and months they are counted in. */
  readonly timeZone: string;
  readonly at: number;
  readonly sequence: bigint;
  readonly attempts: number;
  readonly reasons: readonly string[];
}

export interface Grant extends OfSeat {
  readonly at: number;
  readonly sequence: bigint;
}

const keyOf = ({ entitlementId, featureKey, seatId }: Omit<OfSeat, 'tenantId'>) =>
  `${entitlementId}\u0000${featureKey}\u0000${seatId}`;

const lastDenialsSql = `
  select k.entitlement_id as "entitlementId", k.feature_key as "featureKey", k.seat_id as "seatId", (
    select max(at) from history_denials d
    where d.tenant_id = k.tenant_id and d.entitlement_id = k.entitlement_id and d.feature_key = k.feature_key
      and d.seat_id = k.seat_id
  ) as at
  from unnest($1::text[], $2::text[], $3::text[], $4::text[]) k (tenant_id, entitlement_id, feature_key, seat_id)`;

/** When each seat was denied last, by its key. */
const lastDenials = async (tx: Queryable, denials: readonly NewDenial[]): Promise<Map<string, number>> => {
  const seats = [...new Map(denials.map((denial) => [keyOf(denial), denial])).values()];
  const rows = await tx.query<OfSeat & { at: Date | null }>(lastDenialsSql, [
    ...keyColumns(seats),
    ...[seats.map(({ featureKey }) => featureKey), seats.map(({ seatId }) => seatId)],
  ]);
  return new Map(rows.flatMap((row) => (row.at ? [[keyOf(row), row.at.getTime()] as const] : [])));
};

const insertDenialsSql = `
  insert into history_denials (
    tenant_id, entitlement_id, feature_key, at, sequence, seat_id, attempts, reasons, hour_start, hour_first, day_first,
    month_first
  )
  select d.* from jsonb_to_recordset($1::jsonb) as d (
    tenant_id text, entitlement_id text, feature_key text, at timestamptz(3), sequence bigint, seat_id text,
    attempts int, reasons text[], hour_start timestamptz(3), hour_first boolean, day_first boolean, month_first boolean
  )`;

/** New denials, those of an entitlement in their order, each with whether it is the seat's first one of its hour, day and month. */
export const insertDenials = async (tx: Queryable, denials: readonly NewDenial[]): Promise<void> => {
  if (denials.length === 0) return;
  const last = await lastDenials(tx, denials);
  const rows = denials.map((denial) => {
    const { tenantId, entitlementId, featureKey, at, sequence, seatId, attempts, reasons, timeZone } = denial;
    const before = last.get(keyOf(denial)) ?? Number.NEGATIVE_INFINITY;
    last.set(keyOf(denial), at);
    const isFirst = (bucket: HistoryBucket) => before < bucketAt(bucket, at, timeZone).start;
    return {
      ...{ tenant_id: tenantId, entitlement_id: entitlementId, feature_key: featureKey },
      ...{ at: new Date(at), sequence, seat_id: seatId, attempts, reasons },
      hour_start: new Date(bucketAt('hour', at, timeZone).start),
      ...{ hour_first: isFirst('hour'), day_first: isFirst('day'), month_first: isFirst('month') },
    };
  });
  await tx.query(insertDenialsSql, [rowsText(rows)], 'history.insertDenials');
};

const growDenialsSql = `
  update history_denials d
  set attempts = l.attempts
  from jsonb_to_recordset($1::jsonb) as k (tenant_id text, entitlement_id text, after timestamptz(3))
  join activity_log l on l.tenant_id = k.tenant_id and l.entitlement_id = k.entitlement_id and l.at > k.after
  where d.tenant_id = k.tenant_id and d.entitlement_id = k.entitlement_id and d.at > k.after
    and l.at = d.at and l.sequence = d.sequence and l.attempts <> d.attempts`;

/** An entitlement, and up to when its log was read: epoch ms. */
export interface ReadUntil extends EntitlementKey {
  readonly readTo: number;
}

/**
 * Rule 16: attempts of denials that may have grown since the logs were read. What was denied a minute before that, or
 * earlier, has a row of its own when it is denied again.
 */
export const growDenials = async (tx: Queryable, read: readonly ReadUntil[]): Promise<void> => {
  if (read.length === 0) return;
  const rows = read.map(({ tenantId, entitlementId, readTo }) => ({
    ...{ tenant_id: tenantId, entitlement_id: entitlementId, after: new Date(readTo - denialWindowMs) },
  }));
  await tx.query(growDenialsSql, [rowsText(rows)], 'history.growDenials');
};

const openDenialsSql = `
  select d.entitlement_id as "entitlementId", d.feature_key as "featureKey", d.at, d.sequence, d.seat_id as "seatId"
  from jsonb_to_recordset($1::jsonb) as k (
    tenant_id text, entitlement_id text, after timestamptz(3), until timestamptz(3)
  )
  join history_denials d on d.tenant_id = k.tenant_id and d.entitlement_id = k.entitlement_id
  where d.granted_at is null and d.at > k.after and d.at <= k.until
  order by d.at, d.sequence`;

const grantDenialsSql = `
  update history_denials d
  set granted_at = g.granted_at
  from jsonb_to_recordset($1::jsonb) as g (
    tenant_id text, entitlement_id text, feature_key text, at timestamptz(3), sequence bigint,
    granted_at timestamptz(3)
  )
  where d.tenant_id = g.tenant_id and d.entitlement_id = g.entitlement_id and d.feature_key = g.feature_key
    and d.at = g.at and d.sequence = g.sequence`;

interface OpenRow extends Omit<OfSeat, 'tenantId'> {
  readonly at: Date;
  readonly sequence: bigint;
}

/** Of each entitlement the time in which denials may be told by these grants to be none. */
const windowsOf = (grants: readonly Grant[]) => {
  const windows = new Map<string, { tenant_id: string; entitlement_id: string; after: Date; until: Date }>();
  for (const { tenantId, entitlementId, at } of grants) {
    const known = windows.get(entitlementId);
    if (known) known.until = new Date(at);
    else {
      const after = new Date(at - denialWindowPatienceMs);
      windows.set(entitlementId, {
        ...{ tenant_id: tenantId, entitlement_id: entitlementId, after, until: new Date(at) },
      });
    }
  }
  return [...windows.values()];
};

/**
 * Rule 31: a denial is no true one when its seat is granted within 15 minutes. Grants of an entitlement in the order they
 * were made.
 */
export const grantDenials = async (tx: Queryable, grants: readonly Grant[]): Promise<void> => {
  if (grants.length === 0) return;
  const open = await tx.query<OpenRow>(openDenialsSql, [rowsText(windowsOf(grants))], 'history.openDenials');
  if (open.length === 0) return;
  const bySeat = new Map<string, Grant[]>();
  for (const grant of grants) {
    const known = bySeat.get(keyOf(grant));
    if (known) known.push(grant);
    else bySeat.set(keyOf(grant), [grant]);
  }
  const granted = open.flatMap((row) => {
    const at = row.at.getTime();
    const grant = bySeat
      .get(keyOf(row))
      ?.find((each) => each.at > at || (each.at === at && each.sequence > row.sequence));
    if (!grant || grant.at >= at + denialWindowPatienceMs) return [];
    const { tenantId, entitlementId, featureKey } = grant;
    return [
      {
        ...{ tenant_id: tenantId, entitlement_id: entitlementId, feature_key: featureKey },
        ...{ at: row.at, sequence: row.sequence, granted_at: new Date(grant.at) },
      },
    ];
  });
  if (granted.length > 0) await tx.query(grantDenialsSql, [rowsText(granted)]);
};
