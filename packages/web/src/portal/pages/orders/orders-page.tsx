import { Badge, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { MorePages, usePages } from '../../parts/more-pages.tsx';
import { usePermits } from '../../session/session.ts';
import { PageLoading } from '../../shell/fallbacks.tsx';
import { entitlementPath } from '../../shell/paths.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { Members } from './members.tsx';

type Order = Row<'listPortalGroups'>;

const OrderCard = ({ order }: { readonly order: Order }) => {
  const { orders: words, statuses } = useTexts();
  const seesUsers = usePermits('users');
  return (
    <Card title={order.orderRefId ?? words.unnamed} subtitle={words.created(order.created)}>
      <Stack gap="md">
        <Stack gap={6}>
          {order.entitlements.map(({ id, offeringName, status }) => (
            <Group key={id} gap="xs">
              <Link to={entitlementPath(id)}>{offeringName}</Link>
              {status !== 'active' && (
                <Badge variant="light" color="gray" tt="none" c="var(--lw-off)">
                  {statuses[status]}
                </Badge>
              )}
            </Group>
          ))}
        </Stack>
        {seesUsers ? (
          <Members entitlementGroupId={order.id} name={order.orderRefId ?? words.unnamed} />
        ) : (
          <Text size="sm" c="dimmed">
            {words.memberCount(order.memberCount)}
          </Text>
        )}
      </Stack>
    </Card>
  );
};

/** What was bought together, and who may use it. */
const OrdersPage = () => {
  const { orders: words } = useTexts();
  const pages = usePages(20);
  const { data, error, refetch } = useApi('listPortalGroups', { query: pages.query });
  if (error && !data) return <ProblemAlert error={error} onRetry={refetch} />;
  if (!data) return <PageLoading />;
  return (
    <Page title={words.title} subtitle={words.hint}>
      {data.items.length === 0 && <EmptyState title={words.emptyTitle}>{words.empty}</EmptyState>}
      {data.items.map((order) => (
        <OrderCard key={order.id} order={order} />
      ))}
      <MorePages shown={data.items.length} total={data.elementsTotal} onMore={pages.more} />
    </Page>
  );
};

export default OrdersPage;
