import { type ReportFormat, reportRowsMax, reportTimeoutMs } from '@leeway/contract';
import type { FastifyReply } from 'fastify';
import { sendWhileMade } from '../../platform/files/send-file.ts';
import { ApiProblem } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import { createTurns } from '../../platform/turns.ts';
import type { Question } from './question.ts';
import { fileChunks } from './report-file.ts';
import { withSnapshot } from './snapshot.ts';

/** A report as the body of an answer, sent while it is read. Larger ones are made in the background. */

/** Each holds a connection of the pool as long as its reader takes. */
const runningMax = 2;

const tooMany = () =>
  new ApiProblem(
    'validationFailed',
    `The report has more than ${reportRowsMax} rows: ask for an export (POST /api/v1/reports/exports).`,
    { fields: [{ propertyName: 'filter', message: 'leaves too many rows', code: 'tooManyRows' }] },
  );

export interface FileToSend {
  readonly format: ReportFormat;
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
      const sent = sendWhileMade(reply.header('n-rows-total', String(rowsTotal)), file, chunks);
      begun();
      await sent;
    });

  return (reply, question, file) =>
    new Promise((resolve, reject) => {
      inTurn(() => send(reply, question, file, () => resolve(reply))).catch(reject);
    });
};
