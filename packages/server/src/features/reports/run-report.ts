import {
  type ReportDefinition,
  type ReportPageModel,
  reportRowsMax,
  reportTimeoutMs,
} from '@leeway/contract';
import type { FastifyReply } from 'fastify';
import { stringify } from 'lossless-json';
import type { Database } from '../../platform/database.ts';
import type { Cell } from '../../platform/files/cells.ts';
import { type PageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem, invalid } from '../../platform/http/problem.ts';
import { type Asking, type Question, questionOf } from './question.ts';
import { isTooSlow, withSnapshot } from './snapshot.ts';

/** A page of a report. */

const jsonOf = (cell: Cell) => (cell instanceof Date ? cell.toISOString() : cell);

const pageOf = ({ columns }: Question, rows: readonly (readonly Cell[])[]) =>
  rows.map((row) => Object.fromEntries(columns.map(({ key }, index) => [key, jsonOf(row[index] ?? null)])));

const tooSlow = () =>
  new ApiProblem(
    'validationFailed',
    `The report takes longer than ${reportTimeoutMs / 1000} seconds: add a filter, or ask for an export.`,
    { fields: [{ propertyName: 'filter', message: 'leaves too many rows to look at', code: 'tooSlow' }] },
  );

/** `isCounted` false: rows after the page are counted only where that costs nothing. */
export const runReport = async (
  database: Database,
  definition: ReportDefinition,
  asking: Asking,
  page: PageAsked,
  isCounted = true,
): Promise<ReportPageModel> => {
  const question = questionOf(definition, asking);
  if (page.offset + page.pageSize > reportRowsMax)
    throw invalid('pageNumber', `reaches beyond ${reportRowsMax} rows; an export has them all`);
  return withSnapshot(database, question, reportTimeoutMs, async (snapshot) => {
    const { pageSize, offset } = page;
    // One more than the page has tells whether others follow.
    const found = await snapshot.page(isCounted ? pageSize : pageSize + 1, offset);
    const rows = found.rows.slice(0, pageSize);
    const isMore = found.total === null && found.rows.length > pageSize;
    // A page without rows may lie beyond the end.
    const isEndSeen = !isCounted && (rows.length > 0 || offset === 0);
    const total = found.total ?? (isEndSeen ? offset + rows.length : await snapshot.count(reportRowsMax + 1));
    return {
      columns: [...question.columns],
      ...pageReply(page, pageOf(question, rows), Math.min(total, reportRowsMax)),
      moreElements: isMore || total > reportRowsMax,
    };
  }).catch((error: unknown) => {
    throw isTooSlow(error) ? tooSlow() : error;
  });
};

/** As text, because rows hold integers that JSON.stringify would not write. */
export const sendPage = (reply: FastifyReply, page: ReportPageModel): FastifyReply =>
  reply.type('application/json; charset=utf-8').send(stringify(page));
