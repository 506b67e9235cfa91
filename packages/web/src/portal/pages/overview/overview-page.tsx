import { SimpleGrid, Text } from '@mantine/core';
import { useApi } from '../../../api/use-api.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { Banner } from '../../parts/banner.tsx';
import { usePortalSession } from '../../session/session.ts';
import { PageLoading } from '../../shell/fallbacks.tsx';
import { useTexts } from '../../texts/use-texts.tsx';
import { EntitlementCard } from './entitlement-card.tsx';

/** So many cards draw their last 30 days: each is a question of its own. */
const drawnMost = 12;

/** What the company bought and how it is used, the most urgent first. */
const OverviewPage = () => {
  const { overview: words } = useTexts();
  const { customer, role } = usePortalSession();
  const { data, error, refetch } = useApi('getPortalOverview', {});
  if (error && !data) return <ProblemAlert error={error} onRetry={refetch} />;
  if (!data) return <PageLoading />;
  const { attention, entitlements, elementsTotal } = data;
  const urgent = entitlements.find(({ id }) => id === attention?.entitlementId);
  return (
    <Page title={words.title} subtitle={customer.name}>
      {attention && urgent && <Banner attention={attention} entitlement={urgent} />}
      {entitlements.length === 0 && (
        <EmptyState title={words.emptyTitle}>
          {role === 'admin' ? words.emptyAdmin : words.emptyUser}
        </EmptyState>
      )}
      <SimpleGrid cols={{ base: 1, sm: entitlements.length > 1 ? 2 : 1 }} spacing="md">
        {entitlements.map((each, index) => (
          <EntitlementCard key={each.id} entitlement={each} isDrawn={index < drawnMost} />
        ))}
      </SimpleGrid>
      {elementsTotal > entitlements.length && (
        <Text c="dimmed" size="sm">
          {words.moreThanShown(elementsTotal)}
        </Text>
      )}
    </Page>
  );
};

export default OverviewPage;
