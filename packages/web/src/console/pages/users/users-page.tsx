import { Button } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMay } from '../../../api/session.ts';
import { useApi } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { nothing } from '../../../ui/format.ts';
import { nameFilter, PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { type State, StateBadge } from '../../../ui/state-badge.tsx';
import { UserActions } from './user-actions.tsx';
import { InviteDialog } from './user-dialogs.tsx';

type User = Row<'listUsers'>;

const RoleName = ({ roleId }: { readonly roleId: string | null }) => {
  const { data } = useApi('listRoles', {});
  return data?.items.find(({ id }) => id === roleId)?.name ?? nothing;
};

const states: Readonly<Record<User['status'], State>> = {
  active: 'within',
  invited: 'overdraft',
  disabled: 'off',
};

const reading: PlainShape<'listUsers'> = {
  sort: null,
  columns: [
    {
      key: 'name',
      title: 'Name',
      sortable: true,
      fixed: true,
      cell: ({ firstName, lastName }) => `${firstName} ${lastName}`,
    },
    { key: 'username', title: 'User name', sortable: true, wide: true },
    { key: 'email', title: 'E-mail', sortable: true, wide: true },
    {
      key: 'roleId',
      title: 'Role',
      sortable: true,
      wide: true,
      cell: ({ roleId }) => <RoleName roleId={roleId} />,
    },
    {
      key: 'status',
      title: 'State',
      sortable: true,
      cell: ({ status }) => <StateBadge state={states[status]}>{status}</StateBadge>,
    },
    {
      key: 'secondFactor',
      title: 'Second factor',
      sortable: true,
      wide: true,
      cell: ({ secondFactor }) => (secondFactor ? 'yes' : 'no'),
    },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [nameFilter('Name or e-mail')],
};

const changing: PlainShape<'listUsers'> = {
  ...reading,
  columns: [
    ...reading.columns,
    {
      key: 'actions',
      title: 'Actions',
      fixed: true,
      align: 'right',
      cell: (user) => <UserActions user={user} />,
    },
  ],
};

const UsersPage = () => {
  const mayChange = useMay('users:admin');
  const [isInviting, setInviting] = useState(false);
  const invite = mayChange && (
    <Button leftSection={<IconUserPlus size={15} aria-hidden />} onClick={() => setInviting(true)}>
      Invite a user
    </Button>
  );
  return (
    <Page title="Users" actions={invite}>
      <PlainList
        name="users"
        label="Users"
        operation="listUsers"
        file="exportUsers"
        shape={mayChange ? changing : reading}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No users yet" action={invite}>
            A user signs in to this console, with a role that says what they may see and change.
          </EmptyState>
        }
      />
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
};

export default UsersPage;
