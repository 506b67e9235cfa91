import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblem, invalid } from './problem.ts';

/** Files as the contract has them: they come in the part `FormFile` of a form, and go out whole or in part. */

export interface FormFile {
  /** Without a path; at most 255 characters, none of control. */
  readonly name: string;
  /** At least one. */
  readonly bytes: Buffer;
}

const fileNameLengthMax = 255;

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

const limitsOfForm = { files: 1, fields: 10, fieldSize: 65_536, headerPairs: 20 };

/** @param fields takes the texts of the form, which are then read to its end; null: only the file is looked for */
const fileIn = async (
  request: FastifyRequest,
  bytesMax: number,
  fields: Map<string, string> | null,
): Promise<FormFile | null> => {
  let file: FormFile | null = null;
  for await (const part of request.parts({ limits: { ...limitsOfForm, fileSize: bytesMax } })) {
    if (part.type !== 'file') {
      if (part.valueTruncated) throw invalid(part.fieldname, `has more than ${limitsOfForm.fieldSize} bytes`);
      fields?.set(part.fieldname, String(part.value));
      continue;
    }
    // An unread part would stop the form, so every file is read.
    const bytes = await part.toBuffer();
    if (part.fieldname !== 'FormFile') continue;
    if (bytes.length === 0) throw invalid('FormFile', 'the file is empty');
    file = { name: nameOf(part.filename), bytes };
    if (!fields) return file;
  }
  return file;
};

const readForm = async (
  request: FastifyRequest,
  bytesMax: number,
  fields: Map<string, string> | null,
): Promise<FormFile> => {
  if (!request.isMultipart()) {
    throw new ApiProblem(
      'unsupportedMediaType',
      'Send the file as multipart/form-data, in the part FormFile.',
    );
  }
  const file = await fileIn(request, bytesMax, fields).catch((error: Error & { statusCode?: number }) => {
    if (error instanceof ApiProblem || error.statusCode !== undefined) throw error;
    throw new ApiProblem('malformedBody', `The form cannot be read: ${error.message}.`);
  });
  if (!file) throw invalid('FormFile', 'is required', 'required');
  return file;
};

/** The file of a form's part `FormFile`. Throws ApiProblem when there is none, or it is empty or too large. */
export const readFormFile = (request: FastifyRequest, bytesMax: number): Promise<FormFile> =>
  readForm(request, bytesMax, null);

/** The same with the form's other parts, which are texts, before or after the file. */
export const readFormWithFile = async (
  request: FastifyRequest,
  bytesMax: number,
): Promise<FormFile & { readonly fields: ReadonlyMap<string, string> }> => {
  const fields = new Map<string, string>();
  return { ...(await readForm(request, bytesMax, fields)), fields };
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

export const disposition = (name: string) => {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
};

export interface SentFile {
  /** What a download is called; null: shown in place. */
  readonly name: string | null;
  /** Media type. No browser takes it for another. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** Answers with a file, or with the part of it that the request's `Range` names (206). */
export const sendFile = (request: FastifyRequest, reply: FastifyReply, file: SentFile): FastifyReply => {
  reply
    .type(file.type)
    .header('x-content-type-options', 'nosniff')
    .header('cache-control', 'private, no-store')
    .header('accept-ranges', 'bytes');
  if (file.name !== null) reply.header('content-disposition', disposition(file.name));
  const range = rangeOf(request.headers.range, file.bytes.length);
  if (!range) return reply.send(file.bytes);
  const [first, last] = range;
  return reply
    .code(206)
    .header('content-range', `bytes ${first}-${last}/${file.bytes.length}`)
    .send(file.bytes.subarray(first, last + 1));
};
