import type { RoomContext } from '../../platform/room.ts';
import type { SetCustomerDisabled } from './change-standing.ts';
import { registerContactRoutes } from './contact-routes.ts';
import { registerCustomerRoutes } from './customer-routes.ts';

export type { SetCustomerDisabled };

/** @param others what a later room does when a customer is disabled or enabled; this room must not know it. */
export const registerCustomers = (
  context: RoomContext,
  others: { readonly setCustomerDisabled: SetCustomerDisabled },
): void => {
  registerCustomerRoutes(context, others.setCustomerDisabled);
  registerContactRoutes(context);
};
