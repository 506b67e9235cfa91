import type { RequestSeatsApiRequest, SeatRequestModel } from '@leeway/contract';
import type { Queryable } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { appendOutbox } from '../../platform/outbox.ts';
import type { RoomContext } from '../../platform/room.ts';
import { placeOfEvent } from '../entitlements/index.ts';
import { addressesOf, soldById } from '../events/index.ts';
import { findTenant, selectAdministratorAddresses } from '../identity/index.ts';
import { type MailLanguage, queueMail } from '../mail/index.ts';
import { mustSeeEntitlement, type PortalCaller } from './portal-caller.ts';
import {
  limitsOfRequest,
  openRequestOf,
  openSeatRequest,
  type ShownSeatRequestRow,
  seatRequestModel,
} from './seat-requests-store.ts';

/** A customer's admin asks for more seats (rule 43): the vendor sees it, gets an event, and a mail. */

export type SeatRequestParts = Pick<RoomContext, 'database' | 'clock' | 'publicUrl'>;

/** Whoever changes the numbers again and again floods no mailbox. */
const mailPauseMs = 3_600_000;

/** An event for each request and each change of it. */
const tell = async (
  tx: Queryable,
  { clock }: SeatRequestParts,
  tenantId: string,
  row: ShownSeatRequestRow,
): Promise<void> => {
  const entitlementId = row.entitlement_id;
  const { sequence, at } = await placeOfEvent(tx, tenantId, entitlementId, clock.offsetMs);
  const { seats, note, requested_by: requestedBy } = row;
  await appendOutbox(tx, tenantId, [
    {
      ...{ entitlementId, sequence, at, eventCode: 'entitlement.moreSeats.requested' },
      payload: {
        ...{ entitlementId, customerId: row.customer_id, seatRequestId: row.seat_request_id },
        ...{ seats, note, requestedAt: row.requested_at.toISOString(), requestedBy },
        limits: limitsOfRequest(row),
      },
    },
  ]);
};

/** Who answers for the customer; nobody does: the administrators, for a request must not lie unread. */
const mailedTo = async (tx: Queryable, tenantId: string, entitlementId: string): Promise<string[]> => {
  const sold = (await soldById(tx, tenantId, [entitlementId])).get(entitlementId);
  const who = { toOwners: true, toContacts: false, addresses: [] };
  const owners = sold ? await addressesOf(tx, tenantId, sold, who) : [];
  return owners.length > 0 ? owners : selectAdministratorAddresses(tx, tenantId);
};

const mail = async (
  tx: Queryable,
  { database, publicUrl }: SeatRequestParts,
  tenantId: string,
  row: ShownSeatRequestRow,
): Promise<void> => {
  const tenant = await findTenant({ database }, tenantId);
  if (!tenant) return;
  const { used, bought, hardCap } = limitsOfRequest(row);
  const values = {
    tenantName: tenant.name,
    customerName: row.customer_name,
    offeringName: row.offering_name,
    requestedBy: row.requested_by,
    ...{ seats: row.seats, note: row.note, used, bought, hardCap },
    link: `${publicUrl}/console/seat-requests`,
  };
  for (const to of await mailedTo(tx, tenantId, row.entitlement_id))
    await queueMail(tx, { tenantId, kind: 'seatsRequested', to, values });
};

/**
 * Opens a request for more seats of an entitlement, or changes the open one; the same once more changes nothing. 404
 * unless the caller sees the entitlement.
 */
export const requestSeats = async (
  parts: SeatRequestParts,
  caller: PortalCaller,
  entitlementId: string,
  { seats = null, note = null }: RequestSeatsApiRequest,
  language: MailLanguage,
): Promise<SeatRequestModel> => {
  const { database, clock } = parts;
  const { tenantId, customerId, contactId, author } = caller;
  await mustSeeEntitlement(database, caller, entitlementId);
  const at = clock.now();
  return database.transaction(author, async (tx) => {
    const opened = await openSeatRequest(
      tx,
      tenantId,
      {
        seatRequestId: newId('srq', at),
        ...{ customerId, entitlementId, seats, note, at, by: author.name, contactId, language },
      },
      mailPauseMs,
    );
    const row = await openRequestOf(tx, tenantId, entitlementId, at);
    if (!row) throw new Error(`the request for ${entitlementId} vanished`);
    if (opened) await tell(tx, parts, tenantId, row);
    if (opened?.mailed_at.getTime() === at) await mail(tx, parts, tenantId, row);
    return seatRequestModel(row);
  });
};
