import { Code, Group, Stack, Text } from '@mantine/core';
import type { Reply } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { count, formatDateTime } from '../../../ui/format.ts';
import { useHealth } from './use-health.ts';

type Health = NonNullable<ReturnType<typeof useHealth>>;

const healthText = ({ enabled, disabledDate, disabledReason, failingSince, waiting }: Health): string => {
  if (!enabled)
    return `Nothing is sent since ${formatDateTime(disabledDate)}. ${disabledReason ?? ''} What happened meanwhile can be replayed.`;
  const queue = waiting === 0 ? 'Nothing waits.' : `${count(waiting, 'delivery', 'deliveries')} on the way.`;
  if (failingSince)
    return `No delivery has succeeded since ${formatDateTime(failingSince)}. ${queue} After five days it is paused, with a mail to the administrators.`;
  return queue;
};

/** Where it goes, which events, and how it goes with it. */
export const WebhookCard = ({ webhook }: { readonly webhook: Reply<'getWebhook'> }) => {
  const health = useHealth(webhook.id);
  return (
    <Card>
      <Stack gap="sm">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {webhook.uri}
        </Text>
        <Text size="sm" role="status">
          {health ? healthText(health) : ' '}
        </Text>
        <Group gap={6} aria-label="Events">
          {webhook.subscriptions.map((code) => (
            <Code key={code} style={{ overflowWrap: 'anywhere' }}>
              {code}
            </Code>
          ))}
        </Group>
      </Stack>
    </Card>
  );
};
