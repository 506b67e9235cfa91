import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../../api/use-api.ts';
import type { Reply } from '../../../api/wire.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { count } from '../../../ui/format.ts';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { SecretField } from '../../../ui/secret-field.tsx';
import { ShownOnce } from '../../../ui/shown-once.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookState } from './webhook-state.tsx';

const shape: PlainShape<'listWebhooks'> = {
  sort: null,
  columns: [
    {
      key: 'uri',
      title: 'Address',
      sortable: true,
      fixed: true,
      cell: ({ id, uri }) => (
        <Link
          to="/webhooks/$webhookListenerId"
          params={{ webhookListenerId: id }}
          style={{ overflowWrap: 'anywhere' }}
        >
          {uri}
        </Link>
      ),
    },
    { key: 'enabled', title: 'State', sortable: true, cell: (webhook) => <WebhookState {...webhook} /> },
    {
      key: 'subscriptions',
      title: 'Events',
      wide: true,
      cell: ({ subscriptions: [first, ...others] }) =>
        others.length === 0 ? first : `${first} and ${count(others.length, 'other')}`,
    },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [nameFilter('Address')],
};

const initial = { uri: '', subscriptions: [] };

/** After it was made: the secret is kept first, then the webhook is looked at. */
const Created = ({ id, signingSecret }: Pick<Reply<'createWebhook'>, 'id' | 'signingSecret'>) => {
  const navigate = useNavigate();
  const open = () => void navigate({ to: '/webhooks/$webhookListenerId', params: { webhookListenerId: id } });
  return (
    <ShownOnce title="The webhook is created" what="Its signing secret is" onClose={open}>
      <SecretField
        label="Signing secret"
        value={signingSecret}
        hint="The receiver verifies deliveries with it (Standard Webhooks)."
      />
    </ShownOnce>
  );
};

const WebhooksPage = () => {
  const [isCreating, setCreating] = useState(false);
  const { mutateAsync: create, data: created } = useChange('createWebhook');
  const begin = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setCreating(true)}>
      New webhook
    </Button>
  );
  return (
    <Page title="Webhooks" actions={begin}>
      <PlainList
        name="webhooks"
        label="Webhooks"
        operation="listWebhooks"
        file="exportWebhooks"
        shape={shape}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="Nobody is told yet" action={begin}>
            A webhook tells another system of what happens here, such as a seat denied or a threshold crossed:
            signed, in order, and again until it is taken.
          </EmptyState>
        }
      />
      {isCreating && (
        <WebhookForm
          title="New webhook"
          verb="Create"
          initial={initial}
          onSave={(body) => create({ body })}
          onClose={() => setCreating(false)}
        />
      )}
      {created && <Created {...created} />}
    </Page>
  );
};

export default WebhooksPage;
