import {
  type BodyOf,
  operations,
  type ReportDefinition,
  type SavedReportModel,
  savedReportsMax,
} from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem, invalid, notFound } from '../../platform/http/problem.ts';
import type { Caller } from '../../platform/http/route.ts';
import { orDuplicate } from '../../platform/http/unique.ts';
import { newId } from '../../platform/ids.ts';
import type { RoomContext } from '../../platform/room.ts';
import { askingOf, ownerOf, type ReportParts } from './asking.ts';
import { questionOf } from './question.ts';
import {
  deleteSaved,
  findSaved,
  insertSaved,
  type Owner,
  pageOfSaved,
  type SavedRow,
  type SavedSettings,
  updateSaved,
} from './saved-store.ts';

/** Reports that are kept under a name. */

const modelOf = (row: SavedRow, { kind, id }: Owner): SavedReportModel => ({
  id: row.report_id,
  name: row.name,
  shared: row.shared,
  owner: { kind: row.owner_kind, id: row.owner_id, name: row.owner_name },
  own: row.owner_kind === kind && row.owner_id === id,
  definition: row.definition,
  creationDate: row.created_at.toISOString(),
  updatedDate: row.updated_at?.toISOString() ?? null,
});

/** JSON in the database has no integers beyond what a float holds; as text a condition takes them too. */
const storable = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  return Array.isArray(value) ? value.map(storable) : value;
};

/** Only what has a meaning is kept. */
export const storedDefinition = (definition: ReportDefinition): ReportDefinition => {
  const { subject, columns = [], filter = [], sort = [], groupBy = [], aggregates = [] } = definition;
  return {
    subject,
    columns,
    filter: filter.map(({ column, operator, value }) => ({
      ...{ column, operator },
      ...(value === undefined ? {} : { value: storable(value) }),
    })),
    sort: sort.map(({ column, descending = false }) => ({ column, descending })),
    groupBy: groupBy.map(({ column, by }) => ({ column, ...(by === undefined ? {} : { by }) })),
    aggregates: aggregates.map(({ function: name, column }) => ({
      function: name,
      ...(column === undefined ? {} : { column }),
    })),
  };
};

type Asked = BodyOf<typeof operations.createReport>;

/** Nobody saves what cannot be asked, or what they may not see. */
const settingsAsked = async (parts: ReportParts, caller: Caller, body: Asked): Promise<SavedSettings> => {
  const name = body.name.trim();
  if (name === '') throw invalid('name', 'must not be blank');
  const definition = storedDefinition(body.definition);
  try {
    questionOf(definition, await askingOf(parts, caller));
  } catch (error) {
    throw error instanceof ApiProblem ? within('definition', error) : error;
  }
  return { name, shared: body.shared ?? false, definition };
};

/** The same problem, its fields named from the body that holds the definition. */
export const within = (member: string, { code, message, extra }: ApiProblem): ApiProblem =>
  new ApiProblem(code, message, {
    ...extra,
    ...(extra.fields
      ? {
          fields: extra.fields.map((field) => ({
            ...field,
            propertyName: `${member}.${field.propertyName}`,
          })),
        }
      : {}),
  });

/** Throws ApiProblem 404 for a report that is not there for the caller. */
export const savedReport = async (
  { database }: Pick<ReportParts, 'database'>,
  owner: Owner,
  reportId: string,
): Promise<SavedRow> => {
  const row = await findSaved(database, owner, reportId);
  if (!row) throw notFound('report', reportId);
  return row;
};

/** Throws ApiProblem: 404 when it is not there for the caller, 403 when it is shared with them. */
const refuseOthers = async (parts: ReportParts, owner: Owner, reportId: string): Promise<void> => {
  const { own, owner: theirs } = modelOf(await savedReport(parts, owner, reportId), owner);
  if (!own) throw new ApiProblem('conflict', `The report belongs to ${theirs.name}, who alone changes it.`);
};

export const registerSaved = ({ route, database, clock }: RoomContext): void => {
  const parts = { database, clock };

  route(operations.listReports, async ({ caller, query }) => {
    const page = pageAsked(query);
    const owner = ownerOf(caller);
    const { rows, total } = await pageOfSaved(database, owner, query.subject ?? null, page);
    return pageReply(
      page,
      rows.map((row) => modelOf(row, owner)),
      total,
    );
  });

  route(operations.createReport, async ({ caller, author, body }) => {
    const owner = ownerOf(caller);
    const settings = await settingsAsked(parts, caller, body);
    const at = clock.now();
    const insert = database.transaction(author, (tx) =>
      insertSaved(tx, owner, newId('rpt', at), settings, at, savedReportsMax),
    );
    const row = await orDuplicate('name', settings.name, insert);
    if (!row) throw new ApiProblem('conflict', `There are ${savedReportsMax} saved reports already.`);
    return modelOf(row, owner);
  });

  route(operations.getReport, async ({ caller, params }) => {
    const owner = ownerOf(caller);
    return modelOf(await savedReport(parts, owner, params.reportId), owner);
  });

  route(operations.updateReport, async ({ caller, author, params: { reportId }, body }) => {
    const owner = ownerOf(caller);
    await refuseOthers(parts, owner, reportId);
    const settings = await settingsAsked(parts, caller, body);
    const update = database.transaction(author, (tx) =>
      updateSaved(tx, owner, reportId, settings, clock.now()),
    );
    if (!(await orDuplicate('name', settings.name, update))) throw notFound('report', reportId);
    return undefined;
  });

  route(operations.deleteReport, async ({ caller, author, params: { reportId } }) => {
    const owner = ownerOf(caller);
    await refuseOthers(parts, owner, reportId);
    const isDeleted = await database.transaction(author, (tx) => deleteSaved(tx, owner, reportId));
    if (!isDeleted) throw notFound('report', reportId);
    return undefined;
  });
};
