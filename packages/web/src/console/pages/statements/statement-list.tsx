import { Link } from '@tanstack/react-router';
import { formatDate, nothing } from '../../../ui/format.ts';
import classes from '../../../ui/list/list.module.css';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { periodText } from '../../evidence/periods.ts';
import { customerFilter, entitlementFilter } from '../../evidence/scope-filters.tsx';
import { noStatements } from './no-statements.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Totals } from './totals.tsx';

const shape: PlainShape<'listStatements'> = {
  sort: null,
  columns: [
    {
      key: 'period',
      title: 'Period',
      fixed: true,
      cell: (row) => (
        <Link to="/statements/$statementId" params={{ statementId: row.id }}>
          <span className={classes.kept}>{periodText(row)}</span>
        </Link>
      ),
    },
    {
      key: 'customerName',
      title: 'Customer',
      cell: ({ customerId, customerName }) =>
        customerName === null ? (
          nothing
        ) : (
          <Link to="/customers/$customerId" params={{ customerId }}>
            {customerName}
          </Link>
        ),
    },
    { key: 'status', title: 'State', wide: true, cell: (row) => <StatusBadge {...row} /> },
    {
      key: 'totals',
      title: 'Total',
      align: 'right',
      cell: ({ totals, status }) => <Totals totals={totals} isChange={status === 'correction'} />,
    },
    { key: 'closedDate', title: 'Closed', wide: true, cell: ({ closedDate }) => formatDate(closedDate) },
    { key: 'timeZone', title: 'Time zone', hidden: true },
  ],
  filters: [
    customerFilter,
    entitlementFilter,
    {
      key: 'status',
      label: 'State',
      kind: 'choice',
      options: [
        { value: 'final', label: 'frozen' },
        { value: 'correction', label: 'correction' },
      ],
    },
    { key: 'from', label: 'From', kind: 'day' },
    { key: 'to', label: 'To', kind: 'day' },
  ],
};

const instantOf = (day: string | undefined) => (day ? new Date(`${day}T00:00:00`).toISOString() : undefined);

/** Closed statements and their corrections, the newest period first. */
export const StatementList = () => (
  <PlainList
    name="statements"
    label="Statements"
    operation="listStatements"
    file="exportStatements"
    query={({ filters: { status, from, to, ...ids } }) => ({
      ...ids,
      ...(status === 'final' || status === 'correction' ? { status } : {}),
      from: instantOf(from),
      to: instantOf(to),
    })}
    shape={shape}
    rowKey={({ id }) => id}
    empty={noStatements}
  />
);
