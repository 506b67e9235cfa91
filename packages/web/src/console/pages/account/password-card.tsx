import { PasswordInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { send } from '../../../api/send.ts';
import { SettingsCard } from '../../../ui/form/settings-card.tsx';

export const PasswordCard = () => {
  const client = useQueryClient();
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '', repeated: '' },
    validate: {
      currentPassword: isNotEmpty('Write the present password'),
      newPassword: isNotEmpty('Write the new password'),
      repeated: (text, { newPassword }) => (text === newPassword ? null : 'Both must be the same'),
    },
  });
  return (
    <SettingsCard
      title="Password"
      subtitle="Long is better than complicated: a few words that belong to nobody."
      form={form}
      verb="Change the password"
      done="The password is changed, and your other sessions have ended."
      onSave={async ({ currentPassword, newPassword }) => {
        await send('PUT', '/console/password', { body: { currentPassword, newPassword } });
        form.reset();
        await client.invalidateQueries();
      }}
    >
      <PasswordInput
        label="Present password"
        autoComplete="current-password"
        {...form.getInputProps('currentPassword')}
      />
      <PasswordInput
        label="New password"
        autoComplete="new-password"
        {...form.getInputProps('newPassword')}
      />
      <PasswordInput label="The same again" autoComplete="new-password" {...form.getInputProps('repeated')} />
    </SettingsCard>
  );
};
