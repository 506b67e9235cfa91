import { createHash } from 'node:crypto';
import { type Limits, limitsInUse, overdraftUsed } from '@leeway/rules';
import type { LogItem } from './feed-store.ts';
import type { EventMessage } from './messages.ts';

/** Rows of the activity log as the events they are (rule 36). */

type Told = Pick<EventMessage, 'eventCode' | 'payload'>;

/** The same for the same row, whoever tells it: a row that were told twice would still be one event. */
export const eventIdOf = (
  tenantId: string,
  { entitlementId, sequence }: RowId,
  eventCode: string,
): string => {
  const named = `${tenantId} ${entitlementId} ${sequence} ${eventCode}`;
  const hash = createHash('sha256').update(named).digest();
  return `event_${hash.subarray(0, 16).toString('base64url')}`;
};

export interface RowId {
  readonly entitlementId: string;
  readonly sequence: bigint;
}

const iso = (date: Date | null) => date?.toISOString() ?? null;

const limitsFrom = (bought: bigint | null, hardCap: bigint | null): Limits => ({
  bought,
  allowance: hardCap === null || bought === null ? null : hardCap - bought,
  hardCap,
});

export const seatLimitsOf = ({ bought, hardCap }: Pick<LogItem, 'bought' | 'hardCap'>): Limits =>
  limitsFrom(BigInt(bought), hardCap);

const seatsOf = (row: LogItem) => limitsInUse(seatLimitsOf(row), BigInt(row.seatsUsed));

export const featureLimitsOf = ({ featureBought, featureHardCap }: LogItem): Limits =>
  featureBought === null
    ? { bought: null, allowance: 0n, hardCap: null }
    : limitsFrom(featureBought, featureHardCap);

const seatOf = (row: LogItem) => ({
  entitlementId: row.entitlementId,
  activationId: row.activationId,
  activationMode: row.mode ?? 'online',
  seatId: row.seatId,
  seatName: row.seatName,
  seatsUsed: row.seatsUsed,
  isOverdraftSeat: row.isOverdraftSeat ?? false,
  activatedAt: iso(row.activatedAt),
  leaseExpiry: iso(row.leaseEnd),
});

const denied = (row: LogItem) => ({
  entitlementId: row.entitlementId,
  seatId: row.seatId,
  deniedAt: iso(row.at),
  reasons: row.reasons ?? [],
});

/** Rule 5: the seat was one of the overdraft by the use before it ended. */
const expired = (row: LogItem) => ({
  entitlementId: row.entitlementId,
  activationId: row.activationId,
  seatId: row.seatId,
  seatsUsed: row.seatsUsed,
  isOverdraftSeat: overdraftUsed(BigInt(row.bought), BigInt(row.seatsUsed) + 1n) > 0n,
  leaseExpiry: iso(row.leaseEnd),
});

const toldOf = (row: LogItem): Told | null => {
  switch (row.operation) {
    case 'activate':
      return { eventCode: 'entitlement.seat.activated', payload: seatOf(row) };
    case 'deactivate': {
      const payload = { ...seatOf(row), deactivatedAt: iso(row.at), method: row.method };
      return { eventCode: 'entitlement.seat.deactivated', payload };
    }
    case 'leaseExpired':
      return { eventCode: 'entitlement.seat.expired', payload: expired(row) };
    case 'activationDenied':
      return { eventCode: 'entitlement.seat.denied', payload: { ...denied(row), limits: seatsOf(row) } };
    case 'featureCheckoutDenied': {
      const { activationId, featureKey, amount, featureUsed } = row;
      const limits = featureUsed === null ? {} : { limits: limitsInUse(featureLimitsOf(row), featureUsed) };
      const payload = { ...denied(row), activationId, featureKey, amount, ...limits };
      return { eventCode: 'entitlement.feature.denied', payload };
    }
    default:
      return null;
  }
};

/** Null: it is not told; nor is what was written before seats were kept with their rows. */
export const eventOfRow = (tenantId: string, row: LogItem): EventMessage | null => {
  const told = toldOf(row);
  if (!told) return null;
  const { entitlementId, sequence, at } = row;
  return {
    eventId: eventIdOf(tenantId, row, told.eventCode),
    at: at.getTime(),
    resourceId: entitlementId,
    entitlementId,
    sequence,
    ...told,
  };
};
