import { isLockBusy, type Queryable } from '../../platform/database.ts';

/** The activity log has a partition a month, in UTC. They are made ahead of time and by whoever loads older rows. */

const month = (year: number, index: number) => new Date(Date.UTC(year, index, 1));
const day = (date: Date) => date.toISOString().slice(0, 10);

/** Names and bounds of the partitions from the month of `from` to the month of `to`, both included. */
const monthsBetween = (from: number, to: number) => {
  const first = new Date(from);
  const last = new Date(to);
  const count =
    (last.getUTCFullYear() - first.getUTCFullYear()) * 12 + last.getUTCMonth() - first.getUTCMonth() + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const start = month(first.getUTCFullYear(), first.getUTCMonth() + index);
    const end = month(first.getUTCFullYear(), first.getUTCMonth() + index + 1);
    return {
      name: `activity_log_${day(start).slice(0, 7).replace('-', '_')}`,
      start: day(start),
      end: day(end),
    };
  });
};

/**
 * Makes the partitions that are missing. Under a lock of its own, because "if not exists" does not guard against
 * another process that is just making it. Names and bounds are made above from dates: nothing foreign is interpolated.
 */
export const ensureLogPartitions = async (tx: Queryable, from: number, to: number): Promise<void> => {
  await tx.query(`select pg_advisory_xact_lock(hashtext('leeway.activity_log'))`);
  for (const { name, start, end } of monthsBetween(from, to)) {
    await tx.query(
      `create table if not exists ${name} partition of activity_log
       for values from ('${start} 00:00:00+00') to ('${end} 00:00:00+00')`,
    );
  }
};

// Two who work on the same partition would wait for each other; waiting long would stop the other, if it is a vacuum.
const waitBrieflySql = `set local lock_timeout = '50ms'`;

const summarizeSql = `
  select brin_summarize_new_values(i.indexrelid)
  from pg_index i
  join pg_class c on c.oid = i.indexrelid
  join pg_am a on a.oid = c.relam
  where a.amname = 'brin' and i.indrelid = any(array(select to_regclass(name) from unnest($1::text[]) as name))`;

/**
 * Sums up which transactions wrote the blocks that were filled since the last time, in the partitions from the month of
 * `from` to that of `to` and in that of no month: who asks what is new reads every block that is not summed up. PostgreSQL
 * does it by itself once a minute at best, when a busy log has hundreds of thousands of rows in such blocks. Left to the next
 * time while somebody else is at work on a partition.
 */
export const summarizeLog = async (tx: Queryable, from: number, to: number): Promise<void> => {
  await tx.query(waitBrieflySql);
  const names = [...monthsBetween(from, to).map(({ name }) => name), 'activity_log_other'];
  await tx.query(summarizeSql, [names]).catch((error) => {
    if (!isLockBusy(error)) throw error;
  });
};
