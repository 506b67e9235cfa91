import { type Static, Type } from 'typebox';
import { Nullable, Page, Reply, Request, Words } from '../schema.ts';
import { LimitsModel } from './limits.ts';
import { SeatRequestModel } from './portal-acting.ts';

/** What customers ask for in the portal, as the vendor sees it. Ours. */

export const CustomerSeatRequestModel = Reply({
  ...SeatRequestModel.properties,
  customerName: Type.String(),
  /** Of the seats, as they are now. */
  limits: LimitsModel,
  /** Who of the vendor answered. */
  answeredBy: Nullable(Type.String()),
});
export type CustomerSeatRequestModel = Static<typeof CustomerSeatRequestModel>;

export const PaginatedListOfCustomerSeatRequestModel = Page(CustomerSeatRequestModel);

/** Changes no seats: that is an edit of the entitlement, or another order. The customer sees the answer. */
export const AnswerSeatRequestApiRequest = Request({
  state: Words(['accepted', 'declined']),
  answer: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 2000 }))),
});
export type AnswerSeatRequestApiRequest = Static<typeof AnswerSeatRequestApiRequest>;
