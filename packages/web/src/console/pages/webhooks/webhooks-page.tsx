import { EmptyState } from '../../../ui/empty-state.tsx';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';

const shape: PlainShape<'listWebhooks'> = {
  sort: null,
  columns: [
    { key: 'uri', title: 'Address', fixed: true },
    {
      key: 'subscriptions',
      title: 'Events',
      wide: true,
      cell: ({ subscriptions }) => subscriptions.join(', '),
    },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [],
};

const WebhooksPage = () => (
  <Page title="Webhooks">
    <PlainList
      name="webhooks"
      label="Webhooks"
      operation="listWebhooks"
      shape={shape}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="Nobody is told yet">
          A webhook tells another system of what happens here, such as a seat denied or a threshold crossed:
          signed, in order, and again until it is taken.
        </EmptyState>
      }
    />
  </Page>
);

export default WebhooksPage;
