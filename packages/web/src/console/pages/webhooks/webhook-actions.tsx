import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconSend } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { formatDateTime } from '../../../ui/format.ts';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { SecretField } from '../../../ui/secret-field.tsx';
import { ShownOnce } from '../../../ui/shown-once.tsx';
import { WebhookForm } from './webhook-form.tsx';

type Open = 'edit' | 'rotate' | 'pause' | 'delete' | null;

interface ActionsProps {
  readonly webhook: Reply<'getWebhook'>;
}

/** What can be done with a webhook. What takes something away is asked about first. */
export const WebhookActions = ({ webhook }: ActionsProps) => {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const navigate = useNavigate();
  const given = { params: { webhookListenerId: webhook.id } };
  const { mutateAsync: update } = useChange('updateWebhook');
  const { mutateAsync: remove } = useChange('deleteWebhook');
  const { mutateAsync: rotate, data: rotated, reset } = useChange('rotateWebhookSecret');
  const { mutateAsync: pause } = useChange('disableWebhook');
  const { mutateAsync: resume } = useChange('enableWebhook');
  const { mutateAsync: test, isPending } = useChange('testWebhook');
  const sendTest = () =>
    test(given).then(() => notifyDone('A test event is on its way: see the log below.'), notifyProblem);
  const resumeNow = () =>
    resume(given).then(() => notifyDone('Resumed: events from now on are sent.'), notifyProblem);
  return (
    <>
      {webhook.enabled ? (
        <Button
          variant="default"
          loading={isPending}
          onClick={sendTest}
          leftSection={<IconSend size={15} aria-hidden />}
        >
          Send a test event
        </Button>
      ) : (
        <Button onClick={resumeNow}>Resume</Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen('edit')}>Edit</Menu.Item>
          <Menu.Item onClick={() => setOpen('rotate')}>Rotate the signing secret</Menu.Item>
          {webhook.enabled && <Menu.Item onClick={() => setOpen('pause')}>Pause</Menu.Item>}
          <Menu.Item c="var(--lw-cap)" onClick={() => setOpen('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'edit' && (
        <WebhookForm
          title="Edit the webhook"
          verb="Save"
          initial={webhook}
          onSave={(body) => update({ ...given, body })}
          onClose={close}
        />
      )}
      {open === 'rotate' && (
        <DeleteDialog
          title="Rotate the signing secret?"
          name={null}
          verb="Rotate"
          onDelete={() => rotate(given)}
          onClose={close}
        >
          A new secret is made and shown once. For a day deliveries carry both signatures, so that the
          receiver can change over without losing one.
        </DeleteDialog>
      )}
      {open === 'pause' && (
        <DeleteDialog
          title="Pause the webhook?"
          name={null}
          verb="Pause"
          onDelete={() => pause(given)}
          onClose={close}
        >
          Nothing more is sent, and what waits is cancelled. After it is resumed, what happened meanwhile can
          be replayed.
        </DeleteDialog>
      )}
      {open === 'delete' && (
        <DeleteDialog
          title="Delete the webhook?"
          name={new URL(webhook.uri).host}
          onDelete={async () => {
            await remove(given);
            await navigate({ to: '/webhooks' });
          }}
          onClose={close}
        >
          Its delivery log goes with it. The events themselves stay in the event feed.
        </DeleteDialog>
      )}
      {rotated && (
        <ShownOnce title="The secret is rotated" what="The new signing secret is" onClose={reset}>
          <SecretField
            label="Signing secret"
            value={rotated.secret}
            hint={`The one before counts until ${formatDateTime(rotated.previousValidUntil)}.`}
          />
        </ShownOnce>
      )}
    </>
  );
};
