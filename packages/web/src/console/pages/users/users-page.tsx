import { useApi } from '../../../api/use-api.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { nothing } from '../../../ui/format.ts';
import { PlainList, type PlainShape } from '../../../ui/list/plain-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { StateBadge } from '../../../ui/state-badge.tsx';

const RoleName = ({ roleId }: { readonly roleId: string | null }) => {
  const { data } = useApi('listRoles', {});
  return data?.items.find(({ id }) => id === roleId)?.name ?? nothing;
};

const shape: PlainShape<'listUsers'> = {
  sort: null,
  columns: [
    {
      key: 'name',
      title: 'Name',
      fixed: true,
      cell: ({ firstName, lastName }) => `${firstName} ${lastName}`,
    },
    { key: 'username', title: 'User name' },
    { key: 'email', title: 'E-mail', wide: true },
    { key: 'roleId', title: 'Role', wide: true, cell: ({ roleId }) => <RoleName roleId={roleId} /> },
    {
      key: 'enabled',
      title: 'State',
      cell: ({ enabled }) => (
        <StateBadge state={enabled ? 'within' : 'off'}>{enabled ? 'active' : 'disabled'}</StateBadge>
      ),
    },
    {
      key: 'secondFactor',
      title: 'Second factor',
      wide: true,
      cell: ({ secondFactor }) => (secondFactor ? 'yes' : 'no'),
    },
    { key: 'id', title: 'Id', hidden: true },
  ],
  filters: [],
};

const UsersPage = () => (
  <Page title="Users">
    <PlainList
      name="users"
      label="Users"
      operation="listUsers"
      shape={shape}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No users yet">
          A user signs in to this console, with a role that says what they may see and change.
        </EmptyState>
      }
    />
  </Page>
);

export default UsersPage;
