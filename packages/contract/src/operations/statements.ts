import { Type } from 'typebox';
import {
  PaginatedListOfStatementFactModel,
  PaginatedListOfStatementListItemModel,
  StatementModel,
} from '../models/statements.ts';
import { operation } from '../operation.ts';
import { DateTime, Id, Words } from '../schema.ts';
import { listFile } from './list-file.ts';
import { PagingQuery } from './paging.ts';

/** Ours, not the contract's: rule 40. */

const tag = 'statements';
const scopes = ['entitlements:read', 'entitlements:admin'] as const;
const one = Type.Object({ statementId: Id('stm') });

const StatementsQuery = {
  customerId: Type.Optional(Type.String()),
  /** With a line of this entitlement. */
  entitlementId: Type.Optional(Type.String()),
  status: Type.Optional(Words(['final', 'correction'])),
  /** Periods that end after this instant. */
  from: Type.Optional(DateTime()),
  /** Periods that begin before this instant. */
  to: Type.Optional(DateTime()),
};

export const listStatements = operation('listStatements', 'GET /api/v1/statements', {
  tag,
  summary: 'Lists closed statements and their corrections, newest period first.',
  scopes,
  query: Type.Object({ ...StatementsQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: PaginatedListOfStatementListItemModel },
});

export const exportStatements = listFile(
  'exportStatements',
  listStatements,
  'Returns closed statements and their corrections as CSV or XLSX, a row for each currency of one.',
  StatementsQuery,
);

export const getStatementDraft = operation(
  'getStatementDraft',
  'GET /api/v1/customers/{customerId}/statement-draft',
  {
    tag,
    summary: 'Returns the statement of the open billing period, as it stands now.',
    scopes,
    params: Type.Object({ customerId: Id('cust') }),
    success: { status: 200, reply: StatementModel },
  },
);

export const getStatement = operation('getStatement', 'GET /api/v1/statements/{statementId}', {
  tag,
  summary: 'Returns a closed statement or a correction with its lines.',
  scopes,
  params: one,
  success: { status: 200, reply: StatementModel },
});

export const exportStatement = operation('exportStatement', 'GET /api/v1/statements/{statementId}/csv', {
  tag,
  summary: 'Returns the lines of a statement as CSV.',
  scopes,
  params: one,
  success: { status: 200, binary: true },
});

export const exportStatementFocus = operation(
  'exportStatementFocus',
  'GET /api/v1/statements/{statementId}/focus',
  {
    tag,
    summary: 'Returns the priced lines of a statement as CSV with the columns of FOCUS 1.2.',
    scopes,
    params: one,
    success: { status: 200, binary: true },
  },
);

export const listStatementFacts = operation(
  'listStatementFacts',
  'GET /api/v1/statements/{statementId}/lines/{lineId}/facts',
  {
    tag,
    summary:
      'Lists the rows of the log that make the figures of a line, the one in force at the beginning first.',
    scopes,
    params: Type.Object({ statementId: Id('stm'), lineId: Id('line') }),
    query: PagingQuery,
    success: { status: 200, reply: PaginatedListOfStatementFactModel },
  },
);
