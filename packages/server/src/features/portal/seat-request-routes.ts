import { operations } from '@leeway/contract';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import { ApiProblem, notFound } from '../../platform/http/problem.ts';
import type { RoomContext } from '../../platform/room.ts';
import type { PortalRoute } from './portal-caller.ts';
import { requestSeats, type SeatRequestParts } from './request-seats.ts';
import {
  answerOpenRequest,
  customerSeatRequestModel,
  findSeatRequest,
  pageOfSeatRequests,
  seatRequestModel,
} from './seat-requests-store.ts';

/** Requests for more seats: made in the portal, answered in the console. */

export const registerOwnSeatRequests = (route: PortalRoute, parts: SeatRequestParts): void => {
  const { database, clock } = parts;

  route(operations.requestSeats, ({ caller, params: { entitlementId }, body }) =>
    requestSeats(parts, caller, entitlementId, body),
  );

  route(operations.listOwnSeatRequests, async ({ caller: { tenantId, customerId }, query }) => {
    const page = pageAsked(query);
    const { rows, total } = await pageOfSeatRequests(database, tenantId, { customerId }, page, clock.now());
    return pageReply(page, rows.map(seatRequestModel), total);
  });
};

export const registerSeatRequests = ({ route, database, clock }: RoomContext): void => {
  route(operations.listSeatRequests, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { rows, total } = await pageOfSeatRequests(database, tenantId, query, page, clock.now());
    return pageReply(page, rows.map(customerSeatRequestModel), total);
  });

  route(operations.answerSeatRequest, async ({ tenantId, author, params: { seatRequestId }, body }) => {
    const at = clock.now();
    const { state, answer = null } = body;
    const isAnswered = await database.transaction(author, (tx) =>
      answerOpenRequest(tx, tenantId, seatRequestId, { state, answer, by: author.name, at }),
    );
    const row = await findSeatRequest(database, tenantId, seatRequestId, at);
    if (!row) throw notFound('seat request', seatRequestId);
    if (!isAnswered) {
      const detail = `${seatRequestId} was ${row.state} on ${row.answered_at?.toISOString()}; a request is answered once.`;
      throw new ApiProblem('conflict', detail);
    }
    return customerSeatRequestModel(row);
  });
};
