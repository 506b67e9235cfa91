import { licenseFileBytesMax } from '@leeway/contract';
import type { FastifyRequest } from 'fastify';
import type { Queryable } from '../../platform/database.ts';
import { readFormFile } from '../../platform/http/form-file.ts';
import { notFound } from '../../platform/http/problem.ts';

/** A file the vendor keeps with an order: stored as it came, sent back as a download that no browser may interpret. */

const updateSql = `
  update entitlement_groups
  set license_file_name = $3, license_file_type = $4, license_file = $5, license_file_uploaded_at = $6
  where tenant_id = $1 and entitlement_group_id = $2`;

const selectSql = `
  select license_file_name as name, license_file_type as type, license_file as bytes
  from entitlement_groups
  where tenant_id = $1 and entitlement_group_id = $2 and license_file is not null`;

export interface LicenseFile {
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** Text or bytes, told from the content; what the sender claims does not count, so that HTML can never be served. */
const typeOf = (bytes: Buffer): string => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell bytes from text
    return /[\u0000-\u0008\u000e-\u001f\u007f]/.test(text)
      ? 'application/octet-stream'
      : 'text/plain; charset=utf-8';
  } catch {
    return 'application/octet-stream';
  }
};

/** The file of a form. Throws ApiProblem when there is none, or it is empty or too large. */
export const readLicenseFile = async (request: FastifyRequest): Promise<LicenseFile> => {
  const { name, bytes } = await readFormFile(request, licenseFileBytesMax);
  return { name, type: typeOf(bytes), bytes };
};

/** @param at epoch ms; @param file null: the group has none any more */
export const storeLicenseFile = async (
  tx: Queryable,
  tenantId: string,
  entitlementGroupId: string,
  file: LicenseFile | null,
  at: number,
): Promise<void> => {
  const content = file ? [file.name, file.type, file.bytes, new Date(at)] : [null, null, null, null];
  await tx.query(updateSql, [tenantId, entitlementGroupId, ...content]);
};

/** 404 when the group does not exist or has no file. */
export const findLicenseFile = async (
  db: Queryable,
  tenantId: string,
  entitlementGroupId: string,
): Promise<LicenseFile> => {
  const [file] = await db.query<LicenseFile>(selectSql, [tenantId, entitlementGroupId]);
  if (!file) throw notFound('licence file of the entitlement group', entitlementGroupId);
  return file;
};
