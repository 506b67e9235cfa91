import { Button, Code, Drawer, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { IconReload } from '@tabler/icons-react';
import { useApi, useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { formatDateTime, formatNumber } from '../../../ui/format.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { ProblemAlert } from '../../../ui/problem-alert.tsx';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { Attempts } from './attempts.tsx';
import { DeliveryState } from './delivery-state.tsx';

type Delivery = Reply<'getDelivery'>;

const factsOf = (delivery: Delivery): [string, string][] => [
  ['Happened', formatDateTime(delivery.eventDate)],
  ['Event id', delivery.eventId],
  ['About', delivery.resourceId],
  ...(delivery.sequence === null
    ? []
    : ([['Sequence', formatNumber(delivery.sequence)]] satisfies [string, string][])),
  ...(delivery.nextAttemptDate
    ? ([['Next attempt', formatDateTime(delivery.nextAttemptDate)]] satisfies [string, string][])
    : []),
];

interface DetailsProps {
  readonly webhook: Reply<'getWebhook'>;
  readonly delivery: Delivery;
}

const Details = ({ webhook, delivery }: DetailsProps) => {
  const { mutateAsync: replay, isPending } = useChange('replayDelivery');
  const again = () =>
    replay({ params: { webhookListenerId: webhook.id, deliveryId: delivery.id } }).then(
      () => notifyDone('Sent again, under the same event id.'),
      notifyProblem,
    );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <DeliveryState status={delivery.status} />
        <Button
          size="xs"
          variant="default"
          loading={isPending}
          disabled={!webhook.enabled}
          leftSection={<IconReload size={14} aria-hidden />}
          onClick={again}
        >
          Replay
        </Button>
      </Group>
      <Table verticalSpacing={5} layout="fixed">
        <Table.Tbody>
          {factsOf(delivery).map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" w={110}>
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Attempts attempts={delivery.attemptList} />
      <div>
        <Title order={3} size="h5" mb={4}>
          What is sent
        </Title>
        <Text size="sm" c="dimmed" mb={6}>
          The payload, in the envelope with event id, code, date and the number of the call.
        </Text>
        <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {JSON.stringify(delivery.payload, null, 2)}
        </Code>
      </div>
    </Stack>
  );
};

/** One delivery beside the log; the address says which. */
export const DeliveryDrawer = ({ webhook }: { readonly webhook: Reply<'getWebhook'> }) => {
  const [{ delivery: deliveryId = '' }, change] = useUrlSearch();
  const isOpen = deliveryId !== '';
  const { data, error, refetch } = useApi(
    'getDelivery',
    { params: { webhookListenerId: webhook.id, deliveryId } },
    { enabled: isOpen },
  );
  const shown = data?.id === deliveryId ? data : undefined;
  return (
    <Drawer
      opened={isOpen}
      onClose={() => change({ delivery: undefined })}
      position="right"
      size="lg"
      title={shown?.eventCode ?? 'Delivery'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      styles={{ title: { fontWeight: 650 } }}
    >
      {error && <ProblemAlert error={error} onRetry={refetch} />}
      {!shown && !error && <Skeleton height={240} />}
      {shown && <Details webhook={webhook} delivery={shown} />}
    </Drawer>
  );
};
