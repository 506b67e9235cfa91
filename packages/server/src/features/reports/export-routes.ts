import { Readable } from 'node:stream';
import {
  type BodyOf,
  operations,
  type ReportDefinition,
  type ReportExportModel,
  reportExportHours,
  reportExportsMax,
} from '@leeway/contract';
import { fileNameOf, mediaTypes } from '../../platform/files/file-format.ts';
import { disposition } from '../../platform/http/form-file.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem, invalid, notFound } from '../../platform/http/problem.ts';
import type { Caller } from '../../platform/http/route.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { askingOf, ownerOf, type ReportParts } from './asking.ts';
import {
  deleteExport,
  type ExportRow,
  fileOf,
  findExport,
  insertExport,
  pageOfExports,
} from './exports-store.ts';
import { questionOf } from './question.ts';
import { savedReport, storedDefinition, within } from './saved-routes.ts';

/** Files that are made in the background, of any size. */

const modelOf = (row: ExportRow): ReportExportModel => ({
  id: row.export_id,
  subject: row.subject,
  format: row.format,
  fileName: row.file_name,
  state: row.state,
  rowsDone: row.rows_done,
  rowsTotal: row.rows_total,
  sizeBytes: row.size_bytes,
  error: row.error,
  creationDate: row.created_at.toISOString(),
  finishedDate: row.finished_at?.toISOString() ?? null,
  expiryDate: row.expires_at.toISOString(),
});

interface Wanted {
  /** What the file is called after. */
  readonly title: string;
  readonly definition: ReportDefinition;
  /** Where in the body it is; null: it is not. */
  readonly member: string | null;
}

const wantedOf = async (
  parts: ReportParts,
  caller: Caller,
  { reportId, definition }: BodyOf<typeof operations.createReportExport>,
): Promise<Wanted> => {
  if ((reportId === undefined) === (definition === undefined))
    throw invalid('definition', 'is required, unless there is a reportId: one of the two', 'required');
  if (definition !== undefined)
    return { title: definition.subject, definition: storedDefinition(definition), member: 'definition' };
  const row = await savedReport(parts, ownerOf(caller), reportId ?? '');
  return { title: row.name, definition: row.definition, member: null };
};

const order = async (
  parts: ReportParts,
  caller: Caller,
  body: BodyOf<typeof operations.createReportExport>,
): Promise<ReportExportModel> => {
  const { title, definition, member } = await wantedOf(parts, caller, body);
  const asking = await askingOf(parts, caller);
  let columns: readonly { readonly key: string }[];
  try {
    columns = questionOf(definition, asking).columns;
  } catch (error) {
    throw error instanceof ApiProblem && member !== null ? within(member, error) : error;
  }
  // The columns are written down: what "all there are" means is for who asks now.
  const isGrouped = Boolean(definition.groupBy?.length || definition.aggregates?.length);
  const fixed = isGrouped ? definition : { ...definition, columns: columns.map(({ key }) => key) };
  const at = parts.clock.now();
  const wanted = {
    ...{ exportId: newId('rex', at), definition: fixed, format: body.format, at },
    fileName: fileNameOf(title, body.format, at, asking.timeZone),
    expiresAt: at + reportExportHours * 3_600_000,
  };
  const row = await insertExport(parts.database, ownerOf(caller), wanted, reportExportsMax);
  if (!row)
    throw new ApiProblem('conflict', `There are ${reportExportsMax} exports already: delete some, or wait.`);
  return modelOf(row);
};

export const registerExports = ({ route, database, clock }: RoomContext): void => {
  const parts = { database, clock };
  const find = async (caller: Caller, exportId: string): Promise<ExportRow> => {
    const row = await findExport(database, ownerOf(caller), exportId);
    if (!row) throw notFound('export', exportId);
    return row;
  };

  route(operations.createReportExport, ({ caller, body }) => order(parts, caller, body));

  route(operations.listReportExports, async ({ caller, query }) => {
    const page = pageAsked(query);
    const { rows, total } = await pageOfExports(database, ownerOf(caller), page);
    return pageReply(page, rows.map(modelOf), total);
  });

  route(operations.getReportExport, async ({ caller, params }) =>
    modelOf(await find(caller, params.exportId)),
  );

  route(operations.downloadReportExport, async ({ caller, tenantId, params: { exportId }, reply }) => {
    const row = await find(caller, exportId);
    if (row.state !== 'done')
      throw new ApiProblem('conflict', `The export is ${row.state}; its file is not there.`);
    return reply
      .type(mediaTypes[row.format])
      .header('content-disposition', disposition(row.file_name))
      .header('content-length', String(row.size_bytes))
      .header('cache-control', 'private, no-store')
      .send(Readable.from(fileOf(database, tenantId, exportId), { objectMode: false }));
  });

  route(operations.deleteReportExport, async ({ caller, params: { exportId } }) => {
    if (!(await deleteExport(database, ownerOf(caller), exportId))) throw notFound('export', exportId);
    return undefined;
  });
};
