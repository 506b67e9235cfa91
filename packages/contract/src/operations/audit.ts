import { Type } from 'typebox';
import { PaginatedListOfAuditEntryModel } from '../models/audit.ts';
import { operation } from '../operation.ts';
import { DateTime, Words } from '../schema.ts';
import { listFile } from './list-file.ts';
import { PagingQuery } from './paging.ts';

const AuditQuery = {
  objectType: Type.Optional(Type.String({ maxLength: 50 })),
  objectId: Type.Optional(Type.String({ maxLength: 100 })),
  authorKind: Type.Optional(Words(['client', 'user', 'contact', 'system'])),
  authorId: Type.Optional(Type.String({ maxLength: 100 })),
  /** From this instant on. */
  dateFrom: Type.Optional(DateTime()),
  /** Before this instant. */
  dateTo: Type.Optional(DateTime()),
};

export const listAuditLog = operation('listAuditLog', 'GET /api/v1/audit-log', {
  tag: 'audit',
  summary: 'Lists changes of any object with their author, newest first.',
  scopes: ['settings:admin'],
  query: Type.Object({ ...AuditQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: PaginatedListOfAuditEntryModel },
});

export const exportAuditLog = listFile(
  'exportAuditLog',
  listAuditLog,
  'Returns the same changes as CSV or XLSX, a row for each changed field.',
  AuditQuery,
);
