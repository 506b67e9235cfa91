import { Anchor, Button } from '@mantine/core';
import { IconPlayerTrackNext, IconRefresh } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Query, Reply, Row } from '../../../api/wire.ts';
import { Card } from '../../../ui/card.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { endOfDay, startOfDay } from '../../../ui/form/days.ts';
import { formatDateTime, formatNumber, nothing } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { choices } from '../../../ui/list/report-columns.tsx';
import type { ListView } from '../../../ui/list/view.ts';
import { useUrlSearch } from '../../../ui/use-url-search.ts';
import { DeliveryState } from './delivery-state.tsx';
import { ReplayRange } from './replay-range.tsx';

type Delivery = Row<'listDeliveries'>;

const OpenDelivery = ({ id, eventCode }: Delivery) => {
  const [, change] = useUrlSearch();
  return (
    <Anchor component="button" type="button" size="sm" ta="left" onClick={() => change({ delivery: id })}>
      {eventCode}
    </Anchor>
  );
};

const shape: PlainShape<'listDeliveries'> = {
  sort: null,
  columns: [
    { key: 'eventCode', title: 'Event', fixed: true, cell: (delivery) => <OpenDelivery {...delivery} /> },
    { key: 'status', title: 'State', cell: ({ status }) => <DeliveryState status={status} /> },
    { key: 'eventDate', title: 'Happened', wide: true, cell: ({ eventDate }) => formatDateTime(eventDate) },
    { key: 'attempts', title: 'Attempts', align: 'right', cell: ({ attempts }) => formatNumber(attempts) },
    {
      key: 'nextAttemptDate',
      title: 'Next attempt',
      wide: true,
      cell: ({ nextAttemptDate }) => formatDateTime(nextAttemptDate),
    },
    {
      key: 'finishedDate',
      title: 'Finished',
      wide: true,
      cell: ({ finishedDate }) => formatDateTime(finishedDate),
    },
    { key: 'eventId', title: 'Event id', hidden: true },
    { key: 'resourceId', title: 'About', hidden: true },
    { key: 'sequence', title: 'Sequence', hidden: true, cell: ({ sequence }) => sequence ?? nothing },
  ],
  filters: [
    {
      key: 'status',
      label: 'State',
      kind: 'choice',
      options: choices('waiting', 'delivered', 'failed', 'cancelled'),
    },
    { key: 'eventCode', label: 'Event code', kind: 'text' },
    { key: 'from', label: 'From', kind: 'day' },
    { key: 'to', label: 'Until', kind: 'day' },
  ],
};

const queryOf = ({ filters: { status, eventCode, from, to } }: ListView): Query<'listDeliveries'> => {
  const dateFrom = startOfDay(from ?? '');
  const dateTo = endOfDay(to ?? '');
  return {
    ...(status ? { status: status as Delivery['status'] } : {}),
    ...(eventCode ? { eventCode } : {}),
    ...(dateFrom ? { dateFrom } : {}),
    ...(dateTo ? { dateTo } : {}),
  };
};

/** Every event that was or is to be sent, with what became of it. */
export const DeliveryLog = ({ webhook }: { readonly webhook: Reply<'getWebhook'> }) => {
  const client = useQueryClient();
  const [isReplaying, setReplaying] = useState(false);
  return (
    <Card
      p={0}
      withBorder={false}
      bg="transparent"
      title="Delivery log"
      subtitle="The newest event first. Open one to see what was sent and what was answered."
      actions={
        <Button
          variant="default"
          leftSection={<IconPlayerTrackNext size={15} aria-hidden />}
          disabled={!webhook.enabled}
          onClick={() => setReplaying(true)}
        >
          Replay a range
        </Button>
      }
    >
      <PlainList
        name="deliveries"
        label="Deliveries"
        operation="listDeliveries"
        file="exportDeliveries"
        params={{ webhookListenerId: webhook.id }}
        shape={shape}
        query={queryOf}
        rowKey={({ id }) => id}
        actions={
          <Button
            variant="default"
            leftSection={<IconRefresh size={15} aria-hidden />}
            onClick={() => void client.invalidateQueries()}
          >
            Refresh
          </Button>
        }
        empty={
          <EmptyState title="Nothing was sent yet">
            As soon as one of the chosen events happens it stands here. Send a test event to see that the
            receiver takes it.
          </EmptyState>
        }
      />
      {isReplaying && <ReplayRange webhook={webhook} onClose={() => setReplaying(false)} />}
    </Card>
  );
};
