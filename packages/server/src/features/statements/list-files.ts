import type { RateModel } from '@leeway/contract';
import { inMajorUnits } from '../../platform/files/minor-units.ts';
import { columnOf, instantCell } from '../../platform/files/send-list.ts';
import type { ListedStatement } from './list-statements.ts';

/** Columns of the lists of rates and statements as files. Amounts in minor units are exact; beside them as people write them. */

const levelOf = ({ entitlementId, offeringId }: RateModel) => {
  if (entitlementId !== null) return 'entitlement';
  return offeringId === null ? 'account' : 'offering';
};

const ofRate = columnOf<RateModel>;

export const rateColumns = [
  ofRate('rateId', 'Rate', 'text', ({ id }) => id),
  ofRate('level', 'Level', 'word', levelOf),
  ofRate('customerName', 'Customer', 'text', ({ customerName }) => customerName),
  ofRate('entitlementId', 'Entitlement', 'text', ({ entitlementId }) => entitlementId),
  ofRate('offeringId', 'Offering id', 'text', ({ offeringId }) => offeringId),
  ofRate('offeringName', 'Offering', 'text', ({ offeringName }) => offeringName),
  ofRate('featureKey', 'Feature', 'text', ({ featureKey }) => featureKey),
  ofRate('kind', 'Kind', 'word', ({ kind }) => kind),
  ofRate('price', 'Price', 'decimal', ({ amount, currency }) => Number(inMajorUnits(amount, currency))),
  ofRate('currency', 'Currency', 'text', ({ currency }) => currency),
  ofRate('amount', 'Price in minor units', 'integer', ({ amount }) => amount),
  ofRate('unitCount', 'For so many units', 'integer', ({ unitCount }) => unitCount),
  ofRate('validFrom', 'Periods from', 'dateTime', ({ validFrom }) => instantCell(validFrom)),
  ofRate('validTo', 'Periods before', 'dateTime', ({ validTo }) => instantCell(validTo)),
  ofRate('trueUpFrom', 'True-up from', 'dateTime', ({ trueUpFrom }) => instantCell(trueUpFrom)),
  ofRate('creationDate', 'Created on', 'dateTime', ({ creationDate }) => instantCell(creationDate)),
];

type Total = ListedStatement['totals'][number];
type StatementRow = ListedStatement & { readonly total: Total | null };

/** A row for each currency: a sum over several says nothing. One without a priced line has a row without an amount. */
export const statementRows = (statement: ListedStatement): StatementRow[] =>
  statement.totals.length === 0
    ? [{ ...statement, total: null }]
    : statement.totals.map((total) => ({ ...statement, total }));

const ofStatement = columnOf<StatementRow>;

export const statementColumns = [
  ofStatement('statementId', 'Statement', 'text', ({ id }) => id),
  ofStatement('customerId', 'Customer id', 'text', ({ customerId }) => customerId),
  ofStatement('customerName', 'Customer', 'text', ({ customerName }) => customerName),
  ofStatement('periodStart', 'Period start', 'dateTime', ({ periodStart }) => instantCell(periodStart)),
  ofStatement('periodEnd', 'Period end', 'dateTime', ({ periodEnd }) => instantCell(periodEnd)),
  ofStatement('timeZone', 'Time zone', 'text', ({ timeZone }) => timeZone),
  ofStatement('status', 'Status', 'word', ({ status }) => status),
  ofStatement('correction', 'Correction', 'integer', ({ correction }) => correction),
  ofStatement('closedDate', 'Closed on', 'dateTime', ({ closedDate }) => instantCell(closedDate)),
  ofStatement('total', 'Total', 'decimal', ({ total }) =>
    total ? Number(inMajorUnits(total.amount, total.currency)) : null,
  ),
  ofStatement('currency', 'Currency', 'text', ({ total }) => total?.currency ?? null),
  ofStatement('amount', 'Total in minor units', 'integer', ({ total }) => total?.amount ?? null),
];
