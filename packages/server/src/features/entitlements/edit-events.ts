import type { OutboxEvent } from '../../platform/outbox.ts';
import type { EntitlementInUseRow } from './entitlement-store.ts';
import { overdraftOf } from './terms.ts';

/** What an edit of an entitlement tells, with the payloads of the contract. */

export type EditEvent =
  | 'entitlement.updated'
  | 'entitlement.renewed'
  | 'entitlement.activated'
  | 'entitlement.provision';

const iso = (date: Date | null) => (date === null ? null : date.toISOString());

type UpdatedRow = Pick<
  EntitlementInUseRow,
  | 'entitlement_id'
  | 'entitlement_group_id'
  | 'expiry_date'
  | 'seat_count'
  | 'disabled_date'
  | 'overdraft_type'
  | 'overdraft_value'
>;

/** Of `entitlement.updated`. @param at the instant of the edit, as text */
export const updatedPayload = (is: UpdatedRow, at: string) => ({
  entitlementId: is.entitlement_id,
  entitlementGroupId: is.entitlement_group_id,
  expiryDate: iso(is.expiry_date),
  seatCount: is.seat_count,
  disabled: is.disabled_date !== null,
  overdraftSeatLimit: overdraftOf(is),
  updatedDate: at,
});

const payloadOf = (code: EditEvent, was: EntitlementInUseRow, is: EntitlementInUseRow, at: string) => {
  const entitlementId = is.entitlement_id;
  switch (code) {
    case 'entitlement.updated':
      return updatedPayload(is, at);
    case 'entitlement.renewed':
      return {
        entitlementId,
        renewedAt: at,
        previousExpiryDate: iso(was.expiry_date),
        newExpiryDate: iso(is.expiry_date),
      };
    case 'entitlement.activated':
      return {
        entitlementId,
        licenseType: is.license_type,
        activatedAt: iso(is.activation_date),
        expiresAt: iso(is.expiry_date),
      };
    case 'entitlement.provision':
      return { entitlementId, productId: is.product_id };
  }
};

/** @param at epoch ms; @param sequence the last one given: the events go on from it */
export const editEvents = (
  codes: readonly EditEvent[],
  was: EntitlementInUseRow,
  is: EntitlementInUseRow,
  sequence: bigint,
  at: number,
): OutboxEvent[] =>
  codes.map((eventCode, index) => ({
    entitlementId: is.entitlement_id,
    sequence: sequence + BigInt(index) + 1n,
    at,
    eventCode,
    payload: payloadOf(eventCode, was, is, new Date(at).toISOString()),
  }));
