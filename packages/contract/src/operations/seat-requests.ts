import { Type } from 'typebox';
import { SeatRequestState } from '../models/portal-acting.ts';
import {
  AnswerSeatRequestApiRequest,
  CustomerSeatRequestModel,
  PaginatedListOfCustomerSeatRequestModel,
} from '../models/seat-requests.ts';
import { operation } from '../operation.ts';
import { Id } from '../schema.ts';
import { listFile } from './list-file.ts';
import { PagingQuery } from './paging.ts';

/** More seats, asked for by customers in the portal. */

const SeatRequestsQuery = {
  state: Type.Optional(SeatRequestState),
  customerId: Type.Optional(Id('cust')),
};

export const listSeatRequests = operation('listSeatRequests', 'GET /api/v1/seat-requests', {
  tag: 'seatRequests',
  summary: 'Lists what customers have asked for in the portal, newest first.',
  scopes: ['entitlements:read'],
  query: Type.Object({ ...SeatRequestsQuery, ...PagingQuery.properties }),
  success: { status: 200, reply: PaginatedListOfCustomerSeatRequestModel },
});

export const exportSeatRequests = listFile(
  'exportSeatRequests',
  listSeatRequests,
  'Returns what customers have asked for in the portal as CSV or XLSX.',
  SeatRequestsQuery,
);

export const answerSeatRequest = operation(
  'answerSeatRequest',
  'PATCH /api/v1/seat-requests/{seatRequestId}',
  {
    tag: 'seatRequests',
    summary: 'Answers a request for more seats. The seats themselves are changed by an edit or an order.',
    scopes: ['entitlements:admin'],
    params: Type.Object({ seatRequestId: Id('srq') }),
    body: AnswerSeatRequestApiRequest,
    success: { status: 200, reply: CustomerSeatRequestModel },
  },
);
