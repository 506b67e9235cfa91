import { sql } from 'kysely';
import { instant, integer, type ReportSubject, scopesOf, text, yesOrNo } from '../subject.ts';
import { joinsOf, soldColumns, soldSelected } from './sold.ts';

const selectedSql = `
    d.at as "timestamp", d.sequence, d.entitlement_id as "entitlementId", d.seat_id as "seatId",
    nullif(d.feature_key, '') as "featureKey", d.attempts, array_to_string(d.reasons, ', ') as "reasons",
    d.granted_at as "grantedAt",
    ${soldSelected}`;

export const denials: ReportSubject = {
  key: 'denials',
  title: 'Denials',
  description:
    'What one seat was denied, attempts within a minute taken together, and whether that was a true denial.',
  scopes: scopesOf('getDenials'),
  order: ['entitlementId', 'timestamp', 'sequence'],
  columns: [
    instant('timestamp', 'Time'),
    integer('sequence', 'Sequence'),
    text('seatId', 'Seat'),
    text('featureKey', 'Feature'),
    integer('attempts', 'Attempts'),
    text('reasons', 'Reasons'),
    instant('grantedAt', 'Granted after all'),
    yesOrNo('trueDenial', 'True denial'),
    ...soldColumns,
  ],
  // Rule 31: the last of a window tells what came of it, so that each window is counted once.
  rows: ({ tenantId, now }) => sql`
  select ${sql.raw(selectedSql)},
    is_true_denial(d, ${now}::timestamptz) as "trueDenial"
  from history_denials d
  ${sql.raw(joinsOf('d'))}
  where d.tenant_id = ${tenantId}`,
};
