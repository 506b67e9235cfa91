import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { reportRowsMax, reportTimeoutMs } from '@leeway/contract';
import type { FastifyReply } from 'fastify';
import { disposition } from '../../platform/http/form-file.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { createTurns } from '../../platform/turns.ts';
import type { Question } from './question.ts';
import { type Format, fileChunks, mediaTypes } from './report-file.ts';
import { withSnapshot } from './snapshot.ts';

/** A report as the body of an answer, sent while it is read. Larger ones are made in the background. */

/** Each holds a connection of the pool as long as its reader takes. */
const runningMax = 2;
/** A reader that takes nothing for so long is cut off. */
const patienceMs = 30_000;

const tooMany = () =>
  new ApiProblem(
    'validationFailed',
    `The report has more than ${reportRowsMax} rows: ask for an export (POST /api/v1/reports/exports).`,
    { fields: [{ propertyName: 'filter', message: 'leaves too many rows', code: 'tooManyRows' }] },
  );

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

export interface FileToSend {
  readonly format: Format;
  readonly fileName: string;
  readonly timeZone: string;
}

export type SendFile = (reply: FastifyReply, question: Question, file: FileToSend) => Promise<FastifyReply>;

export const createSendFile = ({ database }: Pick<RoomContext, 'database'>): SendFile => {
  const inTurn = createTurns('reports', runningMax, 0);

  /** Resolves when it is sent; `begun` tells that all is well so far and it is on its way. */
  const send = (reply: FastifyReply, question: Question, file: FileToSend, begun: () => void) =>
    withSnapshot(database, question, reportTimeoutMs, async (snapshot) => {
      const rowsTotal = await snapshot.count(reportRowsMax + 1);
      if (rowsTotal > reportRowsMax) throw tooMany();
      const chunks = fileChunks(question, snapshot, { ...file, rowsTotal });
      const body = Readable.from(
        patiently(chunks, () => body.destroy()),
        { objectMode: false },
      );
      reply
        .type(mediaTypes[file.format])
        .header('content-disposition', disposition(file.fileName))
        .header('cache-control', 'private, no-store')
        .header('n-rows-total', String(rowsTotal))
        .send(body);
      begun();
      // The connection is given back when the reader has all, or has gone; then there is nobody to tell.
      await finished(body).catch(() => undefined);
    });

  return (reply, question, file) =>
    new Promise((resolve, reject) => {
      inTurn(() => send(reply, question, file, () => resolve(reply))).catch(reject);
    });
};
