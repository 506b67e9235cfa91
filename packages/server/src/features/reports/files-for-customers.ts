import { Readable } from 'node:stream';
import type { ReportDefinition, ReportFormat } from '@leeway/contract';
import type { FastifyReply } from 'fastify';
import type { Cell, FileColumn } from '../../platform/files/cells.ts';
import { fileNameOf, fileOfRows, mediaTypes } from '../../platform/files/file-format.ts';
import { disposition } from '../../platform/http/form-file.ts';
import type { ReportParts } from './asking.ts';
import { questionOf } from './question.ts';
import { createSendFile } from './send-file.ts';

/** Files for people of a customer: written as reports are, about what whoever calls this has found them allowed to see. */

export interface CustomerFile {
  readonly tenantId: string;
  readonly format: ReportFormat;
  /** Of the file; the day and the format follow. */
  readonly title: string;
  readonly timeZone: string;
}

export interface CustomerFiles {
  /** A report in which the definition leaves only what they may see. */
  sendReport(reply: FastifyReply, definition: ReportDefinition, file: CustomerFile): Promise<FastifyReply>;
  /** Rows that are there already. */
  sendRows(
    reply: FastifyReply,
    columns: readonly FileColumn[],
    rows: readonly (readonly Cell[])[],
    file: CustomerFile,
  ): FastifyReply;
}

async function* oneBatch<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}

export const createCustomerFiles = (parts: ReportParts): CustomerFiles => {
  const { clock } = parts;
  const sendFile = createSendFile(parts);
  const nameOf = ({ title, format, timeZone }: CustomerFile) =>
    fileNameOf(title, format, clock.now(), timeZone);

  return {
    sendReport: (reply, definition, file) => {
      const { tenantId, format, timeZone } = file;
      const asking = { tenantId, now: new Date(clock.now()), timeZone, scopes: null };
      return sendFile(reply, questionOf(definition, asking), { format, fileName: nameOf(file), timeZone });
    },
    sendRows: (reply, columns, rows, file) => {
      const { format, timeZone, title: name } = file;
      const sheet = { format, name, columns, timeZone, rowsTotal: rows.length };
      const chunks = fileOfRows(sheet, oneBatch(rows));
      return reply
        .type(mediaTypes[format])
        .header('content-disposition', disposition(nameOf(file)))
        .header('cache-control', 'private, no-store')
        .header('n-rows-total', String(rows.length))
        .send(Readable.from(chunks, { objectMode: false }));
    },
  };
};
