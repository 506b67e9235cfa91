import { Skeleton } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useApi } from '../../../api/use-api.ts';
import { Page } from '../../../ui/page.tsx';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { DeliveryDrawer } from './delivery-drawer.tsx';
import { DeliveryLog } from './delivery-log.tsx';
import { WebhookActions } from './webhook-actions.tsx';
import { WebhookCard } from './webhook-card.tsx';
import { WebhookState } from './webhook-state.tsx';

const WebhookPage = () => {
  const params = useParams({ strict: false }) as { webhookListenerId?: string };
  const webhookListenerId = params.webhookListenerId ?? '';
  const { data, error, refetch } = useApi('getWebhook', { params: { webhookListenerId } });
  return (
    <Page
      title="Webhook"
      subtitle={data && <WebhookState {...data} />}
      actions={data && <WebhookActions webhook={data} />}
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!data && !error && <Skeleton height={160} radius="lg" />}
      {data && (
        <>
          <WebhookCard webhook={data} />
          <DeliveryLog webhook={data} />
          <DeliveryDrawer webhook={data} />
        </>
      )}
    </Page>
  );
};

export default WebhookPage;
