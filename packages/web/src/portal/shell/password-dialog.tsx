import { PasswordInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { Problem } from '../../api/problem.ts';
import { send } from '../../api/send.ts';
import { EditDialog } from '../../ui/form/edit-dialog.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { useTexts } from '../texts/use-texts.tsx';

export const PasswordDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { password: words, choose, common } = useTexts();
  const form = useForm({
    initialValues: { currentPassword: '', newPassword: '', repeated: '' },
    validate: {
      currentPassword: isNotEmpty(words.missing),
      newPassword: isNotEmpty(words.missing),
      repeated: (text, { newPassword }) => (text === newPassword ? null : choose.differ),
    },
  });
  const save = async ({ currentPassword, newPassword }: { currentPassword: string; newPassword: string }) => {
    await send('PUT', '/portal/api/v1/password', { body: { currentPassword, newPassword } }).catch(
      (error) => {
        if (error instanceof Problem && error.code === 'signInRejected') {
          form.setFieldError('currentPassword', words.wrong);
        }
        throw error;
      },
    );
    notifyDone(words.done);
  };
  return (
    <EditDialog title={words.title} form={form} verb={common.save} onSave={save} onClose={onClose}>
      <PasswordInput
        label={words.current}
        autoComplete="current-password"
        {...form.getInputProps('currentPassword')}
      />
      <PasswordInput
        label={choose.password}
        description={choose.passwordHint}
        autoComplete="new-password"
        {...form.getInputProps('newPassword')}
      />
      <PasswordInput
        label={choose.repeated}
        autoComplete="new-password"
        {...form.getInputProps('repeated')}
      />
    </EditDialog>
  );
};
