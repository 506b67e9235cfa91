import { Group, TextInput } from '@mantine/core';
import { isEmail, isNotEmpty, useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Row } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { RoleField } from './role-field.tsx';

const validate = {
  firstName: isNotEmpty('Write the first name'),
  lastName: isNotEmpty('Write the last name'),
  email: isEmail('Write an e-mail address'),
  roleId: isNotEmpty('Choose a role'),
};

/** The part before the @ as a user name, where it can be one. */
const userNameFrom = (email: string): string => (email.split('@')[0] ?? '').replace(/[^\w.-]/g, '');

/** Invites somebody: they get a mail with a link, and choose their password there. */
export const InviteDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { mutateAsync: create } = useChange('createUser');
  const form = useForm({
    initialValues: { firstName: '', lastName: '', email: '', username: '', roleId: '' },
    validate: {
      ...validate,
      username: (name: string) => (name.trim().length >= 3 ? null : 'At least three characters'),
    },
  });
  const email = form.getInputProps('email');
  const suggestName = () => {
    if (form.values.username === '') form.setFieldValue('username', userNameFrom(form.values.email));
  };
  return (
    <EditDialog
      title="Invite a user"
      form={form}
      verb="Send the invitation"
      onSave={async (body) => {
        await create({ body });
        notifyDone(`The invitation is on its way to ${body.email}.`);
      }}
      onClose={onClose}
    >
      <Group grow align="flex-start">
        <TextInput label="First name" data-autofocus {...form.getInputProps('firstName')} />
        <TextInput label="Last name" {...form.getInputProps('lastName')} />
      </Group>
      <TextInput
        label="E-mail"
        type="email"
        description="The invitation goes there. It is good for seven days, and can be sent again."
        {...email}
        onBlur={suggestName}
      />
      <TextInput
        label="User name"
        description="To sign in with, besides the e-mail address."
        {...form.getInputProps('username')}
      />
      <RoleField
        value={form.values.roleId}
        error={form.errors.roleId}
        onChange={(roleId) => form.setFieldValue('roleId', roleId)}
      />
    </EditDialog>
  );
};

interface EditUserProps {
  readonly user: Row<'listUsers'>;
  readonly onClose: () => void;
}

export const EditUser = ({ user, onClose }: EditUserProps) => {
  const { mutateAsync: update } = useChange('updateUser');
  const { id, firstName, lastName, email, roleId } = user;
  const form = useForm({
    initialValues: { firstName, lastName, email: email ?? '', roleId: roleId ?? '' },
    validate,
  });
  return (
    <EditDialog
      title={`Edit ${firstName} ${lastName}`}
      form={form}
      verb="Save"
      onSave={async (body) => {
        await update({ params: { userId: id }, body });
        notifyDone('The user is changed.');
      }}
      onClose={onClose}
    >
      <Group grow align="flex-start">
        <TextInput label="First name" data-autofocus {...form.getInputProps('firstName')} />
        <TextInput label="Last name" {...form.getInputProps('lastName')} />
      </Group>
      <TextInput
        label="E-mail"
        type="email"
        description="Another address voids what was sent to the present one."
        {...form.getInputProps('email')}
      />
      <RoleField
        value={form.values.roleId}
        error={form.errors.roleId}
        onChange={(role) => form.setFieldValue('roleId', role)}
      />
    </EditDialog>
  );
};
