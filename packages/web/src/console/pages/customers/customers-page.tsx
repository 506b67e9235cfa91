import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useMay } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { choices, dateColumn, numberColumn, textColumn } from '../../../ui/list/report-columns.tsx';
import { ReportList, type ReportRow, type ReportShape } from '../../../ui/list/report-list.tsx';
import { RowLink } from '../../../ui/list/row-link.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { Page } from '../../../ui/page.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { CustomerForm } from './customer-form.tsx';

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
        <RowLink to={`/customers/${String(customerId)}`}>{String(name)}</RowLink>
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

const CustomersPage = () => {
  const [search, setSearch] = useUrlSearch();
  const navigate = useNavigate();
  const mayCreate = useMay('customers:admin');
  const { mutateAsync: create } = useChange('createCustomer');
  const add = mayCreate && <Button onClick={() => setSearch({ new: 'customer' })}>New customer</Button>;
  // What is created is gone to, not back from.
  const created = useRef<string | null>(null);
  const close = () =>
    created.current
      ? void navigate({ to: '/customers/$customerId', params: { customerId: created.current } })
      : setSearch({ new: undefined }, { replace: true });
  return (
    <Page title="Customers" actions={add}>
      <ReportList
        name="customers"
        label="Customers"
        subject="customers"
        shape={shape}
        rowKey={({ customerId }) => String(customerId)}
        empty={
          <EmptyState title="No customers yet" action={add}>
            A customer is a company you sell to. Its entitlements, contacts and notes hang from it, and its
            page shows what it uses of what it bought.
          </EmptyState>
        }
      />
      {mayCreate && search.new !== undefined && (
        <CustomerForm
          customer={null}
          onSave={async (body) => {
            const { id, name } = await create({ body });
            notifyDone(`${name} is a customer now.`);
            created.current = id;
          }}
          onClose={close}
        />
      )}
    </Page>
  );
};

export default CustomersPage;
