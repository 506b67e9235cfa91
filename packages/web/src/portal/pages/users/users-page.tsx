import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useApi } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { Page } from '../../../ui/page.tsx';
import { type State, StateBadge } from '../../../ui/state-badge.tsx';
import { usePages } from '../../parts/more-pages.tsx';
import { personName } from '../../parts/person.ts';
import { RowsCard } from '../../parts/rows-card.tsx';
import { usePermits } from '../../session/session.ts';
import { useTexts } from '../../texts/use-texts.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { UserActions } from './user-actions.tsx';

type User = Row<'listPortalUsers'>;

const states: Readonly<Record<User['state'], State>> = {
  active: 'within',
  invited: 'off',
  locked: 'cap',
};

/** Who of the company signs in here. */
const UsersPage = () => {
  const { users: words, common } = useTexts();
  const mayManage = usePermits('manageUsers');
  const pages = usePages(50);
  const [isInviting, setInviting] = useState(false);
  const { data, error, refetch } = useApi('listPortalUsers', { query: pages.query });
  const nameOf = (user: User) => (user.isSelf ? `${personName(user)} (${words.you})` : personName(user));
  return (
    <Page
      title={words.title}
      actions={mayManage && <Button onClick={() => setInviting(true)}>{words.invite}</Button>}
    >
      <RowsCard
        title={words.hint}
        heads={[
          { title: words.name },
          { title: words.email },
          { title: words.role, wide: true },
          { title: words.state, wide: true },
          ...(mayManage ? [{ title: common.more, align: 'right' as const }] : []),
        ]}
        rows={data?.items.map((user) => ({
          key: user.id,
          cells: [
            nameOf(user),
            user.email,
            words.roles[user.role],
            <StateBadge key="state" state={states[user.state]}>
              {words.states[user.state]}
            </StateBadge>,
            <Group key="actions" justify="flex-end">
              <UserActions user={user} />
            </Group>,
          ],
        }))}
        total={data?.elementsTotal ?? 0}
        onMore={pages.more}
        error={error}
        onRetry={refetch}
        empty={words.empty}
        minWidth={560}
      />
      {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
    </Page>
  );
};

export default UsersPage;
