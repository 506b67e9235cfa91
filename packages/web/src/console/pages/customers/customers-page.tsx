import { Link } from '@tanstack/react-router';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { choices, dateColumn, numberColumn, textColumn } from '../../../ui/list/report-columns.tsx';
import { ReportList, type ReportRow, type ReportShape } from '../../../ui/list/report-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';

const statusOf = ({ status }: ReportRow) => (
  <StateBadge state={status === 'active' ? 'within' : 'off'}>{String(status)}</StateBadge>
);

const shape: ReportShape = {
  always: ['customerId', 'name'],
  sort: { column: 'name', descending: false },
  columns: [
    {
      key: 'name',
      title: 'Customer',
      fixed: true,
      sortable: true,
      cell: ({ customerId, name }) => (
        <Link to="/customers/$customerId" params={{ customerId: String(customerId) }}>
          {String(name)}
        </Link>
      ),
    },
    textColumn('accountRefId', 'Account reference'),
    { key: 'status', title: 'Status', sortable: true, cell: statusOf },
    numberColumn('entitlements', 'Entitlements'),
    numberColumn('seatCount', 'Seats bought'),
    numberColumn('seatsUsed', 'Seats used'),
    numberColumn('overdraftSeatsUsed', 'In overdraft'),
    numberColumn('contacts', 'Contacts', { hidden: true }),
    textColumn('type', 'Type', { hidden: true }),
    textColumn('legalName', 'Legal name', { hidden: true }),
    textColumn('website', 'Website', { hidden: true }),
    dateColumn('contractRenewalDate', 'Contract renewal', { hidden: true }),
    dateColumn('creationDate', 'Created', { hidden: true }),
  ],
  filters: [
    { key: 'name', label: 'Customer name', kind: 'text' },
    {
      key: 'status',
      label: 'Status',
      kind: 'choice',
      options: choices('active', 'disabled', 'inactive'),
    },
  ],
};

const CustomersPage = () => (
  <Page title="Customers">
    <ReportList
      name="customers"
      label="Customers"
      subject="customers"
      shape={shape}
      rowKey={({ customerId }) => String(customerId)}
      empty={
        <EmptyState title="No customers yet">
          A customer is a company you sell to. Its entitlements, contacts and notes hang from it, and its page
          shows what it uses of what it bought.
        </EmptyState>
      }
    />
  </Page>
);

export default CustomersPage;
