import { EmptyState } from '../../../ui/empty-state.tsx';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';

const shape: PlainShape<'listApiClients'> = {
  sort: null,
  columns: [
    { key: 'clientId', title: 'Client id', fixed: true },
    { key: 'clientName', title: 'Name' },
    { key: 'id', title: 'Id', wide: true },
  ],
  filters: [],
};

const ApiClientsPage = () => (
  <Page title="API credentials">
    <PlainList
      name="api-clients"
      label="API credentials"
      operation="listApiClients"
      shape={shape}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No API clients yet">
          An API client is what a program signs in with: client id and secret are exchanged for a token at the
          token endpoint. Make one for each program, so that the audit log tells them apart.
        </EmptyState>
      }
    />
  </Page>
);

export default ApiClientsPage;
