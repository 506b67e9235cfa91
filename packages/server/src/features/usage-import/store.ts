import type { Queryable } from '../../platform/database.ts';

/** The table usage_imports. */

export interface UsageImport {
  readonly usageImportId: string;
  readonly source: 'flexlm' | 'csv';
  readonly fileNames: readonly string[];
  readonly fileHash: string;
  readonly features: readonly string[];
  readonly timeZone: string;
  readonly rangeStart: Date;
  readonly rangeEnd: Date;
  readonly sequenceFirst: bigint;
  readonly rowCount: number;
  readonly peak: number;
  readonly authorName: string;
  readonly createdAt: Date;
}

/** Held to the end of the transaction: imports of one entitlement are one after the other. */
export const lockImports = async (tx: Queryable, tenantId: string, entitlementId: string): Promise<void> => {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `leeway.usage_imports ${tenantId} ${entitlementId}`,
  ]);
};

const selectSql = `
  select usage_import_id as "usageImportId", source, file_names as "fileNames", file_hash as "fileHash", features,
    time_zone as "timeZone", range_start as "rangeStart", range_end as "rangeEnd", sequence_first as "sequenceFirst",
    row_count as "rowCount", peak, author_name as "authorName", created_at as "createdAt"
  from usage_imports
  where tenant_id = $1 and entitlement_id = $2
  order by created_at, usage_import_id`;

/** In the order in which they were made. */
export const importsOf = (db: Queryable, tenantId: string, entitlementId: string): Promise<UsageImport[]> =>
  db.query<UsageImport>(selectSql, [tenantId, entitlementId]);

const insertSql = `
  insert into usage_imports (tenant_id, entitlement_id, usage_import_id, source, file_names, file_hash, features, time_zone,
                             range_start, range_end, sequence_first, row_count, peak, author_name, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

export const insertImport = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  made: UsageImport,
): Promise<void> => {
  await tx.query(insertSql, [
    ...[
      tenantId,
      entitlementId,
      made.usageImportId,
      made.source,
      made.fileNames,
      made.fileHash,
      made.features,
    ],
    ...[made.timeZone, made.rangeStart, made.rangeEnd, made.sequenceFirst, made.rowCount, made.peak],
    ...[made.authorName, made.createdAt],
  ]);
};

const deleteSql = 'delete from usage_imports where tenant_id = $1 and usage_import_id = $2';

export const deleteImport = async (tx: Queryable, tenantId: string, usageImportId: string): Promise<void> => {
  await tx.query(deleteSql, [tenantId, usageImportId]);
};
