import { RateKind } from '@leeway/contract';
import { sql } from 'kysely';
import { decimal, instant, integer, type ReportSubject, scopesOf, text, word, wordsOf } from '../subject.ts';

const selectedSql = `
    s.statement_id as "statementId", s.customer_id as "customerId", c.name as "customerName",
    c.account_ref_id as "accountRefId", s.period_start as "periodStart", s.period_end as "periodEnd",
    case when s.correction = 0 then 'final' else 'correction' end as "status", s.correction,
    s.closed_at as "closedDate", l.line_id as "lineId", l.entitlement_id as "entitlementId",
    l.feature_key as "featureKey", l.sku, l.offering_id as "offeringId", l.offering_name as "offeringName",
    l.product_id as "productId", l.bought, l.peak, l.p99, l.used_ms / nullif(l.held_ms, 0) as "average",
    l.overdraft_peak as "overdraftPeak", l.overdraft_p99 as "overdraftP99",
    l.overdraft_unit_ms / 3600000 as "overdraftSeatHours", l.overdraft_ms / 1000.0 as "overdraftSeconds", l.used,
    l.overdraft_used as "overdraftUsed", l.rate_kind as "rateKind", l.rate_amount as "rateAmount",
    l.rate_unit_count as "rateUnitCount", l.currency, l.amount, l.previous_amount as "previousAmount",
    coalesce(l.amount, 0) - coalesce(l.previous_amount, 0) as "amountChange"`;

export const statements: ReportSubject = {
  key: 'statements',
  title: 'Statement lines',
  description:
    'A line of a closed usage statement or of a correction. Amounts are in minor units of the currency.',
  scopes: scopesOf('listStatements'),
  order: ['statementId', 'lineId'],
  columns: [
    text('statementId', 'Statement'),
    text('customerId', 'Customer id'),
    text('customerName', 'Customer'),
    text('accountRefId', 'Account reference'),
    instant('periodStart', 'Period start'),
    instant('periodEnd', 'Period end'),
    word('status', 'Status', ['final', 'correction']),
    integer('correction', 'Correction'),
    instant('closedDate', 'Closed on'),
    text('lineId', 'Line'),
    text('entitlementId', 'Entitlement'),
    text('featureKey', 'Feature'),
    text('sku', 'SKU'),
    text('offeringId', 'Offering id'),
    text('offeringName', 'Offering'),
    text('productId', 'Product id'),
    integer('bought', 'Bought'),
    integer('peak', 'Peak'),
    integer('p99', 'p99'),
    decimal('average', 'Average'),
    integer('overdraftPeak', 'Overdraft peak'),
    integer('overdraftP99', 'Overdraft p99'),
    decimal('overdraftSeatHours', 'Overdraft seat-hours'),
    decimal('overdraftSeconds', 'Seconds in overdraft'),
    integer('used', 'Used'),
    integer('overdraftUsed', 'Overdraft used'),
    word('rateKind', 'Rate', wordsOf(RateKind)),
    integer('rateAmount', 'Rate amount'),
    integer('rateUnitCount', 'Rate units'),
    text('currency', 'Currency'),
    integer('amount', 'Amount'),
    integer('previousAmount', 'Amount said before'),
    integer('amountChange', 'Change of the amount'),
  ],
  rows: ({ tenantId }) => sql`
  select ${sql.raw(selectedSql)}
  from statements s
  join statement_lines l on l.tenant_id = s.tenant_id and l.statement_id = s.statement_id
  left join customers c on c.tenant_id = s.tenant_id and c.customer_id = s.customer_id
  where s.tenant_id = ${tenantId}`,
};
