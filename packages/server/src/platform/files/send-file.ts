import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ReportFormat } from '@leeway/contract';
import type { FastifyReply } from 'fastify';
import { disposition } from '../http/form-file.ts';
import { mediaTypes } from './file-format.ts';

/** A reader that takes nothing for so long is cut off. */
const patienceMs = 30_000;

/** The same, cut off when the reader is too slow: the time between two chunks is its own. */
async function* patiently(chunks: AsyncIterable<Uint8Array>, giveUp: () => void) {
  for await (const chunk of chunks) {
    const patience = setTimeout(giveUp, patienceMs);
    try {
      yield chunk;
    } finally {
      clearTimeout(patience);
    }
  }
}

/** Begins to send a file while it is made. Resolves when the reader has all of it, or has gone: then there is nobody to tell. */
export const sendWhileMade = (
  reply: FastifyReply,
  { format, fileName }: { readonly format: ReportFormat; readonly fileName: string },
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> => {
  const body: Readable = Readable.from(
    patiently(chunks, () => body.destroy()),
    { objectMode: false },
  );
  reply
    .type(mediaTypes[format])
    .header('content-disposition', disposition(fileName))
    .header('cache-control', 'private, no-store')
    .send(body);
  return finished(body).catch(() => undefined);
};
