import { EmptyState } from '../../../ui/empty-state.tsx';
import { formatNumber, nothing, words } from '../../../ui/format.ts';
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
import { Page } from '../../../ui/page.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';

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
    <StateBadge state="cap">{attempts > 1 ? `${name}, ${formatNumber(attempts)} times` : name}</StateBadge>
  );
};

/** An arrow where more than bought was in use. */
const seatsCell = (row: ReportRow) => {
  const used = numberOf(row, 'seatsUsed');
  if (used === null) return nothing;
  const over = row.overdraft === true;
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

const shape: ReportShape = {
  always: ['entitlementId', 'customerId', 'timestamp', 'sequence'],
  sort: { column: 'timestamp', descending: true },
  columns: [
    { ...instantColumn('timestamp', 'When'), fixed: true },
    { key: 'operation', title: 'What', needs: ['operation', 'attempts'], cell: operationCell },
    textColumn('seatId', 'Seat', {}),
    { key: 'offeringName', title: 'Entitlement', wide: true, cell: entitlementLink },
    { key: 'customerName', title: 'Customer', wide: true, cell: customerLink },
    {
      key: 'seatsUsed',
      title: 'Seats used',
      align: 'right',
      wide: true,
      needs: ['seatsUsed', 'bought', 'overdraft'],
      cell: seatsCell,
    },
    textColumn('reasons', 'Reasons', { hidden: true }),
    textColumn('featureKey', 'Feature', { hidden: true }),
    numberColumn('amount', 'Amount', { hidden: true }),
    textColumn('ipAddress', 'Address', { hidden: true }),
    instantColumn('leaseExpiry', 'Lease until', { hidden: true }),
  ],
  filters: [
    { key: 'seatId', label: 'Seat', kind: 'text' },
    { key: 'customerName', label: 'Customer', kind: 'text' },
    {
      key: 'operation',
      label: 'What',
      kind: 'choice',
      options: choices(...Object.keys(operationNames)).map(({ value }) => ({
        value,
        label: operationNames[value] ?? value,
      })),
    },
    {
      key: 'from',
      label: 'From',
      kind: 'day',
      ask: (day) => [
        { column: 'timestamp', operator: 'gte', value: new Date(`${day}T00:00:00`).toISOString() },
      ],
    },
    {
      key: 'to',
      label: 'To',
      kind: 'day',
      ask: (day) => [{ column: 'timestamp', operator: 'lt', value: dayAfter(day) }],
    },
  ],
};

const ActivityPage = () => (
  <Page title="Activity">
    <ReportList
      name="activity"
      label="Activity log"
      subject="activity"
      shape={shape}
      rowKey={(row) => `${row.entitlementId} ${row.sequence} ${row.timestamp}`}
      empty={
        <EmptyState title="Nothing has happened yet">
          Every seat that an application takes, keeps, releases or is denied is written down here, with what
          was in use at that moment. It begins with the first activation.
        </EmptyState>
      }
    />
  </Page>
);

export default ActivityPage;
