import { Button, Code, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { useApi, useChange } from '../../../api/use-api.ts';
import { Card } from '../../../ui/card.tsx';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { notifyUndo } from '../../../ui/notify-undo.tsx';

interface HostDialogProps {
  readonly host: string | null;
  readonly onClose: () => void;
}

/** What is copied from an address bar is taken as the name in it. */
const nameIn = (typed: string): string =>
  typed
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/:].*$/, '');

const faultOf = (typed: string): string | null =>
  /^$|^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(nameIn(typed))
    ? null
    : 'Write a whole name, such as licences.example.com.';

const HostDialog = ({ host, onClose }: HostDialogProps) => {
  const { mutateAsync: update } = useChange('updatePortalHost');
  const form = useForm({ initialValues: { host: host ?? '' }, validate: { host: faultOf } });
  return (
    <EditDialog
      title="Host name of the portal"
      form={form}
      verb="Save"
      onSave={async (values) => {
        const next = nameIn(values.host) || null;
        await update({ body: { host: next } });
        notifyDone(next ? `The portal is at ${next}.` : 'The portal has no host name of its own.');
      }}
      onClose={onClose}
    >
      <TextInput
        label="Host name"
        description="A name of your domain; empty: none."
        placeholder="licences.example.com"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('host')}
      />
    </EditDialog>
  );
};

const steps = (
  <List type="ordered" size="sm" spacing={4}>
    <List.Item>Let the name point to this server, with a CNAME record of your DNS.</List.Item>
    <List.Item>Let the proxy in front of it answer for the name, with a certificate.</List.Item>
    <List.Item>Set the name here. Mails and links use it from then on.</List.Item>
  </List>
);

const HostShown = ({ host }: { readonly host: string | null }) => {
  const [isEditing, editing] = useDisclosure();
  const { mutateAsync: update } = useChange('updatePortalHost');
  const takeOff = () =>
    update({ body: { host: null } }).then(
      () => notifyUndo('The portal has no host name of its own.', () => update({ body: { host } })),
      notifyProblem,
    );
  return (
    <Card
      title="A host name of your own"
      subtitle="Your customers then see your name in the address, and requests to it are for your portal alone."
    >
      <Stack gap="sm">
        {host ? (
          <Text>
            The portal answers at <Code>{host}</Code>
          </Text>
        ) : (
          steps
        )}
        <Group gap="xs">
          <Button variant={host ? 'default' : 'filled'} onClick={editing.open}>
            {host ? 'Change' : 'Set a host name'}
          </Button>
          {host && (
            <Button variant="subtle" color="red" onClick={takeOff}>
              Take it off
            </Button>
          )}
        </Group>
      </Stack>
      {isEditing && <HostDialog host={host} onClose={editing.close} />}
    </Card>
  );
};

/** The name in the address of the portal. */
export const HostCard = () => (
  <Loaded query={useApi('getPortalHost', {})}>{({ host }) => <HostShown host={host} />}</Loaded>
);
