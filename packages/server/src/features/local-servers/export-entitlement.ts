import type { EntitlementExportModel, ImportEntitlementApiRequest } from '@leeway/contract';
import type { Author } from '../../platform/author.ts';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, invalid, notFound, unknownReference } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { readSignedToken, signToken } from '../../platform/signed-token.ts';
import type { AdmissionRoom } from '../admission/index.ts';
import {
  exportUnderLock,
  exportVersion,
  groupModel,
  importUnderLock,
  readEntitlement,
} from '../entitlements/index.ts';
import { accountKeyOf } from '../identity/index.ts';
import { serverModels } from './server-view.ts';
import {
  deleteExport,
  findExport,
  findServer,
  insertExport,
  lockExport,
  lockServer,
  touchExport,
} from './store.ts';

/** Entitlements handed over to a local license server, and taken back. */

export interface ExportParts extends Pick<RoomContext, 'database' | 'clock' | 'publicUrl'> {
  readonly admission: AdmissionRoom;
}

export interface ExportTarget {
  readonly author: Author;
  readonly tenantId: string;
  readonly entitlementId: string;
}

const tokenType = 'leeway-entitlement-export+jwt';

/** The entitlement with its features and its group: what a local server serves licences by. */
export const exportedContent = async (db: Queryable, tenantId: string, entitlementId: string, at: number) => {
  const entitlement = await readEntitlement(
    db,
    tenantId,
    entitlementId,
    new Set(['features', 'attributes']),
    at,
  );
  const groupId = entitlement.entitlementGroupId;
  if (groupId === null) throw new Error(`${entitlementId} is in no group`);
  const { id, created, customerId, orderRefId, activationCodes } = await groupModel(
    db,
    tenantId,
    groupId,
    new Set(),
    at,
  );
  return {
    entitlement: { ...entitlement, entitlementGroupId: groupId },
    entitlementGroup: { id, created, customerId, orderRefId, activationCodes },
  };
};

const makeToken = async (parts: ExportParts, { tenantId, entitlementId }: ExportTarget): Promise<string> => {
  const { database, clock, publicUrl } = parts;
  const row = await findExport(database, tenantId, entitlementId);
  if (!row) throw new ApiProblem('conflict', `${entitlementId} is not exported.`);
  const at = clock.now();
  return signToken(await accountKeyOf({ database, clock }, tenantId), tokenType, {
    iss: publicUrl,
    sub: entitlementId,
    aud: row.localLicenseServerId,
    tenantId,
    iat: Math.floor(at / 1000),
    exportDate: row.exportDate.toISOString(),
    ...(await exportedContent(database, tenantId, entitlementId, at)),
  });
};

const editParts = ({ database, clock, admission }: ExportParts) => ({
  database,
  clock,
  settle: (tenantId: string, entitlementId: string) =>
    admission.decide(tenantId, { kind: 'settle', entitlementId }),
});

/**
 * Answers the token for the server. 404; 422 for an unknown server; 409 when the server has no licence, or the
 * entitlement is exported, not usable, or has seats in use.
 */
export const exportEntitlement = async (
  parts: ExportParts,
  target: ExportTarget,
  serverId: string,
): Promise<string> => {
  const { tenantId, entitlementId } = target;
  await exportUnderLock(editParts(parts), target, async (tx, at) => {
    const server = await lockServer(tx, tenantId, serverId);
    if (!server) throw unknownReference('localLicenseServerId', 'local license server', serverId);
    const [shown] = await serverModels(tx, tenantId, [server], at);
    if (!shown?.licenseActive) throw new ApiProblem('conflict', `${serverId} has no active licence.`);
    // The edit that exports is itself the next version.
    const exportedVersion = (await exportVersion(tx, tenantId, entitlementId)) + 1n;
    const exportDate = new Date(at);
    const row = { localLicenseServerId: serverId, exportDate, exportedVersion };
    await insertExport(tx, tenantId, entitlementId, row);
  });
  return makeToken(parts, target);
};

/** The token again, with the entitlement as it is now. 404; 409 when it is not exported. */
export const renewExportToken = async (parts: ExportParts, target: ExportTarget): Promise<string> => {
  const { database, clock } = parts;
  const { author, tenantId, entitlementId } = target;
  await database.transaction(author, async (tx) => {
    if (!(await lockExport(tx, tenantId, entitlementId))) return;
    const version = await exportVersion(tx, tenantId, entitlementId);
    await touchExport(tx, tenantId, entitlementId, new Date(clock.now()), version);
  });
  // Also when it is not exported: then this tells an unknown entitlement from one that is here.
  await readEntitlement(database, tenantId, entitlementId, new Set(), clock.now());
  return makeToken(parts, target);
};

const refuseForeignToken = async (
  { database, clock }: ExportParts,
  { tenantId, entitlementId }: ExportTarget,
  token: string,
): Promise<string> => {
  const key = await accountKeyOf({ database, clock }, tenantId);
  const content = await readSignedToken(key, tokenType, token);
  if (content?.sub !== entitlementId || typeof content.exportDate !== 'string') {
    throw invalid('token', 'is no export token of this entitlement');
  }
  return content.exportDate;
};

/**
 * Takes the entitlement back, without seats: what the server did is no part of the token. 404; 409 when it is not
 * exported; 422 naming `token` when that is neither given nor waived, or is not of this export.
 */
export const importEntitlement = async (
  parts: ExportParts,
  target: ExportTarget,
  { token, importWithoutToken = false }: ImportEntitlementApiRequest,
): Promise<void> => {
  const { tenantId, entitlementId } = target;
  if (!importWithoutToken && !token) {
    throw invalid('token', 'is required, or importWithoutToken=true when the server is lost', 'required');
  }
  const exportDate = importWithoutToken || !token ? null : await refuseForeignToken(parts, target, token);
  await importUnderLock(editParts(parts), target, async (tx) => {
    const row = await lockExport(tx, tenantId, entitlementId);
    if (exportDate !== null && row?.exportDate.toISOString() !== exportDate) {
      throw invalid('token', 'is of an earlier export');
    }
    await deleteExport(tx, tenantId, entitlementId);
  });
};

/** What `expand=export` shows; null: the entitlement is here. */
export const exportOf = async (
  { database, clock }: ExportParts,
  tenantId: string,
  entitlementId: string,
): Promise<EntitlementExportModel | null> => {
  const row = await findExport(database, tenantId, entitlementId);
  if (!row) return null;
  const server = await findServer(database, tenantId, row.localLicenseServerId);
  const [model] = server ? await serverModels(database, tenantId, [server], clock.now()) : [];
  if (!model) throw notFound('local license server', row.localLicenseServerId);
  const version = await exportVersion(database, tenantId, entitlementId);
  return {
    exportDate: row.exportDate.toISOString(),
    lastExportDate: row.lastExportDate.toISOString(),
    outOfSync: version !== row.exportedVersion,
    localLicenseServer: model,
  };
};
