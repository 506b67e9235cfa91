import type { SetCustomerDisabled } from './change-standing.ts';

/** What later rooms do for this one, which must not know them. */
export interface LaterRooms {
  /** Lets a customer's disabling reach what it bought. */
  readonly setCustomerDisabled: SetCustomerDisabled;
  /** Where the tenant's customers find their portal; no slash at the end. */
  readonly portalUrlOf: (tenantId: string) => Promise<string>;
}
