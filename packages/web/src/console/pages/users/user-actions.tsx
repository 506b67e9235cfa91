import { useState } from 'react';
import { useSession } from '../../../api/session.ts';
import { useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { type Action, ActionMenu } from '../../../ui/action-menu.tsx';
import { DeleteDialog } from '../../../ui/form/delete-dialog.tsx';
import { notifyDone, notifyProblem } from '../../../ui/notify.ts';
import { EditUser } from './user-dialogs.tsx';

type User = Row<'listUsers'>;
type Open = 'edit' | 'disable' | 'secondFactor' | 'delete' | null;

const useSwitches = ({ id, email }: User) => {
  const given = { params: { userId: id } };
  const { mutateAsync: invite } = useChange('sendUserInvitation');
  const { mutateAsync: enable } = useChange('enableUser');
  const { mutateAsync: disable } = useChange('disableUser');
  const { mutateAsync: resetSecondFactor } = useChange('resetUserSecondFactor');
  const { mutateAsync: remove } = useChange('deleteUser');
  return {
    invite: () =>
      invite(given).then(() => notifyDone(`A new invitation is on its way to ${email}.`), notifyProblem),
    enable: () => enable(given).then(() => notifyDone('The user can sign in again.'), notifyProblem),
    disable: () => disable(given),
    resetSecondFactor: () => resetSecondFactor(given),
    remove: () => remove(given),
  };
};

/** What an administrator can do with a user. */
export const UserActions = ({ user }: { readonly user: User }) => {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const own = useSession().user.id === user.id;
  const switches = useSwitches(user);
  const name = `${user.firstName} ${user.lastName}`;
  const isInvited = user.status === 'invited';
  const actions: Action[] = [
    { label: 'Edit', onClick: () => setOpen('edit') },
    ...(isInvited ? [{ label: 'Send the invitation again', onClick: switches.invite }] : []),
    ...(user.secondFactor && !own
      ? [{ label: 'Reset the second factor', onClick: () => setOpen('secondFactor') }]
      : []),
    ...(user.status === 'disabled' ? [{ label: 'Enable', onClick: switches.enable }] : []),
    ...(user.status === 'active' && !own ? [{ label: 'Disable', onClick: () => setOpen('disable') }] : []),
    ...(own
      ? []
      : [
          {
            label: isInvited ? 'Withdraw the invitation' : 'Delete',
            onClick: () => setOpen('delete'),
            isHarsh: true,
          },
        ]),
  ];
  return (
    <>
      <ActionMenu of={name} actions={actions} />
      {open === 'edit' && <EditUser user={user} onClose={close} />}
      {open === 'disable' && (
        <DeleteDialog
          title={`Disable ${name}?`}
          name={null}
          verb="Disable"
          onDelete={switches.disable}
          onClose={close}
        >
          They are signed out everywhere at once and cannot sign in until they are enabled again.
        </DeleteDialog>
      )}
      {open === 'secondFactor' && (
        <DeleteDialog
          title={`Reset the second factor of ${name}?`}
          name={null}
          verb="Reset"
          onDelete={switches.resetSecondFactor}
          onClose={close}
        >
          For somebody who has lost telephone and recovery codes. They are signed out, told by mail, and sign
          in with their password alone until they set a new one up. Make sure that it is them who ask.
        </DeleteDialog>
      )}
      {open === 'delete' && (
        <DeleteDialog
          title={isInvited ? `Withdraw the invitation of ${name}?` : `Delete ${name}?`}
          name={isInvited ? null : user.username}
          verb={isInvited ? 'Withdraw' : 'Delete'}
          onDelete={switches.remove}
          onClose={close}
        >
          {isInvited
            ? 'The link in the mail opens nothing any more.'
            : 'They are signed out at once. Customers they own lose this owner; what they did stays in the audit log.'}
        </DeleteDialog>
      )}
    </>
  );
};
