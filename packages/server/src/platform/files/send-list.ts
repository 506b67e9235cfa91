import { type ReportColumnType, type ReportFormat, reportRowsMax } from '@leeway/contract';
import type { FastifyReply } from 'fastify';
import type { Database, Queryable } from '../database.ts';
import type { PageAsked } from '../http/paging.ts';
import { ApiProblem } from '../http/problem.ts';
import type { RoomContext } from '../room.ts';
import { createTurns } from '../turns.ts';
import type { Cell, FileColumn } from './cells.ts';
import { fileNameOf, fileOfRows } from './file-format.ts';
import { sendWhileMade } from './send-file.ts';

/** A whole list as a file: the rows its pages have, all of one state of the database. */

/** Each holds a connection of the pool as long as its reader takes. */
const runningMax = 1;
const waitingMax = 4;
const rowsAtOnce = 1_000;

export interface ListColumn<Row> extends FileColumn {
  readonly cell: (row: Row) => Cell;
}

/** A column in a line. */
export const columnOf = <Row>(
  key: string,
  title: string,
  type: ReportColumnType,
  cell: (row: Row) => Cell,
): ListColumn<Row> => ({ key, title, type, cell });

/** An instant of an answer. */
export const instantCell = (text: string | null | undefined): Cell => (text ? new Date(text) : null);

interface Page<Row> {
  readonly items: readonly Row[];
  readonly elementsTotal: number;
}

export interface ListFile<Row> {
  /** Of file and sheet, at most 31 characters. */
  readonly title: string;
  readonly format: ReportFormat | undefined;
  /** IANA name: whose wall clock a spreadsheet shows. */
  readonly timeZone: string;
  readonly columns: readonly ListColumn<Row>[];
  /** What the list answers for a page; it runs one statement after the other. */
  readonly read: (db: Queryable, page: PageAsked) => Promise<Page<Row>>;
}

/** Resolves once the file is on its way. @throws ApiProblem for too many rows, and what `read` throws for the first page */
export type SendList = <Row>(reply: FastifyReply, file: ListFile<Row>) => Promise<FastifyReply>;

const tooMany = () =>
  new ApiProblem('validationFailed', `The list has more than ${reportRowsMax} rows: filter it.`);

const inSnapshot = <Result>(database: Database, work: (db: Queryable) => Promise<Result>): Promise<Result> =>
  database.withClient(async (client) => {
    await client.query('begin isolation level repeatable read, read only');
    try {
      return await work({
        query: async <Row>(text: string, values: readonly unknown[] = []) =>
          (await client.query({ text, values: [...values] })).rows as Row[],
      });
    } finally {
      await client.query('rollback').catch(() => undefined);
    }
  });

const pageAt = (offset: number): PageAsked => ({
  ...{ pageNumber: offset / rowsAtOnce + 1, pageSize: rowsAtOnce, offset },
});

async function* batchesOf<Row>(db: Queryable, { columns, read }: ListFile<Row>, first: Page<Row>) {
  const cellsOf = (row: Row) => columns.map(({ cell }) => cell(row));
  yield first.items.map(cellsOf);
  for (let offset = rowsAtOnce; offset < first.elementsTotal; offset += rowsAtOnce)
    yield (await read(db, pageAt(offset))).items.map(cellsOf);
}

export const createSendList = ({ database, clock }: Pick<RoomContext, 'database' | 'clock'>): SendList => {
  const inTurn = createTurns('exports', runningMax, waitingMax);

  const send = <Row>(reply: FastifyReply, file: ListFile<Row>, begun: () => void): Promise<void> =>
    inSnapshot(database, async (db) => {
      const { title, format = 'csv', timeZone, columns } = file;
      const first = await file.read(db, pageAt(0));
      const rowsTotal = first.elementsTotal;
      if (rowsTotal > reportRowsMax) throw tooMany();
      const sheet = { format, name: title, columns, timeZone, rowsTotal };
      const fileName = fileNameOf(title, format, clock.now(), timeZone);
      const sent = sendWhileMade(reply, { format, fileName }, fileOfRows(sheet, batchesOf(db, file, first)));
      begun();
      await sent;
    });

  return (reply, file) =>
    new Promise((resolve, reject) => {
      inTurn(() => send(reply, file, () => resolve(reply))).catch(reject);
    });
};
