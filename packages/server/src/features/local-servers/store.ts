import type { Queryable } from '../../platform/database.ts';

/** The tables of local license servers: local_license_servers, entitlement_exports. */

export interface ServerRow {
  readonly id: string;
  readonly name: string;
  readonly entitlementId: string;
  readonly activationId: string;
  /** As the server's own record has it; while the seat is held, the seat tells. */
  readonly activatedAt: Date;
  readonly lastLeaseAt: Date;
  readonly leaseEnd: Date;
  readonly deactivatedAt: Date | null;
}

export interface ExportRow {
  readonly localLicenseServerId: string;
  readonly exportDate: Date;
  readonly lastExportDate: Date;
  readonly exportedVersion: bigint;
}

const columns = `
  local_license_server_id as id, name, entitlement_id as "entitlementId", activation_id as "activationId",
  activated_at as "activatedAt", last_lease_at as "lastLeaseAt", lease_end as "leaseEnd",
  deactivated_at as "deactivatedAt"`;

const upsertServerSql = `
  insert into local_license_servers (
    tenant_id, local_license_server_id, name, entitlement_id, seat_id, activation_id, activated_at, last_lease_at,
    lease_end, created_at
  )
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (tenant_id, entitlement_id, seat_id) do update
  set name = excluded.name, activation_id = excluded.activation_id, activated_at = excluded.activated_at,
    last_lease_at = excluded.last_lease_at, lease_end = excluded.lease_end, deactivated_at = null`;

const selectServersSql = `
  select ${columns} from local_license_servers
  where tenant_id = $1
  order by created_at, local_license_server_id`;

const selectServerSql = `
  select ${columns} from local_license_servers where tenant_id = $1 and local_license_server_id = $2`;

const lockServerSql = `${selectServerSql} for update`;

const selectServerOfActivationSql = `
  select ${columns} from local_license_servers where tenant_id = $1 and activation_id = $2`;

// A licence that is held before one that was given back.
const selectLastLicensedSql = `
  select ${columns} from local_license_servers
  where tenant_id = $1
  order by deactivated_at is not null, activated_at desc, local_license_server_id desc
  limit 1`;

const renewServerSql = `
  update local_license_servers
  set last_lease_at = $3, lease_end = $4
  where tenant_id = $1 and local_license_server_id = $2`;

const deactivateServerSql = `
  update local_license_servers
  set deactivated_at = $3
  where tenant_id = $1 and local_license_server_id = $2 and deactivated_at is null`;

const countExportsSql = `
  select count(*)::int as total from entitlement_exports
  where tenant_id = $1 and local_license_server_id = $2`;

const exportColumns = `
  local_license_server_id as "localLicenseServerId", export_date as "exportDate",
  last_export_date as "lastExportDate", exported_version as "exportedVersion"`;

const selectExportSql = `
  select ${exportColumns} from entitlement_exports where tenant_id = $1 and entitlement_id = $2`;

const lockExportSql = `${selectExportSql} for update`;

const insertExportSql = `
  insert into entitlement_exports (
    tenant_id, entitlement_id, local_license_server_id, export_date, last_export_date, exported_version
  )
  values ($1, $2, $3, $4, $4, $5)`;

const touchExportSql = `
  update entitlement_exports
  set last_export_date = $3, exported_version = $4
  where tenant_id = $1 and entitlement_id = $2`;

const deleteExportSql = 'delete from entitlement_exports where tenant_id = $1 and entitlement_id = $2';

export interface LicensedServer extends Omit<ServerRow, 'deactivatedAt'> {
  readonly seatId: string;
}

/** A server is known by its seat: one that is licensed again keeps its record and its id. */
export const upsertServer = async (
  tx: Queryable,
  tenantId: string,
  server: LicensedServer,
  createdAt: Date,
): Promise<void> => {
  const { id, name, entitlementId, seatId, activationId, activatedAt, lastLeaseAt, leaseEnd } = server;
  const dates = [activatedAt, lastLeaseAt, leaseEnd, createdAt];
  await tx.query(upsertServerSql, [tenantId, id, name, entitlementId, seatId, activationId, ...dates]);
};

export const selectServers = (db: Queryable, tenantId: string) =>
  db.query<ServerRow>(selectServersSql, [tenantId]);

const first = async (rows: Promise<ServerRow[]>): Promise<ServerRow | null> => (await rows)[0] ?? null;

export const findServer = (db: Queryable, tenantId: string, id: string) =>
  first(db.query<ServerRow>(selectServerSql, [tenantId, id]));

export const lockServer = (tx: Queryable, tenantId: string, id: string) =>
  first(tx.query<ServerRow>(lockServerSql, [tenantId, id]));

export const findServerOfActivation = (db: Queryable, tenantId: string, activationId: string) =>
  first(db.query<ServerRow>(selectServerOfActivationSql, [tenantId, activationId]));

export const findLastLicensed = (db: Queryable, tenantId: string) =>
  first(db.query<ServerRow>(selectLastLicensedSql, [tenantId]));

export const renewServer = async (
  tx: Queryable,
  tenantId: string,
  id: string,
  lease: Pick<ServerRow, 'lastLeaseAt' | 'leaseEnd'>,
): Promise<void> => {
  await tx.query(renewServerSql, [tenantId, id, lease.lastLeaseAt, lease.leaseEnd]);
};

export const markDeactivated = async (
  tx: Queryable,
  tenantId: string,
  id: string,
  at: Date,
): Promise<void> => {
  await tx.query(deactivateServerSql, [tenantId, id, at]);
};

export const countExportsTo = async (db: Queryable, tenantId: string, id: string): Promise<number> =>
  (await db.query<{ total: number }>(countExportsSql, [tenantId, id]))[0]?.total ?? 0;

export const findExport = async (
  db: Queryable,
  tenantId: string,
  entitlementId: string,
): Promise<ExportRow | null> =>
  (await db.query<ExportRow>(selectExportSql, [tenantId, entitlementId]))[0] ?? null;

export const lockExport = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
): Promise<ExportRow | null> =>
  (await tx.query<ExportRow>(lockExportSql, [tenantId, entitlementId]))[0] ?? null;

export const insertExport = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  { localLicenseServerId, exportDate, exportedVersion }: Omit<ExportRow, 'lastExportDate'>,
): Promise<void> => {
  const values = [localLicenseServerId, exportDate, exportedVersion];
  await tx.query(insertExportSql, [tenantId, entitlementId, ...values]);
};

export const touchExport = async (
  tx: Queryable,
  tenantId: string,
  entitlementId: string,
  at: Date,
  version: bigint,
): Promise<void> => {
  await tx.query(touchExportSql, [tenantId, entitlementId, at, version]);
};

export const deleteExport = async (tx: Queryable, tenantId: string, entitlementId: string): Promise<void> => {
  await tx.query(deleteExportSql, [tenantId, entitlementId]);
};
