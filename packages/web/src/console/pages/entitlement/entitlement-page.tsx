import { Button, Group, Modal, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useParams } from '@tanstack/react-router';
import { useMay } from '../../../api/session.ts';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { formatNumber } from '../../../ui/format.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { intervalText } from '../../../ui/terms.ts';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { bucketOf, rangeOf } from '../../evidence/range.ts';
import { UsagePanel } from '../../evidence/usage-panel.tsx';
import classes from './entitlement.module.css';
import { DenialsCard, EpisodesCard } from './evidence-cards.tsx';
import { FactsCard } from './facts-card.tsx';
import { InsightCard } from './insight-card.tsx';
import { WhatIfCard } from './what-if-card.tsx';

const RenewButton = ({ entitlement }: { readonly entitlement: Reply<'getEntitlement'> }) => {
  const renew = useChange('renewEntitlement');
  const [isAsking, asking] = useDisclosure();
  const mayRenew = useMay('entitlements:admin');
  if (!mayRenew || entitlement.licenseType !== 'subscription') return null;
  const term = intervalText({
    type: entitlement.licenseDurationType,
    count: entitlement.licenseDurationCount,
  });
  const renewNow = () =>
    renew.mutate(
      { params: { entitlementId: entitlement.id } },
      {
        onSuccess: () => {
          asking.close();
          notifyDone('Renewed.');
        },
        onError: notifyProblem,
      },
    );
  return (
    <>
      <Button onClick={asking.open}>Renew</Button>
      <Modal opened={isAsking} onClose={asking.close} title="Renew">
        <Text>
          The subscription is renewed for {term}, with {formatNumber(entitlement.seatCount)} seats.
        </Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={asking.close}>
            Cancel
          </Button>
          <Button onClick={renewNow} loading={renew.isPending}>
            Renew now
          </Button>
        </Group>
      </Modal>
    </>
  );
};

const EntitlementPage = () => {
  const { entitlementId = '' } = useParams({ strict: false }) as { entitlementId?: string };
  const [search] = useUrlSearch();
  const range = rangeOf(search, Date.now());
  const given = { params: { entitlementId } };
  const { data, error, refetch } = useApi('getEntitlement', {
    ...given,
    query: { expand: 'features,offering,editInfo,product' },
  });
  const groupId = data?.entitlementGroupId ?? '';
  const group = useApi(
    'getEntitlementGroup',
    { params: { entitlementGroupId: groupId }, query: { expand: 'customer' } },
    { enabled: groupId !== '' },
  );
  // The same question as the chart's, so it is asked once.
  const history = useApi('getUsageHistory', {
    ...given,
    query: { from: range.from, to: range.to, bucket: bucketOf(range) },
  });
  const customer = group.data?.customer;
  const subtitle = data ? `${data.offeringName}, ${data.product?.name ?? ''}, SKU ${data.sku}` : undefined;
  return (
    <Page
      title={customer?.name ?? data?.offeringName ?? 'Entitlement'}
      subtitle={
        customer ? (
          <Link to="/customers/$customerId" params={{ customerId: customer.id }}>
            {subtitle}
          </Link>
        ) : (
          subtitle
        )
      }
      actions={data && <RenewButton entitlement={data} />}
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={420} />}
      {data && (
        <>
          <div className={classes.top}>
            <FactsCard entitlement={data} group={group.data} current={history.data?.current} />
            <UsagePanel
              entitlementId={entitlementId}
              title="Seats in use"
              label={`Seats in use, ${customer?.name ?? data.offeringName}`}
            />
          </div>
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            <WhatIfCard key={data.id} entitlement={data} />
            <InsightCard entitlementId={entitlementId} expiryDate={data.expiryDate} />
            <EpisodesCard entitlementId={entitlementId} />
            <DenialsCard entitlementId={entitlementId} />
          </SimpleGrid>
        </>
      )}
    </Page>
  );
};

export default EntitlementPage;
