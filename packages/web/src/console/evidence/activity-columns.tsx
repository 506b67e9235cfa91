import { formatNumber, nothing, words } from '../../ui/format.ts';
import listClasses from '../../ui/list/list.module.css';
import {
  choices,
  instantColumn,
  numberColumn,
  numberOf,
  textColumn,
  textOf,
} from '../../ui/list/report-columns.tsx';
import type { ReportColumn, ReportFilter, ReportRow } from '../../ui/list/report-list.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';

/** Columns and filters of the activity log, for all entitlements and for one. */

const operationNames: Readonly<Record<string, string>> = {
  activate: 'seat taken',
  refresh: 'seat kept',
  deactivate: 'seat released',
  leaseExpired: 'lease ended',
  activationDenied: 'seat denied',
  featureCheckout: 'feature taken',
  featureReturn: 'feature given back',
  featureCheckoutDenied: 'feature denied',
  featureUsage: 'feature used',
};

const operationCell = (row: ReportRow) => {
  const operation = textOf(row, 'operation') ?? '';
  const name = operationNames[operation] ?? words(operation);
  if (!operation.endsWith('Denied')) return name;
  const attempts = numberOf(row, 'attempts') ?? 1;
  return (
    <>
      <StateBadge state="cap">{name}</StateBadge>
      {attempts > 1 && ` ${formatNumber(attempts)} times`}
    </>
  );
};

/** An arrow where more than bought was in use. */
const seatsCell = (row: ReportRow) => {
  const used = numberOf(row, 'seatsUsed');
  if (used === null) return nothing;
  const over = (numberOf(row, 'overdraftSeatsUsed') ?? 0) > 0;
  return (
    <span style={over ? { color: 'var(--lw-overdraft)', fontWeight: 600 } : undefined}>
      {over && <span title="in overdraft">↑ </span>}
      {formatNumber(used)} / {formatNumber(numberOf(row, 'bought'))}
      {over && <span hidden> in overdraft</span>}
    </span>
  );
};

/** The day after, at midnight: to the end of the day that is named. */
const dayAfter = (day: string): string => {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + 1);
  return date.toISOString();
};

export const activityColumns = {
  when: { ...instantColumn('timestamp', 'When'), fixed: true },
  what: { key: 'operation', title: 'What', needs: ['operation', 'attempts'], cell: operationCell },
  seat: {
    ...textColumn('seatId', 'Seat', {}),
    cell: (row: ReportRow) => (
      <span className={listClasses.anywhere}>{textOf(row, 'seatId') ?? nothing}</span>
    ),
  },
  seatsUsed: {
    key: 'seatsUsed',
    title: 'Seats used',
    align: 'right',
    needs: ['seatsUsed', 'bought', 'overdraftSeatsUsed'],
    cell: seatsCell,
  },
  reasons: textColumn('reasons', 'Reasons', { hidden: true }),
  feature: textColumn('featureKey', 'Feature', { hidden: true }),
  amount: numberColumn('amount', 'Amount', { hidden: true }),
  address: textColumn('ipAddress', 'Address', { hidden: true }),
  leaseUntil: instantColumn('leaseExpiry', 'Lease until', { hidden: true }),
} as const satisfies Readonly<Record<string, ReportColumn>>;

export const activityFilters = {
  seat: { key: 'seatId', label: 'Seat', kind: 'text' },
  what: {
    key: 'operation',
    label: 'What',
    kind: 'choice',
    options: choices(...Object.keys(operationNames)).map(({ value }) => ({
      value,
      label: operationNames[value] ?? value,
    })),
  },
  from: {
    key: 'from',
    label: 'From',
    kind: 'day',
    ask: (day) => [
      { column: 'timestamp', operator: 'gte', value: new Date(`${day}T00:00:00`).toISOString() },
    ],
  },
  to: {
    key: 'to',
    label: 'To',
    kind: 'day',
    ask: (day) => [{ column: 'timestamp', operator: 'lt', value: dayAfter(day) }],
  },
} as const satisfies Readonly<Record<string, ReportFilter>>;

export const activityRowKey = (row: ReportRow): string =>
  `${row.entitlementId} ${row.sequence} ${row.timestamp}`;
