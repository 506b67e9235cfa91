import { ActivationMethod, ActivationStatus } from '@leeway/contract';
import { sql } from 'kysely';
import { instant, type ReportSubject, scopesOf, text, word, wordsOf } from '../subject.ts';
import { joinsOf, soldColumns, soldSelected } from './sold.ts';

export const activations: ReportSubject = {
  key: 'activations',
  title: 'Activations',
  description: 'A seat that is held.',
  scopes: scopesOf('listEntitlementActivations'),
  order: ['activationId'],
  columns: [
    text('activationId', 'Activation'),
    text('seatId', 'Seat'),
    text('seatName', 'Seat name'),
    text('username', 'User'),
    word('activationMethod', 'Activation method', wordsOf(ActivationMethod)),
    word('status', 'Status', wordsOf(ActivationStatus)),
    instant('activated', 'Activated'),
    instant('lastLease', 'Last lease'),
    instant('leaseExpiry', 'Lease expiry'),
    ...soldColumns,
  ],
  rows: ({ tenantId, now }) => sql`
  select a.activation_id as "activationId", a.seat_id as "seatId", a.seat_name as "seatName", a.username,
    a.activation_method as "activationMethod", a.activated_at as "activated", a.last_lease_at as "lastLease",
    a.lease_end as "leaseExpiry", a.entitlement_id as "entitlementId",
    case when a.lease_end > ${now}::timestamptz then 'active' else 'leaseExpired' end as "status",
    ${sql.raw(soldSelected)}
  from activations a
  ${sql.raw(joinsOf('a'))}
  where a.tenant_id = ${tenantId}`,
};
