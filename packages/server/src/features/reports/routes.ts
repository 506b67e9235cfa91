import { operations, type ReportSubjectModel } from '@leeway/contract';
import { fileNameOf } from '../../platform/files/file-format.ts';
import { pageAsked } from '../../platform/http/paging.ts';
import type { Caller } from '../../platform/http/route.ts';
import type { RoomContext } from '../../platform/room.ts';
import { askingOf, ownerOf } from './asking.ts';
import { permittedColumns, questionOf } from './question.ts';
import { runReport, sendPage } from './run-report.ts';
import { savedReport } from './saved-routes.ts';
import { createSendFile } from './send-file.ts';
import { aggregatesOf, isGroupable, operatorsOf, type ReportSubject } from './subject.ts';
import { subjects } from './subjects/index.ts';

const subjectModel = (subject: ReportSubject, scopes: Caller['scopes']): ReportSubjectModel => {
  const { key, title, description } = subject;
  const columns = permittedColumns(subject, scopes);
  return {
    ...{ key, title, description, permitted: columns.length > 0 },
    columns: columns.map((column) => ({
      ...{ key: column.key, title: column.title, type: column.type, words: [...column.words] },
      operators: [...operatorsOf[column.type]],
      groupable: isGroupable(column),
      aggregates: [...aggregatesOf[column.type]],
    })),
  };
};

export const registerRoutes = ({ route, database, clock }: RoomContext): void => {
  const parts = { database, clock };
  const sendFile = createSendFile(parts);

  route(operations.listReportSubjects, ({ caller }) => ({
    items: Object.values(subjects).map((subject) => subjectModel(subject, caller.scopes)),
  }));

  route(operations.runReport, async ({ caller, body, reply }) => {
    const asking = await askingOf(parts, caller);
    return sendPage(reply, await runReport(database, body, asking, pageAsked(body), body.count !== 'page'));
  });

  route(operations.runSavedReport, async ({ caller, params, query, reply }) => {
    const { definition } = await savedReport(parts, ownerOf(caller), params.reportId);
    const asking = await askingOf(parts, caller);
    return sendPage(reply, await runReport(database, definition, asking, pageAsked(query)));
  });

  route(operations.exportReport, async ({ caller, body, reply }) => {
    const { format } = body;
    const asking = await askingOf(parts, caller);
    const { timeZone } = asking;
    const fileName = fileNameOf(body.subject, format, clock.now(), timeZone);
    return sendFile(reply, questionOf(body, asking), { format, fileName, timeZone });
  });

  route(operations.exportSavedReport, async ({ caller, params, query: { format = 'csv' }, reply }) => {
    const { name, definition } = await savedReport(parts, ownerOf(caller), params.reportId);
    const asking = await askingOf(parts, caller);
    const { timeZone } = asking;
    const fileName = fileNameOf(name, format, clock.now(), timeZone);
    return sendFile(reply, questionOf(definition, asking), { format, fileName, timeZone });
  });
};
