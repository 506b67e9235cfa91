import { ActivationOperation } from '@leeway/contract';
import { sql } from 'kysely';
import { instant, integer, type ReportSubject, scopesOf, text, word, wordsOf, yesOrNo } from '../subject.ts';
import { joinsOf, soldColumns, soldSelected } from './sold.ts';

const selectedSql = `
    l.at as "timestamp", l.sequence, l.operation, l.entitlement_id as "entitlementId", l.seat_id as "seatId",
    l.activation_id as "activationId", l.seats_used as "seatsUsed", l.bought, l.hard_cap as "hardCap", l.overdraft,
    greatest(l.seats_used - l.bought, 0) as "overdraftSeatsUsed", l.lease_end as "leaseExpiry",
    l.ip_address as "ipAddress", l.attempts, array_to_string(l.reasons, ', ') as "reasons",
    l.feature_key as "featureKey", l.amount, l.feature_used as "featureUsed", l.feature_bought as "featureBought",
    l.feature_hard_cap as "featureHardCap",
    ${soldSelected}`;

export const activity: ReportSubject = {
  key: 'activity',
  title: 'Activity',
  description: 'A row of the activity log, with what was in use after it and the limits of that instant.',
  scopes: scopesOf('listEntitlementActivationLog'),
  order: ['entitlementId', 'timestamp', 'sequence'],
  columns: [
    instant('timestamp', 'Time'),
    integer('sequence', 'Sequence'),
    word('operation', 'Operation', [...wordsOf(ActivationOperation), 'leaseExpired']),
    text('seatId', 'Seat'),
    text('activationId', 'Activation'),
    integer('seatsUsed', 'Seats used'),
    integer('bought', 'Seats bought'),
    integer('hardCap', 'Hard cap'),
    yesOrNo('overdraft', 'In overdraft'),
    integer('overdraftSeatsUsed', 'Overdraft seats used'),
    instant('leaseExpiry', 'Lease expiry'),
    text('ipAddress', 'Address'),
    integer('attempts', 'Attempts'),
    text('reasons', 'Reasons'),
    text('featureKey', 'Feature'),
    integer('amount', 'Amount'),
    integer('featureUsed', 'Feature used'),
    integer('featureBought', 'Feature bought'),
    integer('featureHardCap', 'Feature hard cap'),
    ...soldColumns,
  ],
  rows: ({ tenantId }) => sql`
  select ${sql.raw(selectedSql)}
  from activity_log l
  ${sql.raw(joinsOf('l'))}
  where l.tenant_id = ${tenantId}`,
};
