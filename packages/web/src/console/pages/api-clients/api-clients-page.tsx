import { scopeWords } from 'virtual:leeway-scopes';
import { Button, List } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Reply, Row } from '../../../api/wire.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { count, formatDate } from '../../../ui/format.ts';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { ClientActions } from './client-actions.tsx';
import { ClientSecret } from './client-secret.tsx';
import { CreateClient } from './create-client.tsx';

const Scopes = ({ scopes }: Pick<Row<'listApiClients'>, 'scopes'>) => {
  const [first, ...others] = scopes;
  if (!first || others.length === 0) return first ?? 'nothing';
  return (
    <details>
      <summary>{count(scopes.length, 'scope')}</summary>
      <List size="sm" mt={4}>
        {scopes.map((scope) => (
          <List.Item key={scope}>
            {scope}: {scopeWords[scope]}
          </List.Item>
        ))}
      </List>
    </details>
  );
};

const shape: PlainShape<'listApiClients'> = {
  sort: null,
  columns: [
    { key: 'clientId', title: 'Client id', sortable: true, fixed: true },
    { key: 'clientName', title: 'Name', sortable: true },
    { key: 'scopes', title: 'May do', wide: true, cell: ({ scopes }) => <Scopes scopes={scopes} /> },
    {
      key: 'createdAt',
      title: 'Created',
      sortable: true,
      wide: true,
      cell: ({ createdAt }) => formatDate(createdAt),
    },
    { key: 'id', title: 'Id', hidden: true },
    {
      key: 'actions',
      title: 'Actions',
      fixed: true,
      align: 'right',
      cell: (client) => <ClientActions client={client} />,
    },
  ],
  filters: [nameFilter('Name or id')],
};

const ApiClientsPage = () => {
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<Reply<'createScopedApiClient'> | null>(null);
  const begin = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={() => setCreating(true)}>
      New credentials
    </Button>
  );
  return (
    <Page title="API credentials" actions={begin}>
      <PlainList
        name="api-clients"
        label="API credentials"
        operation="listApiClients"
        file="exportApiClients"
        shape={shape}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No API clients yet" action={begin}>
            An API client is what a program signs in with: client id and secret are exchanged for a token at
            the token endpoint. Make one for each program, so that the audit log tells them apart.
          </EmptyState>
        }
      />
      {isCreating && <CreateClient onCreated={setCreated} onClose={() => setCreating(false)} />}
      {created && (
        <ClientSecret title="The credentials are created" client={created} onClose={() => setCreated(null)} />
      )}
    </Page>
  );
};

export default ApiClientsPage;
