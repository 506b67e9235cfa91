import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { Problem } from '../../../api/problem.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { personName } from '../../parts/person.ts';
import { usePermits } from '../../session/session.ts';
import { useTellProblem } from '../../shell/notify.ts';
import { useTexts } from '../../texts/use-texts.tsx';

/** What an admin can do with a user: another role, another link, the end. */
export const UserActions = ({ user }: { readonly user: Row<'listPortalUsers'> }) => {
  const { users: words, common } = useTexts();
  const mayManage = usePermits('manageUsers');
  const tellProblem = useTellProblem();
  const [isRemoving, setRemoving] = useState(false);
  const { mutateAsync: update } = useChange('updatePortalUser');
  const { mutateAsync: resend } = useChange('resendPortalInvitation');
  const { mutateAsync: remove } = useChange('removePortalUser');
  if (!mayManage) return null;
  const { id, email, role, state, authentication } = user;
  const params = { contactId: id };
  const other = role === 'admin' ? 'user' : 'admin';
  // The one refusal that can be foreseen: somebody has to be an admin.
  const told = (error: unknown): Problem | unknown =>
    error instanceof Problem && error.code === 'conflict'
      ? new Problem(0, 'validationFailed', words.lastAdmin, words.lastAdmin)
      : error;
  return (
    <>
      <Menu position="bottom-end" withArrow>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={common.moreOf(personName(user))}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            onClick={() =>
              update({ params, body: { role: other } }).then(
                () => notifyDone(words.roleChanged(email, words.roles[other])),
                (error) => tellProblem(told(error)),
              )
            }
          >
            {other === 'admin' ? words.makeAdmin : words.makeUser}
          </Menu.Item>
          {authentication === 'password' && (
            <Menu.Item
              onClick={() => resend({ params }).then(() => notifyDone(words.resent(email)), tellProblem)}
            >
              {state === 'invited' ? words.resend : words.reset}
            </Menu.Item>
          )}
          <Menu.Item c="var(--lw-cap)" onClick={() => setRemoving(true)}>
            {words.remove}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isRemoving && (
        <DeleteDialog
          title={words.removeTitle(email)}
          name={null}
          verb={words.removeButton}
          onDelete={async () => {
            await remove({ params }).catch((error) => {
              throw told(error);
            });
            notifyDone(words.removed(email));
          }}
          onClose={() => setRemoving(false)}
        >
          {words.removeText}
        </DeleteDialog>
      )}
    </>
  );
};
