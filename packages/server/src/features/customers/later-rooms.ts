import type { Queryable } from '../../platform/database.ts';
import type { SetCustomerDisabled } from './change-standing.ts';

/** What later rooms do for this one, which must not know them. */
export interface LaterRooms {
  /** Lets a customer's disabling reach what it bought. */
  readonly setCustomerDisabled: SetCustomerDisabled;
  /** Deletes what a customer has bought, in the transaction that deletes the customer (rule 27). */
  readonly deleteSoldTo: (tx: Queryable, tenantId: string, customerId: string) => Promise<void>;
  /** Where the tenant's customers find their portal; no slash at the end. */
  readonly portalUrlOf: (tenantId: string) => Promise<string>;
}
