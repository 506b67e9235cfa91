import type { Leeway } from '../leeway.ts';
import type { Sold } from '../sell.ts';
import type { Course } from './random-course.ts';

/** Writes a course into the log of an entitlement that was sold for this, as if it had been in use all that time. */

const date = (second: number) => new Date(second * 1_000);

const logSql = `
  insert into activity_log (
    tenant_id, entitlement_id, at, sequence, operation, activation_id, seat_id, seats_used, bought, hard_cap, overdraft,
    attempts, reasons, feature_key, amount, feature_used, feature_bought, feature_hard_cap
  )
  select $1, $2, to_timestamp(l.at), l.sequence, l.operation, 'act-' || l.seat, l.seat, l."seatsUsed", l.bought,
    l."hardCap", l.overdraft, l.attempts,
    case l.operation
      when 'activationDenied' then array['seatLimitReached']
      when 'featureCheckoutDenied' then array['featureLimitReached']
    end,
    l."featureKey", l.amount, l."featureUsed", l."featureBought", l."featureHardCap"
  from jsonb_to_recordset($3::jsonb) as l (
    at bigint, sequence bigint, operation text, seat text, "seatsUsed" int, bought int, "hardCap" bigint,
    overdraft boolean, attempts int, "featureKey" text, amount bigint, "featureUsed" bigint, "featureBought" bigint,
    "featureHardCap" bigint
  )`;

const limitsSql = `
  insert into limit_changes (tenant_id, entitlement_id, sequence, at, bought, hard_cap)
  select $1, $2, l.sequence, to_timestamp(l.at), l.bought, l."hardCap"
  from jsonb_to_recordset($3::jsonb) as l (sequence bigint, at bigint, bought int, "hardCap" bigint)`;

const closingsSql = `
  insert into usage_closings (tenant_id, entitlement_id, feature_id, period_end, feature_key, used, overdraft_used)
  select $1, $2, f.feature_id, to_timestamp(c.at), f.key, 0, 0
  from features f, unnest($4::bigint[]) as c (at)
  where f.tenant_id = $1 and f.product_id = $3 and f.key = 'count'`;

const usageSql = `
  insert into feature_usage (tenant_id, entitlement_id, feature_id, used)
  select $1, $2, feature_id, 0
  from features
  where tenant_id = $1 and product_id = $3`;

const sequenceSql =
  'update entitlement_states set sequence = $3 where tenant_id = $1 and entitlement_id = $2';

/** Of a course, what has a sequence in a range. */
const writeSequences = async (
  { database, tenantId }: Pick<Leeway, 'database' | 'tenantId'>,
  { entitlementId }: Pick<Sold, 'entitlementId'>,
  { limits, rows }: Course,
  { after, upTo }: { readonly after: number; readonly upTo: number },
): Promise<void> => {
  const isMeant = ({ sequence }: { readonly sequence: number }) => sequence > after && sequence <= upTo;
  const named = [tenantId, entitlementId];
  await database.query(limitsSql, [...named, JSON.stringify(limits.filter(isMeant))]);
  await database.query(logSql, [...named, JSON.stringify(rows.filter(isMeant))]);
  await database.query(sequenceSql, [...named, upTo]);
};

/**
 * Needs an entitlement with an element pool `pool` and a usage count `count`.
 * @param upTo the last sequence to be written; all when left out
 */
export const writeCourse = async (
  leeway: Leeway,
  sold: Sold,
  course: Course,
  upTo: number = course.lastSequence,
): Promise<void> => {
  const { database, tenantId, author } = leeway;
  const { entitlementId, productId } = sold;
  const named = [tenantId, entitlementId];
  await database.transaction(author, async (tx) => {
    await tx.query('update entitlements set created_at = $3 where tenant_id = $1 and entitlement_id = $2', [
      ...[...named, date(course.begin)],
    ]);
    await tx.query('delete from limit_changes where tenant_id = $1 and entitlement_id = $2', named);
    await tx.query(usageSql, [...named, productId]);
    await tx.query(closingsSql, [...named, productId, course.resets]);
  });
  await writeSequences(leeway, sold, course, { after: -1, upTo });
};

/** Writes what was left out of a course: facts that come late. */
export const writeRest = (leeway: Leeway, sold: Sold, course: Course, after: number): Promise<void> =>
  writeSequences(leeway, sold, course, { after, upTo: course.lastSequence });

/** What a course needs to have been sold. */
export const courseTerms = {
  licenseType: 'perpetual',
  features: [
    { key: 'pool', type: 'elementPool', value: 6, overdraftLimit: { type: 'absolute', value: 3 } },
    { key: 'count', type: 'usageCount', value: 8, overdraftLimit: { type: 'absolute', value: 4 } },
  ],
} as const;

/** Times about which clocks change and months end, by time zone. */
export const courseTimes = [
  ['Europe/Berlin', '2025-03-12', '2025-04-20'],
  ['Europe/Berlin', '2025-10-08', '2025-11-09'],
  ['Australia/Lord_Howe', '2025-03-25', '2025-05-03'],
  ['Australia/Lord_Howe', '2025-09-20', '2025-10-20'],
  ['America/Santiago', '2025-08-25', '2025-10-02'],
] as const;
