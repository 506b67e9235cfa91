import { Button, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { formatNumber, words } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';
import { Page } from '../../../ui/page.tsx';
import { type PageTab, PageTabs } from '../../../ui/page-tabs.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { NotesCard } from '../../notes/notes-card.tsx';
import { SellDialog } from '../../selling/sell-dialog.tsx';
import { ContactsCard } from './contacts-card.tsx';
import { CustomerForm } from './customer-form.tsx';
import { type CustomerAction, CustomerMenu } from './customer-menu.tsx';
import { DeleteCustomer } from './delete-customer.tsx';
import { EntitlementsCard } from './entitlements-card.tsx';
import { FactsCard } from './facts-card.tsx';
import { OwnersCard } from './owners-card.tsx';

const InsightCard = ({ insight }: { readonly insight: Reply<'getCustomerRenewalInsight'> }) => (
  <Card
    title={`All entitlements: ${words(insight.class)}`}
    subtitle={`${formatNumber(insight.purchased)} seats bought, ${formatNumber(insight.peak)} at the busiest moment of 12 months`}
  >
    {insight.reasons.map((reason) => (
      <Text key={reason} size="sm">
        {reason}
      </Text>
    ))}
  </Card>
);

interface OverviewProps {
  readonly customer: Reply<'getCustomer'>;
  readonly onOpen: (action: CustomerAction) => void;
}

/** Who it is, what it has bought, and who answers for it. */
const Overview = ({ customer, onOpen }: OverviewProps) => {
  const insight = useApi('getCustomerRenewalInsight', { params: { customerId: customer.id } });
  const mayEdit = useMay('customers:admin');
  const maySell = useMay('entitlements:create');
  const maySeeUsers = useMay('users:read', 'users:admin');
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md" mb="md">
        <FactsCard customer={customer} onEdit={mayEdit ? () => onOpen('edit') : undefined} />
        <div style={{ display: 'grid', gap: 'var(--mantine-spacing-md)', alignContent: 'start' }}>
          {insight.data ? <InsightCard insight={insight.data} /> : <Skeleton height={120} />}
          {maySeeUsers && <OwnersCard customerId={customer.id} />}
        </div>
      </SimpleGrid>
      {insight.error && <ProblemAlert error={insight.error} onRetry={insight.refetch} />}
      <EntitlementsCard
        customerId={customer.id}
        insight={insight.data}
        onSell={maySell ? () => onOpen('sell') : undefined}
      />
    </>
  );
};

const CustomerPage = () => {
  const { customerId = '' } = useParams({ strict: false }) as { customerId?: string };
  const navigate = useNavigate();
  const params = { customerId };
  const { data, error, refetch } = useApi('getCustomer', { params });
  const notes = useApi('listCustomerNotes', { params });
  const contacts = useApi('listContacts', { params, query: { pageSize: 1 } });
  const { mutateAsync: update } = useChange('updateCustomer');
  const [opened, setOpened] = useState<CustomerAction | null>(null);
  const close = () => setOpened(null);
  const maySell = useMay('entitlements:create');
  const counted = (label: string, value: number | undefined) =>
    value ? `${label} ${formatNumber(value)}` : label;
  const tabs: PageTab[] = data
    ? [
        {
          value: 'overview',
          label: 'Overview',
          content: () => <Overview customer={data} onOpen={setOpened} />,
        },
        {
          value: 'contacts',
          label: counted('Contacts', contacts.data?.elementsTotal),
          content: () => <ContactsCard customerId={customerId} />,
        },
        {
          value: 'notes',
          label: counted('Notes', notes.data?.notes.length),
          content: () => <NotesCard subject={{ type: 'customer', id: customerId, name: data.name }} />,
        },
      ]
    : [];
  return (
    <Page
      title={data?.name ?? 'Customer'}
      subtitle={data?.accountRefId ?? undefined}
      actions={
        data && (
          <>
            <CustomerMenu customer={data} onOpen={setOpened} />
            {maySell && <Button onClick={() => setOpened('sell')}>Sell</Button>}
          </>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={240} />}
      {data && <PageTabs label="Of the customer" tabs={tabs} />}
      {data && opened === 'edit' && (
        <CustomerForm
          customer={data}
          onSave={(body) => update({ params, body }).then(() => notifyDone('The customer is changed.'))}
          onClose={close}
        />
      )}
      {data && opened === 'sell' && <SellDialog customer={data} onClose={close} />}
      {data && opened === 'delete' && (
        <DeleteCustomer
          customer={data}
          onClose={close}
          onDeleted={() => void navigate({ to: '/customers' })}
        />
      )}
    </Page>
  );
};

export default CustomerPage;
