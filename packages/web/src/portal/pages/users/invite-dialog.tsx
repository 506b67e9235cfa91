import { Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useChange } from '../../../api/use-api.ts';
import type { Body } from '../../../api/wire.ts';
import { EditDialog } from '../../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../../ui/notify.ts';
import { useTexts } from '../../texts/use-texts.tsx';

type Role = Body<'invitePortalUser'>['role'];

interface Values {
  email: string;
  firstName: string;
  lastName: string;
  role: Role;
}

/** Invites somebody by mail. */
export const InviteDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { users: words } = useTexts();
  const { mutateAsync: invite } = useChange('invitePortalUser');
  const form = useForm<Values>({
    initialValues: { email: '', firstName: '', lastName: '', role: 'user' },
    validate: { email: (email) => (/^\S+@\S+$/.test(email.trim()) ? null : words.emailMissing) },
  });
  return (
    <EditDialog
      title={words.inviteTitle}
      form={form}
      verb={words.send}
      onClose={onClose}
      onSave={async ({ email, firstName, lastName, role }) => {
        const body = {
          ...{ email: email.trim(), role },
          ...{ firstName: firstName.trim() || null, lastName: lastName.trim() || null },
        };
        await invite({ body });
        notifyDone(words.invited(body.email));
      }}
    >
      <Text size="sm">{words.inviteText}</Text>
      <TextInput
        label={words.email}
        inputMode="email"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps('email')}
      />
      <Group grow>
        <TextInput label={words.firstName} maxLength={50} {...form.getInputProps('firstName')} />
        <TextInput label={words.lastName} maxLength={50} {...form.getInputProps('lastName')} />
      </Group>
      <Radio.Group label={words.role} {...form.getInputProps('role')}>
        <Stack gap="xs" mt={4}>
          {(['user', 'admin'] as const).map((role) => (
            <Radio key={role} value={role} label={words.roles[role]} description={words.roleHints[role]} />
          ))}
        </Stack>
      </Radio.Group>
    </EditDialog>
  );
};
