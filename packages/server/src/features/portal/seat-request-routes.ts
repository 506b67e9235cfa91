import { type CustomerSeatRequestModel, operations } from '@leeway/contract';
import { columnOf, instantCell } from '../../platform/files/send-list.ts';
import { pageAsked, pageReply } from '../../platform/http/paging.ts';
import type { RoomContext } from '../../platform/room.ts';
import { mailLanguageOf } from '../mail/index.ts';
import { answerSeatRequest } from './answer-seat-request.ts';
import type { PortalRoute } from './portal-caller.ts';
import { requestSeats, type SeatRequestParts } from './request-seats.ts';
import { customerSeatRequestModel, pageOfSeatRequests, seatRequestModel } from './seat-requests-store.ts';

/** Requests for more seats: made in the portal, answered in the console. */

export const registerOwnSeatRequests = (route: PortalRoute, parts: SeatRequestParts): void => {
  const { database, clock } = parts;

  route(operations.requestSeats, ({ caller, params: { entitlementId }, body, request }) =>
    requestSeats(parts, caller, entitlementId, body, mailLanguageOf(request.headers['accept-language'])),
  );

  route(operations.listOwnSeatRequests, async ({ caller: { tenantId, customerId }, query }) => {
    const page = pageAsked(query);
    const { rows, total } = await pageOfSeatRequests(database, tenantId, { customerId }, page, clock.now());
    return pageReply(page, rows.map(seatRequestModel), total);
  });
};

const column = columnOf<CustomerSeatRequestModel>;

const seatRequestColumns = [
  column('seatRequestId', 'Request', 'text', ({ id }) => id),
  column('requestedAt', 'Requested on', 'dateTime', ({ requestedAt }) => instantCell(requestedAt)),
  column('requestedBy', 'Requested by', 'text', ({ requestedBy }) => requestedBy),
  column('customerId', 'Customer id', 'text', ({ customerId }) => customerId),
  column('customerName', 'Customer', 'text', ({ customerName }) => customerName),
  column('entitlementId', 'Entitlement', 'text', ({ entitlementId }) => entitlementId),
  column('offeringName', 'Offering', 'text', ({ offeringName }) => offeringName),
  column('seats', 'Seats more', 'integer', ({ seats }) => seats),
  column('bought', 'Seats bought', 'integer', ({ limits }) => limits.bought),
  column('used', 'Seats used', 'integer', ({ limits }) => limits.used),
  column('note', 'Note', 'text', ({ note }) => note),
  column('state', 'State', 'word', ({ state }) => state),
  column('answeredAt', 'Answered on', 'dateTime', ({ answeredAt }) => instantCell(answeredAt)),
  column('answeredBy', 'Answered by', 'text', ({ answeredBy }) => answeredBy),
  column('answer', 'Answer', 'text', ({ answer }) => answer),
];

export const registerSeatRequests = (context: RoomContext): void => {
  const { route, database, clock } = context;
  route(operations.listSeatRequests, async ({ tenantId, query }) => {
    const page = pageAsked(query);
    const { rows, total } = await pageOfSeatRequests(database, tenantId, query, page, clock.now());
    return pageReply(page, rows.map(customerSeatRequestModel), total);
  });

  route(operations.exportSeatRequests, (asked) =>
    context.sendList(asked, {
      ...{ title: 'Seat requests', columns: seatRequestColumns },
      read: async (db, page) => {
        const { rows, total } = await pageOfSeatRequests(db, asked.tenantId, asked.query, page, clock.now());
        return { items: rows.map(customerSeatRequestModel), elementsTotal: total };
      },
    }),
  );

  route(operations.answerSeatRequest, ({ tenantId, author, params: { seatRequestId }, body }) =>
    answerSeatRequest(context, { tenantId, author, seatRequestId, body }),
  );
};
