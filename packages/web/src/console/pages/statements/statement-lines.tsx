import { Link } from '@tanstack/react-router';
import { useSession } from '../../../api/session.ts';
import { formatDate, nothing, words } from '../../../ui/format.ts';
import {
  choices,
  customerLink,
  entitlementLink,
  instantColumn,
  numberColumn,
  numberOf,
  textColumn,
  textOf,
} from '../../../ui/list/report-columns.tsx';
import { ReportList, type ReportRow, type ReportShape } from '../../../ui/list/report-list.tsx';
import { formatMoney } from '../../../ui/money.ts';
import { decimalText } from '../../evidence/periods.ts';
import { noStatements } from './no-statements.tsx';
import { StatusBadge } from './status-badge.tsx';

/** A period begins by the clocks of the account. */
const Period = ({ row }: { readonly row: ReportRow }) => {
  const { timeZone } = useSession().tenant;
  return (
    <Link to="/statements/$statementId" params={{ statementId: textOf(row, 'statementId') ?? '' }}>
      {formatDate(textOf(row, 'periodStart'), timeZone)}
    </Link>
  );
};

const periodCell = (row: ReportRow) => <Period row={row} />;

const moneyCell = (key: string) => (row: ReportRow) => {
  const amount = numberOf(row, key);
  const currency = textOf(row, 'currency');
  return amount === null || currency === null ? nothing : formatMoney(amount, currency);
};

const statusCell = (row: ReportRow) => (
  <StatusBadge
    status={row.status === 'correction' ? 'correction' : 'final'}
    correction={numberOf(row, 'correction') ?? 0}
  />
);

const shape: ReportShape = {
  always: ['statementId', 'lineId', 'customerId', 'entitlementId', 'currency'],
  sort: { column: 'periodStart', descending: true },
  columns: [
    { key: 'periodStart', title: 'Period from', fixed: true, sortable: true, cell: periodCell },
    { key: 'customerName', title: 'Customer', sortable: true, wide: true, cell: customerLink },
    { key: 'offeringName', title: 'Entitlement', sortable: true, cell: entitlementLink },
    {
      key: 'featureKey',
      title: 'What',
      cell: (row) => textOf(row, 'featureKey') ?? 'seats',
    },
    { key: 'status', title: 'State', wide: true, needs: ['status', 'correction'], cell: statusCell },
    numberColumn('bought', 'Bought'),
    numberColumn('peak', 'Peak'),
    numberColumn('overdraftPeak', 'Over'),
    {
      key: 'overdraftSeatHours',
      title: 'Over, hours',
      align: 'right',
      sortable: true,
      wide: true,
      cell: (row) => decimalText(numberOf(row, 'overdraftSeatHours')),
    },
    { key: 'amount', title: 'Amount', align: 'right', sortable: true, cell: moneyCell('amount') },
    { key: 'amountChange', title: 'Added', align: 'right', hidden: true, cell: moneyCell('amountChange') },
    textColumn('sku', 'SKU', { hidden: true }),
    {
      key: 'rateKind',
      title: 'Rate',
      hidden: true,
      cell: (row) => words(textOf(row, 'rateKind')),
    },
    { ...instantColumn('closedDate', 'Closed'), hidden: true },
  ],
  filters: [
    { key: 'customerName', label: 'Customer', kind: 'text' },
    { key: 'offeringName', label: 'Offering', kind: 'text' },
    { key: 'status', label: 'State', kind: 'choice', options: choices('final', 'correction') },
    {
      key: 'over',
      label: 'Overdraft',
      kind: 'choice',
      options: [
        { value: 'over', label: 'used some' },
        { value: 'none', label: 'used none' },
      ],
      ask: (value) => [{ column: 'overdraftPeak', operator: value === 'over' ? 'gt' : 'eq', value: 0 }],
    },
  ],
};

/** All lines of all statements, to be filtered and exported. */
export const StatementLines = () => (
  <ReportList
    name="statement-lines"
    label="Lines of statements"
    subject="statements"
    shape={shape}
    rowKey={({ lineId }) => String(lineId)}
    empty={noStatements}
  />
);
