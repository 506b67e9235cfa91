import { Button, Checkbox, Group, Input, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useApi } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';

type EventType = Reply<'listWebhookEvents'>['items'][number];

const groups: readonly { readonly type: EventType['type']; readonly title: string }[] = [
  { type: 'entitlement', title: 'Entitlements, seats and overdraft' },
  { type: 'entitlementGroup', title: 'Orders' },
  { type: 'customer', title: 'Customers and statements' },
  { type: 'insight', title: 'Thresholds and webhooks' },
];

interface EventGroupProps {
  readonly title: string;
  readonly events: readonly EventType[];
  readonly chosen: readonly string[];
  readonly onChange: (codes: string[]) => void;
}

const EventGroup = ({ title, events, chosen, onChange }: EventGroupProps) => {
  const codes = events.map(({ code }) => code);
  const count = codes.filter((code) => chosen.includes(code)).length;
  const others = chosen.filter((code) => !codes.includes(code));
  return (
    <Stack gap={6}>
      <Checkbox
        label={title}
        fw={600}
        checked={count === codes.length}
        indeterminate={count > 0 && count < codes.length}
        onChange={() => onChange(count === codes.length ? others : [...others, ...codes])}
      />
      <Stack gap={6} pl="lg">
        {events.map(({ code, description }) => (
          <Checkbox
            key={code}
            label={code}
            description={description}
            checked={chosen.includes(code)}
            onChange={({ currentTarget }) =>
              onChange(currentTarget.checked ? [...chosen, code] : chosen.filter((each) => each !== code))
            }
          />
        ))}
      </Stack>
    </Stack>
  );
};

interface WebhookFormProps {
  readonly title: string;
  readonly verb: string;
  readonly initial: { readonly uri: string; readonly subscriptions: readonly string[] };
  readonly onSave: (webhook: { uri: string; subscriptions: string[] }) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Where events go, and which. */
export const WebhookForm = ({ title, verb, initial, onSave, onClose }: WebhookFormProps) => {
  const { data } = useApi('listWebhookEvents', {});
  const form = useForm({
    initialValues: { uri: initial.uri, subscriptions: [...initial.subscriptions] },
    validate: {
      uri: (uri) => (/^https?:\/\/\S+$/.test(uri.trim()) ? null : 'Write an address with https://'),
      subscriptions: (codes) => (codes.length > 0 ? null : 'Choose at least one event'),
    },
  });
  const { subscriptions } = form.values;
  const choose = (codes: string[]) => form.setFieldValue('subscriptions', codes);
  const all = (data?.items ?? []).map(({ code }) => code);
  return (
    <EditDialog
      {...{ title, form, verb, onClose }}
      size="lg"
      onSave={({ uri, subscriptions: codes }) => onSave({ uri: uri.trim(), subscriptions: codes })}
    >
      <TextInput
        label="Address"
        description="Events are sent there with POST, signed, and again until it answers 2xx."
        placeholder="https://erp.example.com/leeway"
        type="url"
        data-autofocus
        {...form.getInputProps('uri')}
      />
      <Input.Wrapper
        label="Events"
        error={form.errors.subscriptions}
        labelElement="div"
        descriptionProps={{ component: 'div' }}
        description={
          <Group justify="space-between" component="span">
            <Text span size="xs" c="dimmed">
              {subscriptions.length} of {all.length} chosen
            </Text>
            <Group gap={4} component="span">
              <Button size="compact-xs" variant="subtle" onClick={() => choose(all)}>
                All
              </Button>
              <Button size="compact-xs" variant="subtle" onClick={() => choose([])}>
                None
              </Button>
            </Group>
          </Group>
        }
      >
        <Stack
          gap="md"
          mt={6}
          mah={360}
          p="sm"
          tabIndex={0}
          role="group"
          aria-label="Events"
          style={{ overflowY: 'auto', border: '1px solid var(--lw-border)', borderRadius: 8 }}
        >
          {groups.map(({ type, title: name }) => {
            const events = (data?.items ?? []).filter((event) => event.type === type);
            if (events.length === 0) return null;
            return (
              <EventGroup key={type} title={name} events={events} chosen={subscriptions} onChange={choose} />
            );
          })}
        </Stack>
      </Input.Wrapper>
    </EditDialog>
  );
};
