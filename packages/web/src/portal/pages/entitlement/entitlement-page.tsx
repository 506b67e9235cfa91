import { Anchor, Button, SimpleGrid, Stack } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { OwnCapDialog } from '../../parts/own-cap-dialog.tsx';
import { RequestDialog } from '../../parts/request-dialog.tsx';
import type { Entitlement } from '../../parts/sentences.ts';
import { StandingBadge } from '../../parts/standing.tsx';
import { useOpenRequest } from '../../parts/use-requests.ts';
import { usePermits } from '../../session/session.ts';
import { PageLoading } from '../../shell/fallbacks.tsx';
import { paths } from '../../shell/paths.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { DenialsCard } from './denials-card.tsx';
import { EpisodesCard } from './episodes-card.tsx';
import { FeaturesCard } from './features-card.tsx';
import { RequestsCard } from './requests-card.tsx';
import { SeatsCard } from './seats-card.tsx';
import { StandingCard } from './standing-card.tsx';
import { ThresholdsCard } from './thresholds-card.tsx';
import { UsageCard } from './usage-card.tsx';

/** What an admin can do about an entitlement. */
const Actions = ({ entitlement }: { readonly entitlement: Entitlement }) => {
  const { entitlement: words } = useTexts();
  const [open, setOpen] = useState<'request' | 'ownCap' | null>(null);
  const request = useOpenRequest(entitlement.id);
  const close = () => setOpen(null);
  return (
    <>
      <Button variant="default" onClick={() => setOpen('ownCap')}>
        {entitlement.ownCap === null ? words.setOwnCap : words.changeOwnCap}
      </Button>
      <Button variant={request ? 'default' : 'filled'} onClick={() => setOpen('request')}>
        {request ? words.changeRequest : words.requestSeats}
      </Button>
      {open === 'request' && <RequestDialog entitlementId={entitlement.id} open={request} onClose={close} />}
      {open === 'ownCap' && <OwnCapDialog entitlement={entitlement} onClose={close} />}
    </>
  );
};

/** Everything of one entitlement that the vendor shows to the reader. */
const EntitlementPage = () => {
  const { entitlementId = '' } = useParams({ strict: false });
  const { entitlement: words } = useTexts();
  const [isAdmin, seesGraph, seesSeats] = [usePermits('admin'), usePermits('graph'), usePermits('seats')];
  const { data, error, refetch } = useApi('getPortalEntitlement', { params: { entitlementId } });
  if (error && !data) return <ProblemAlert error={error} onRetry={refetch} />;
  if (!data || data.id !== entitlementId) return <PageLoading />;
  return (
    <Stack gap={4}>
      <Anchor component={Link} to={paths.overview} size="sm">
        ‹ {words.back}
      </Anchor>
      <Page
        title={data.offeringName}
        subtitle={<StandingBadge of={data.standing} />}
        actions={isAdmin && <Actions entitlement={data} />}
      >
        <StandingCard entitlement={data} />
        {seesGraph && <UsageCard entitlement={data} />}
        <SimpleGrid cols={{ base: 1, md: seesGraph || isAdmin ? 2 : 1 }} spacing="md">
          <Stack gap="md">
            {seesGraph && <DenialsCard entitlementId={data.id} />}
            {seesGraph && <EpisodesCard entitlementId={data.id} />}
            {isAdmin && <RequestsCard entitlementId={data.id} />}
            {isAdmin && <ThresholdsCard entitlementId={data.id} />}
          </Stack>
          <Stack gap="md">{seesSeats && <SeatsCard entitlementId={data.id} />}</Stack>
        </SimpleGrid>
        {data.features.length > 0 && <FeaturesCard features={data.features} />}
      </Page>
    </Stack>
  );
};

export default EntitlementPage;
