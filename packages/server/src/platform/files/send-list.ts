import { type ReportColumnType, type ReportFormat, reportRowsMax } from '@leeway/contract';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../clock.ts';
import type { Database, Queryable } from '../database.ts';
import type { PageAsked } from '../http/paging.ts';
import { ApiProblem } from '../http/problem.ts';
import { createTurns } from '../turns.ts';
import type { Cell, FileColumn } from './cells.ts';
import { fileNameOf, fileOfRows } from './file-format.ts';
import { sendWhileMade } from './send-file.ts';

/** A whole list as a file: the rows its pages have, all of one state of the database. */

/** Of all lists together: each holds a connection of the pool as long as its reader takes. */
const runningMax = 2;
const waitingMax = 8;
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
  /** Left out: the items are all there are. */
  readonly elementsTotal?: number;
}

/** Of the call of an operation that answers a list as a file. */
interface FileAsked {
  readonly tenantId: string;
  readonly query: { readonly format?: ReportFormat | undefined };
  readonly reply: FastifyReply;
}

export interface ListFile<Row> {
  /** Of file and sheet, at most 31 characters. */
  readonly title: string;
  readonly columns: readonly ListColumn<Row>[];
  /** Left out: as many as a report has at most. */
  readonly rowsMax?: number;
  /** What the list answers for a page; it runs one statement after the other. Pages are read in their order, each once. */
  readonly read: (db: Queryable, page: PageAsked) => Promise<Page<Row>>;
}

/** Resolves once the file is on its way. @throws ApiProblem for too many rows, and what `read` throws for the first page */
export type SendList = <Row>(asked: FileAsked, file: ListFile<Row>) => Promise<FastifyReply>;

interface SendListParts {
  readonly database: Database;
  readonly clock: Clock;
  /** IANA name: whose wall clock a spreadsheet shows. */
  readonly timeZoneOf: (db: Queryable, tenantId: string) => Promise<string>;
}

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
  for (let offset = rowsAtOnce; offset < (first.elementsTotal ?? 0); offset += rowsAtOnce)
    yield (await read(db, pageAt(offset))).items.map(cellsOf);
}

export const createSendList = ({ database, clock, timeZoneOf }: SendListParts): SendList => {
  const inTurn = createTurns('exports', runningMax, waitingMax);

  const send = <Row>(asked: FileAsked, file: ListFile<Row>, begun: () => void): Promise<void> =>
    inSnapshot(database, async (db) => {
      const { tenantId, reply } = asked;
      const { format = 'csv' } = asked.query;
      const { title, columns, rowsMax = reportRowsMax } = file;
      const timeZone = await timeZoneOf(db, tenantId);
      const first = await file.read(db, pageAt(0));
      const rowsTotal = first.elementsTotal ?? first.items.length;
      if (rowsTotal > rowsMax) throw tooMany();
      const sheet = { format, name: title, columns, timeZone, rowsTotal };
      const fileName = fileNameOf(title, format, clock.now(), timeZone);
      const sent = sendWhileMade(reply, { format, fileName }, fileOfRows(sheet, batchesOf(db, file, first)));
      begun();
      await sent;
    });

  return (asked, file) =>
    new Promise((resolve, reject) => {
      inTurn(() => send(asked, file, () => resolve(asked.reply))).catch(reject);
    });
};
