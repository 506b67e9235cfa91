import { Group, MultiSelect, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { count } from '../../../ui/format.ts';
import { notifyDone } from '../../../ui/notify.ts';

interface ReplayRangeProps {
  readonly webhook: Reply<'getWebhook'>;
  readonly onClose: () => void;
}

const hourMs = 3_600_000;
const two = (value: number): string => String(value).padStart(2, '0');

/** As `<input type="datetime-local">` writes it, in the reader's time zone. */
const localOf = (date: Date): string =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;

const instantOf = (local: string): string => (local ? new Date(local).toISOString() : '');

/** Sends the events of a time again, those included that were not sent. */
export const ReplayRange = ({ webhook, onClose }: ReplayRangeProps) => {
  const { mutateAsync: replay } = useChange('replayDeliveries');
  const now = Date.now();
  const form = useForm({
    initialValues: {
      dateFrom: localOf(new Date(now - 24 * hourMs)),
      dateTo: localOf(new Date(now + 60_000)),
      eventCodes: [] as string[],
    },
    validate: {
      dateFrom: (text) => (text ? null : 'Say from when'),
      dateTo: (text) => (text ? null : 'Say until when'),
    },
  });
  const send = async ({ dateFrom, dateTo, eventCodes }: typeof form.values) => {
    const { replayed } = await replay({
      params: { webhookListenerId: webhook.id },
      body: {
        dateFrom: instantOf(dateFrom),
        dateTo: instantOf(dateTo),
        ...(eventCodes.length > 0 ? { eventCodes } : {}),
      },
    });
    notifyDone(`${count(replayed, 'event is', 'events are')} sent again.`);
  };
  return (
    <EditDialog title="Replay a range" form={form} verb="Replay" onSave={send} onClose={onClose}>
      <Group grow align="flex-start">
        <TextInput type="datetime-local" label="From" {...form.getInputProps('dateFrom')} />
        <TextInput type="datetime-local" label="Until" {...form.getInputProps('dateTo')} />
      </Group>
      <MultiSelect
        label="Events"
        placeholder={form.values.eventCodes.length === 0 ? 'all it subscribes to' : ''}
        data={webhook.subscriptions}
        searchable
        clearable
        {...form.getInputProps('eventCodes')}
      />
      <Text size="sm" c="dimmed">
        Each event keeps its id, so a receiver that remembers ids takes none of them twice. Events that were
        never sent, because the webhook was paused, are sent too.
      </Text>
    </EditDialog>
  );
};
