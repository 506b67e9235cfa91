import { licenseFileBytesMax } from '@leeway/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Queryable } from '../../platform/database.ts';
import { ApiProblem, invalid, notFound } from '../../platform/http/problem.ts';

/** A file the vendor keeps with an order: stored as it came, sent back as a download that no browser may interpret. */

const updateSql = `
  update entitlement_groups
  set license_file_name = $3, license_file_type = $4, license_file = $5, license_file_uploaded_at = $6
  where tenant_id = $1 and entitlement_group_id = $2`;

const selectSql = `
  select license_file_name as name, license_file_type as type, license_file as bytes
  from entitlement_groups
  where tenant_id = $1 and entitlement_group_id = $2 and license_file is not null`;

const fileNameLengthMax = 255;

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

const nameOf = (fileName: string | undefined): string => {
  const name = fileName?.split(/[/\\]/).at(-1)?.trim() ?? '';
  if (name === '') throw invalid('FormFile', 'the file has no name');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a name goes into a header
  if (/[\u0000-\u001f\u007f]/.test(name)) throw invalid('FormFile', 'the file name has control characters');
  if (name.length > fileNameLengthMax) {
    throw invalid('FormFile', `the file name must NOT have more than ${fileNameLengthMax} characters`);
  }
  return name;
};

const limits = { fileSize: licenseFileBytesMax, files: 1, fields: 10, fieldSize: 1024, headerPairs: 20 };

const fileIn = async (request: FastifyRequest): Promise<LicenseFile | null> => {
  for await (const part of request.parts({ limits })) {
    if (part.type !== 'file') continue;
    // An unread part would stop the form, so every file is read.
    const bytes = await part.toBuffer();
    if (part.fieldname !== 'FormFile') continue;
    if (bytes.length === 0) throw invalid('FormFile', 'the file is empty');
    return { name: nameOf(part.filename), type: typeOf(bytes), bytes };
  }
  return null;
};

/** The file of a form's part `FormFile`. Throws ApiProblem when there is none, or it is empty or too large. */
export const readLicenseFile = async (request: FastifyRequest): Promise<LicenseFile> => {
  if (!request.isMultipart()) {
    throw new ApiProblem(
      'unsupportedMediaType',
      'Send the file as multipart/form-data, in the part FormFile.',
    );
  }
  const file = await fileIn(request).catch((error: Error & { statusCode?: number }) => {
    if (error instanceof ApiProblem || error.statusCode !== undefined) throw error;
    throw new ApiProblem('malformedBody', `The form cannot be read: ${error.message}.`);
  });
  if (!file) throw invalid('FormFile', 'is required', 'required');
  return file;
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

/** The one part asked for as [first, last] byte, or null: send the whole (also when the range cannot be met). */
const rangeOf = (header: string | undefined, length: number): [number, number] | null => {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!asked || (asked[1] === '' && asked[2] === '')) return null;
  const suffix = asked[1] === '';
  const first = suffix ? Math.max(0, length - Number(asked[2])) : Number(asked[1]);
  const last = suffix || asked[2] === '' ? length - 1 : Math.min(Number(asked[2]), length - 1);
  return first <= last ? [first, last] : null;
};

const disposition = (name: string) => {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};

export const sendLicenseFile = (
  request: FastifyRequest,
  reply: FastifyReply,
  file: LicenseFile,
): FastifyReply => {
  reply
    .type(file.type)
    .header('content-disposition', disposition(file.name))
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .header('accept-ranges', 'bytes');
  const range = rangeOf(request.headers.range, file.bytes.length);
  if (!range) return reply.send(file.bytes);
  const [first, last] = range;
  return reply
    .code(206)
    .header('content-range', `bytes ${first}-${last}/${file.bytes.length}`)
    .send(file.bytes.subarray(first, last + 1));
};
