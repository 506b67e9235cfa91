import { Type } from 'typebox';
import {
  CreateReportExportApiRequest,
  ExportReportApiRequest,
  PaginatedListOfReportExportModel,
  PaginatedListOfSavedReportModel,
  ReportExportModel,
  ReportFormat,
  ReportPageModel,
  ReportSubjectKey,
  ReportSubjectsModel,
  RunReportApiRequest,
  SavedReportApiRequest,
  SavedReportModel,
} from '../models/reports.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { PagingQuery } from './paging.ts';

/** Ours, not the contract's. Each subject asks for the scope its lists ask for, besides these. */

const tag = 'reports';
const scopes = ['entitlements:read', 'entitlements:admin', 'customers:read', 'customers:admin'] as const;
const oneReport = Type.Object({ reportId: Id('rpt') });
const oneExport = Type.Object({ exportId: Id('rex') });

export const listReportSubjects = operation('listReportSubjects', 'GET /api/v1/reports/subjects', {
  tag,
  summary: 'Lists what can be reported on, with its columns.',
  scopes,
  success: { status: 200, reply: ReportSubjectsModel },
});

export const runReport = operation('runReport', 'POST /api/v1/reports/run', {
  tag,
  summary: 'Returns a page of a report: columns, filters, order, groups and aggregates of your choice.',
  scopes,
  body: RunReportApiRequest,
  success: { status: 200, reply: ReportPageModel },
});

export const exportReport = operation('exportReport', 'POST /api/v1/reports/export', {
  tag,
  summary: 'Returns a report of up to 100,000 rows as CSV or XLSX, as it is made.',
  scopes,
  body: ExportReportApiRequest,
  success: { status: 200, binary: true },
});

export const createReportExport = operation('createReportExport', 'POST /api/v1/reports/exports', {
  tag,
  summary: 'Makes a file of a report of any size in the background.',
  scopes,
  body: CreateReportExportApiRequest,
  success: { status: 202, reply: ReportExportModel },
});

export const listReportExports = operation('listReportExports', 'GET /api/v1/reports/exports', {
  tag,
  summary: 'Lists the exports you have asked for, newest first.',
  scopes,
  query: PagingQuery,
  success: { status: 200, reply: PaginatedListOfReportExportModel },
});

export const getReportExport = operation('getReportExport', 'GET /api/v1/reports/exports/{exportId}', {
  tag,
  summary: 'Tells how far an export is.',
  scopes,
  params: oneExport,
  success: { status: 200, reply: ReportExportModel },
});

export const downloadReportExport = operation(
  'downloadReportExport',
  'GET /api/v1/reports/exports/{exportId}/file',
  {
    tag,
    summary: 'Returns the file of an export that is done.',
    scopes,
    params: oneExport,
    success: { status: 200, binary: true },
  },
);

export const deleteReportExport = operation(
  'deleteReportExport',
  'DELETE /api/v1/reports/exports/{exportId}',
  {
    tag,
    summary: 'Deletes an export and its file, also while it is made.',
    scopes,
    params: oneExport,
    success: { status: 204 },
  },
);

export const listReports = operation('listReports', 'GET /api/v1/reports', {
  tag,
  summary: 'Lists saved reports, your own and those shared with you, by name.',
  scopes,
  query: Type.Object({ subject: Type.Optional(ReportSubjectKey), ...PagingQuery.properties }),
  success: { status: 200, reply: PaginatedListOfSavedReportModel },
});

export const createReport = operation('createReport', 'POST /api/v1/reports', {
  tag,
  summary: 'Saves a report under a name.',
  scopes,
  body: SavedReportApiRequest,
  success: { status: 201, reply: SavedReportModel },
});

export const getReport = operation('getReport', 'GET /api/v1/reports/{reportId}', {
  tag,
  summary: 'Returns a saved report.',
  scopes,
  params: oneReport,
  success: { status: 200, reply: SavedReportModel },
});

export const updateReport = operation('updateReport', 'PUT /api/v1/reports/{reportId}', {
  tag,
  summary: 'Replaces a saved report of your own.',
  scopes,
  params: oneReport,
  body: SavedReportApiRequest,
  success: { status: 204 },
});

export const deleteReport = operation('deleteReport', 'DELETE /api/v1/reports/{reportId}', {
  tag,
  summary: 'Deletes a saved report of your own.',
  scopes,
  params: oneReport,
  success: { status: 204 },
});

export const runSavedReport = operation('runSavedReport', 'GET /api/v1/reports/{reportId}/rows', {
  tag,
  summary: 'Returns a page of a saved report.',
  scopes,
  params: oneReport,
  query: PagingQuery,
  success: { status: 200, reply: ReportPageModel },
});

export const exportSavedReport = operation('exportSavedReport', 'GET /api/v1/reports/{reportId}/export', {
  tag,
  summary: 'Returns a saved report of up to 100,000 rows as CSV or XLSX, as it is made.',
  scopes,
  params: oneReport,
  /** CSV unless it says otherwise. */
  query: Type.Object({ format: Type.Optional(ReportFormat) }),
  success: { status: 200, binary: true },
});
