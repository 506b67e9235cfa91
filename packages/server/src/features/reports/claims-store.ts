import type { ReportDefinition, ReportFormat } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';

/** What the worker does to exports. Whoever holds the lease token writes; who has lost it writes nothing any more. */

export interface ClaimedExport {
  readonly tenantId: string;
  readonly exportId: string;
  readonly leaseToken: string;
  readonly definition: ReportDefinition;
  readonly format: ReportFormat;
  /** This one included. */
  readonly attempts: number;
}

// The look past the tenant is the worker's, which works for all of them. Chunks of an earlier attempt go.
const claimSql = `
  with due as (
    select tenant_id, export_id
    from report_exports
    where due_at <= $1
    order by due_at
    limit 1
    for update skip locked
  ), dropped as (
    delete from report_files f using due
    where f.tenant_id = due.tenant_id and f.export_id = due.export_id
  )
  update report_exports e
  set state = 'running', attempts = attempts + 1, due_at = $2, lease_token = $3, rows_done = 0, rows_total = null,
    size_bytes = 0
  from due
  where e.tenant_id = due.tenant_id and e.export_id = due.export_id
  returning e.tenant_id as "tenantId", e.export_id as "exportId", e.lease_token as "leaseToken", e.definition,
    e.format, e.attempts`;

const held = `where tenant_id = $1 and export_id = $2 and lease_token = $3`;

const progressSql = `
  update report_exports
  set due_at = $4, rows_done = $5, rows_total = $6
  ${held}
  returning export_id`;

const writeSql = `
  with held as (
    update report_exports
    set due_at = $4, rows_done = $5, size_bytes = size_bytes + length($7::bytea)
    ${held}
    returning tenant_id, export_id
  )
  insert into report_files (tenant_id, export_id, chunk, bytes)
  select tenant_id, export_id, $6, $7::bytea from held
  returning chunk`;

const endSql = `
  update report_exports
  set state = $4, rows_done = coalesce($5, rows_done), error = $6, due_at = $7, finished_at = $8, lease_token = null
  ${held}`;

const forgetSql = `delete from report_exports where expires_at <= $1`;

/** The one that is due longest; its lease ends at `leaseEnd` unless it is extended. */
export const claimExport = async (db: Queryable, now: number, leaseEnd: number, leaseToken: string) =>
  (await db.query<ClaimedExport>(claimSql, [new Date(now), new Date(leaseEnd), leaseToken]))[0];

const keyOf = ({ tenantId, exportId, leaseToken }: ClaimedExport) => [tenantId, exportId, leaseToken];

/** False: the lease is lost, or the export deleted. */
export const extendLease = async (
  db: Queryable,
  claimed: ClaimedExport,
  leaseEnd: number,
  rowsDone: number,
  rowsTotal: number,
): Promise<boolean> => {
  const values = [...keyOf(claimed), new Date(leaseEnd), rowsDone, rowsTotal];
  return (await db.query(progressSql, values)).length === 1;
};

/** False: the lease is lost, or the export deleted. */
export const writeChunk = async (
  db: Queryable,
  claimed: ClaimedExport,
  leaseEnd: number,
  rowsDone: number,
  chunk: number,
  bytes: Buffer,
): Promise<boolean> => {
  const values = [...keyOf(claimed), new Date(leaseEnd), rowsDone, chunk, bytes];
  return (await db.query(writeSql, values)).length === 1;
};

export const completeExport = async (
  db: Queryable,
  claimed: ClaimedExport,
  rowsDone: number,
  now: number,
) => {
  await db.query(endSql, [...keyOf(claimed), 'done', rowsDone, null, null, new Date(now)]);
};

export const failExport = async (db: Queryable, claimed: ClaimedExport, error: string, now: number) => {
  await db.query(endSql, [...keyOf(claimed), 'failed', null, error, null, new Date(now)]);
};

/** It is begun again from `dueAt` on. */
export const releaseExport = async (db: Queryable, claimed: ClaimedExport, dueAt: number) => {
  await db.query(endSql, [...keyOf(claimed), 'waiting', null, null, new Date(dueAt), null]);
};

export const forgetExports = async (db: Queryable, now: number): Promise<void> => {
  await db.query(forgetSql, [new Date(now)]);
};
