import type { Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ApiProblem } from '../../platform/http/problem.ts';

/**
 * The text of a file in whole lines, in constant memory: plain or gzip, in UTF-8, UTF-16 or, what is neither, Windows-1252,
 * in which any bytes are some text.
 */

const lineBytesMax = 1_048_576;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const windows = new TextDecoder('windows-1252');

/** How many bytes of the file were read, as they are on disk; and the hash of them. */
export interface Progress {
  readonly hash: Hash;
  bytesRead: number;
}

const decode = (bytes: Buffer): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    return windows.decode(bytes);
  }
};

const isUtf16 = (head: Buffer): 'utf-16le' | 'utf-16be' | null => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  // Without a mark: ASCII in two bytes.
  return head.length >= 4 && head[1] === 0 && head[3] === 0 ? 'utf-16le' : null;
};

const readFault = (path: string, error: unknown): ApiProblem => {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'there is no such file' : message;
  return new ApiProblem('validationFailed', `${path} cannot be read: ${why}.`, { cause: error });
};

async function* bytesOf(path: string, progress: Progress): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 262_144 });
  const read = (chunk: Buffer) => {
    progress.hash.update(chunk);
    progress.bytesRead += chunk.length;
    return chunk;
  };
  const counted = async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) yield read(chunk);
  };
  const chunks = counted(file)[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const rest = async function* () {
    yield first.value;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  };
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (!isGzip) yield* rest();
  // A fault of either end ends the loop that reads the output.
  else yield* pipeline(rest, createGunzip(), () => undefined) as AsyncIterable<Buffer>;
}

/** Decodes piece by piece; what comes after the last line end waits for the next piece. */
const lineKeeper = (head: Buffer) => {
  const wide = isUtf16(head);
  const wideDecoder = wide && new TextDecoder(wide);
  let bytes: Buffer = Buffer.alloc(0);
  let text = '';
  const narrow = (piece: Buffer, isLast: boolean): string => {
    bytes = bytes.length === 0 ? piece : Buffer.concat([bytes, piece]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    const cut = isLast || (end === 0 && bytes.length > lineBytesMax) ? bytes.length : end;
    const whole = decode(bytes.subarray(0, cut));
    bytes = bytes.subarray(cut);
    return whole;
  };
  const broad = (decoder: InstanceType<typeof TextDecoder>, piece: Buffer, isLast: boolean): string => {
    text += decoder.decode(piece, { stream: !isLast });
    const end = text.lastIndexOf('\n') + 1;
    const cut = isLast || (end === 0 && text.length > lineBytesMax) ? text.length : end;
    const whole = text.slice(0, cut);
    text = text.slice(cut);
    return whole;
  };
  return (piece: Buffer, isLast: boolean): string =>
    (wideDecoder ? broad(wideDecoder, piece, isLast) : narrow(piece, isLast)).replaceAll('\u0000', '');
};

/** Pieces of text that end with a line. Throws ApiProblem `validationFailed` when the file cannot be read. */
export async function* textOf(path: string, progress: Progress): AsyncGenerator<string> {
  let keep: ReturnType<typeof lineKeeper> | null = null;
  try {
    for await (const piece of bytesOf(path, progress)) {
      keep ??= lineKeeper(piece);
      const text = keep(piece, false);
      if (text !== '') yield text;
    }
  } catch (error) {
    throw readFault(path, error);
  }
  const last = keep?.(Buffer.alloc(0), true) ?? '';
  if (last !== '') yield last;
}

/** More of a line than says anything. */
const lineMax = 10_000;

/** Lines of a piece of text, whichever system wrote them. */
export const linesOf = (text: string): string[] =>
  (text.endsWith('\n') ? text.slice(0, -1) : text)
    .split('\n')
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line).slice(0, lineMax));
