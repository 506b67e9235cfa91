import { Button, Skeleton } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import { formatNumber } from '../../../ui/format.ts';
import { Page } from '../../../ui/page.tsx';
import { type PageTab, PageTabs } from '../../../ui/page-tabs.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { NotesCard } from '../../notes/notes-card.tsx';
import { AccessTab } from './access-tab.tsx';
import { ActivationsTab } from './activations-tab.tsx';
import { ActivityTab } from './activity-tab.tsx';
import { EntitlementDialogs } from './dialogs.tsx';
import { EvidenceTab } from './evidence-tab.tsx';
import { ExportedCard } from './exported-card.tsx';
import { MoreMenu, type Opened } from './more-menu.tsx';
import { Overview } from './overview.tsx';
import type { RenewalAsked } from './renew-dialog.tsx';
import { TermsTab } from './terms-tab.tsx';

const counted = (label: string, value: number | undefined): string =>
  value ? `${label} ${formatNumber(value)}` : label;

const EntitlementPage = () => {
  const { entitlementId = '' } = useParams({ strict: false }) as { entitlementId?: string };
  const navigate = useNavigate();
  const params = { entitlementId };
  const expand = 'features,attributes,offering,editInfo,product,actions,export';
  const { data, error, refetch } = useApi('getEntitlement', { params, query: { expand } });
  const groupId = data?.entitlementGroupId ?? '';
  const group = useApi(
    'getEntitlementGroup',
    { params: { entitlementGroupId: groupId }, query: { expand: 'customer,entitlements' } },
    { enabled: groupId !== '' },
  );
  const notes = useApi('listEntitlementNotes', { params });
  const mayRenew = useMay('entitlements:admin') && data?.actions?.renew !== undefined;
  const [opened, setOpened] = useState<Opened | 'renew' | null>(null);
  const [asked, setAsked] = useState<RenewalAsked | null>(null);
  const renew = (limits: RenewalAsked | null) => {
    setAsked(limits);
    setOpened('renew');
  };
  const customer = group.data?.customer;
  const title = customer?.name ?? data?.offeringName ?? 'Entitlement';
  const subtitle = data ? `${data.offeringName}, ${data.product?.name ?? ''}, SKU ${data.sku}` : undefined;
  const tabs: PageTab[] = data
    ? [
        {
          value: 'overview',
          label: 'Overview',
          content: () => (
            <Overview
              entitlement={data}
              group={group.data}
              name={title}
              onEdit={() => setOpened('limits')}
              onRenew={renew}
            />
          ),
        },
        {
          value: 'activations',
          label: counted('Activations', data.seatsUsed),
          content: () => <ActivationsTab entitlementId={data.id} />,
        },
        {
          value: 'activity',
          label: 'Activity log',
          content: () => <ActivityTab entitlementId={data.id} />,
        },
        {
          value: 'evidence',
          label: 'Overdraft and denials',
          content: () => <EvidenceTab entitlementId={data.id} offeringId={data.offeringId} />,
        },
        { value: 'terms', label: 'Terms', content: () => <TermsTab entitlement={data} /> },
        {
          value: 'access',
          label: 'Codes and contacts',
          content: () => group.data && <AccessTab group={group.data} entitlementId={data.id} />,
        },
        {
          value: 'notes',
          label: counted('Notes', notes.data?.notes.length),
          content: () => (
            <NotesCard
              subject={{ type: 'entitlement', id: data.id, name: customer?.name ?? 'the customer' }}
            />
          ),
        },
      ]
    : [];
  return (
    <Page
      title={title}
      subtitle={
        customer ? (
          <>
            {subtitle}.{' '}
            <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
              All of this customer
            </Link>
          </>
        ) : (
          subtitle
        )
      }
      actions={
        data && (
          <>
            <MoreMenu entitlement={data} onOpen={setOpened} />
            {mayRenew && <Button onClick={() => renew(null)}>Renew</Button>}
          </>
        )
      }
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={420} />}
      {data && (
        <>
          <ExportedCard entitlement={data} />
          <PageTabs label="Of the entitlement" tabs={tabs} />
          <EntitlementDialogs
            opened={opened}
            entitlement={data}
            group={group.data}
            asked={asked}
            onClose={() => setOpened(null)}
            onDeleted={() =>
              void navigate(
                customer
                  ? { to: '/customers/$customerId', params: { customerId: customer.id } }
                  : { to: '/entitlements' },
              )
            }
          />
        </>
      )}
    </Page>
  );
};

export default EntitlementPage;
